"""Words to people and reopening: ties their panels to the services and follows the open report."""

from __future__ import annotations

from collections.abc import Callable, Coroutine, Mapping
from functools import cached_property
from typing import Any

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtWidgets import QWidget

from triage.models.ids import OpId, ReportId
from triage.models.lease import LeaseState
from triage.models.messages import ContactRequest, Template
from triage.models.outcome_draft import Question
from triage.models.safe_contact import guard_words, ways
from triage.models.stage import Stage
from triage.models.views import ReportDetail
from triage.ui.contact.compose_sheet import ComposeSheet
from triage.ui.contact.composing import known_fields
from triage.ui.contact.contact_card import ContactCard
from triage.ui.contact.log_sheet import LogSheet
from triage.ui.contact.message_form import Writing
from triage.ui.decide.panel import DecidePanel
from triage.ui.handoff.why_sheet import Asked, WhySheet
from triage.ui.icons import Icons
from triage.ui.presenter.context import Context
from triage.ui.presenter.overlays import Overlays
from triage.ui.presenter.report import ReportPresenter
from triage.ui.report.panel import ReportPanel
from triage.ui.theme import Theme

Table = Mapping[str, Callable[[], object]]
REOPEN = Asked(
    key="reopen",
    title="Reopen this report",
    words="It goes back into the queue with all its references; nothing is recorded twice.",
    ask="Why it is worked again",
    button="Reopen",
)
LET_GO = Asked(
    key="let_go",
    title="Let go of what you wrote",
    words="You lost this report. What you wrote here goes for good; what the gateway has of it stays.",
    ask="",
    button="Let it go",
    needs=False,
)


class PeoplePresenter(QObject):
    """Everything about a report that is said to somebody. ``told(Correspondence | None)``: what is known of it now."""

    told = Signal(object)

    def __init__(
        self,
        context: Context,
        theme: Theme,
        icons: Icons,
        panel: ReportPanel,
        decide: DecidePanel,
        reports: ReportPresenter,
        overlays: Overlays,
    ) -> None:
        super().__init__(context.shell)
        self._context, self._theme, self._icons = context, theme, icons
        self._panel, self._decide, self._reports, self._overlays = panel, decide, reports, overlays
        self._templates: tuple[Template, ...] = ()
        self.card = ContactCard(theme, context.desk.clock.now)
        panel.body.put_before_files(self.card)
        self._connect()

    def table(self, _known: Table) -> Table:
        """The actions of this room."""
        return {
            "write": self._write,
            "contact": self._log,
            "contact_log": self.show_card,
            "reopen": self._reopen,
            "let_go": self._let_go,
        }

    async def start(self) -> None:
        """The templates as kept here, then as the gateway has them."""
        self._set_templates(await self._context.desk.messages.kept_templates())
        self._context.spawn("templates", self._fetch_templates())

    @Slot(object)
    def heard(self, ids: frozenset[ReportId]) -> None:
        """Something was said about these reports."""
        if self._reports.current in ids:
            self._context.spawn("contact log", self._load())

    @Slot(object)
    def _opened(self, report_id: ReportId | None) -> None:
        self.card.setVisible(report_id is not None)
        if report_id is not None:
            self.card.show_loading()
            self._context.spawn("contact log", self._load())

    async def _load(self) -> None:
        report_id = self._reports.current
        if report_id is None:
            return
        told = await self._context.desk.messages.correspondence(report_id)
        if self._reports.current == report_id:
            self.card.show_told(told)
            self.told.emit(told)

    async def _fetch_templates(self) -> None:
        self._set_templates(await self._context.desk.messages.templates())

    def _set_templates(self, templates: tuple[Template, ...]) -> None:
        self._templates = templates
        self._decide.set_templates(templates)

    # Writing and logging

    @cached_property
    def _compose(self) -> ComposeSheet:
        sheet = ComposeSheet(self._theme, self._icons)
        sheet.closed.connect(self._overlays.leave)
        sheet.send.connect(lambda question: self._reports.act("write", lambda key: self._send(key, question)))
        return sheet

    @cached_property
    def _log_sheet(self) -> LogSheet:
        sheet = LogSheet(self._theme, self._icons, self._context.desk.clock.now)
        sheet.closed.connect(self._overlays.leave)
        sheet.save.connect(lambda line: self._reports.act("contact", lambda key: self._keep(key, line)))
        return sheet

    def _write(self) -> None:
        writing = self._writing()
        if writing is None:
            self._context.tell("info", "No report is open to write about.", "Open one first.", key="write")
            return
        detail = self._reports.detail
        confirms = bool(writing.known.get("crime_reference")) and bool(detail and detail.stage is Stage.CLOSED)
        self._compose.write(writing, self._context.desk.profile.contact.confirmation if confirms else "")
        self._put(self._compose)
        self._compose.focus_start()

    def _writing(self) -> Writing | None:
        """What a message can be about: nobody is told a reference before it is back."""
        detail, profile = self._reports.detail, self._context.desk.profile
        if detail is None or detail.body is None:
            return None
        body = detail.body
        recorded = bool(body.references)
        confirmation = profile.contact.confirmation
        templates = tuple(one for one in self._templates if not one.asks and (recorded or one.key != confirmation))
        return Writing(
            report=body.report,
            profile=profile,
            ways=ways(body.report, body.assessment, profile.contact, detail.draft.corrections),
            guard=guard_words(body.report, body.assessment, profile.contact),
            templates=templates,
            known=known_fields(body.report, profile, detail.draft, body.references),
        )

    async def _send(self, report_id: ReportId, question: Question) -> None:
        await self._context.desk.messages.write(report_id, question)
        self._overlays.leave()
        self._context.tell(
            "info", f"The message to {question.address} is on its way.", "The contact log shows what becomes of it.",
            key="write",
        )  # fmt: skip

    def _log(self) -> None:
        detail = self._reports.detail
        if detail is None:
            self._context.tell("info", "No report is open to log a call about.", "Open one first.", key="contact")
            return
        rules, body = self._context.desk.profile.contact, detail.body
        known = ways(body.report, body.assessment, rules, detail.draft.corrections) if body else ()
        self._log_sheet.start(known, guard_words(body.report, body.assessment, rules) if body else "")
        self._put(self._log_sheet)
        self._log_sheet.focus_start()

    async def _keep(self, report_id: ReportId, line: ContactRequest) -> None:
        await self._context.desk.messages.note(report_id, line)
        self._overlays.leave()

    def show_card(self) -> None:
        """Go to the contact log of the open report."""
        if self._reports.current is not None:
            self._context.shell.reveal("report")
            self._panel.column.show_top(self.card)
            self.card.focus_first()

    # Reopening and letting go

    @cached_property
    def _why(self) -> WhySheet:
        sheet = WhySheet(self._theme, self._icons)
        sheet.closed.connect(self._overlays.leave)
        sheet.given.connect(self._given)
        return sheet

    def leave(self) -> None:
        """Take away whatever sheet lies over the columns."""
        self._overlays.leave()

    def ask_why(self, asked: Asked, act: Callable[[ReportId, str], Coroutine[Any, Any, object]]) -> None:
        """Ask the one question of ``asked``; ``act`` does it with the reason."""
        self._acts[asked.key] = act
        self._why.start(asked)
        self._put(self._why)
        self._why.focus_start()

    @cached_property
    def _acts(self) -> dict[str, Callable[[ReportId, str], Coroutine[Any, Any, object]]]:
        return {}

    def _given(self, key: str, why: str) -> None:
        act = self._acts.get(key)
        if act is not None:
            self._overlays.leave()
            self._reports.act(key, lambda report_id: act(report_id, why))

    def _reopen(self) -> None:
        detail = self._reports.detail
        if detail is None or detail.stage is not Stage.CLOSED:
            self._context.tell("info", "Only a closed report can be reopened.", key="reopen")
            return
        self.ask_why(REOPEN, self._do_reopen)

    async def _do_reopen(self, report_id: ReportId, why: str) -> None:
        await self._context.desk.handovers.reopen(report_id, why)
        self._context.tell("info", "The report is in the queue again.", "Press C to claim it.", key="reopen")
        await self._reports.open(report_id)

    def _let_go(self) -> None:
        if not lost(self._reports.detail):
            self._context.tell("info", "You hold this report or never did.", "Give it back with Ctrl+R.", key="let_go")
            return
        self.ask_why(LET_GO, self._do_let_go)

    async def _do_let_go(self, report_id: ReportId, _why: str) -> None:
        await self._reports.close()
        await self._context.desk.claims.let_go(report_id)
        self._context.shell.focus_column("queue")
        self._context.tell("info", "What you wrote on this report is gone from here.", key="let_go")

    # Inside

    def _connect(self) -> None:
        self._reports.opened.connect(self._opened)
        self.card.write.connect(self._write)
        self.card.log.connect(self._log)
        messages = self._context.desk.messages
        self.card.again.connect(lambda number: self._reports.act("again", lambda key: messages.again(key, number)))
        self.card.drop.connect(lambda op_id: self._context.spawn("drop", messages.discard(OpId(op_id))))
        self._decide.asks.let_go_requested.connect(self._let_go)

    def _put(self, sheet: QWidget) -> None:
        self._context.shell.set_overlay(sheet, sheet=True)


def lost(detail: ReportDetail | None) -> bool:
    """Whether somebody else has the report now and our words are still here."""
    return detail is not None and detail.lease is not None and detail.lease_state is LeaseState.LOST
