"""The reporter asks to withdraw: the sheet that notes it, the strip over the report, and what it means beside Decide.

Nothing here touches the draft or the focus: what was noted elsewhere comes in with the queue line's mark, and the
contact log is asked again for its words.
"""

from __future__ import annotations

from functools import cached_property

from PySide6.QtCore import QObject, Slot

from triage.models.correspondence import Correspondence
from triage.models.ids import ReportId
from triage.models.operation import OpKind
from triage.models.safe_contact import guard_words
from triage.models.views import ReportDetail
from triage.models.withdrawal import (
    NOTED,
    TAKEN_BACK,
    Freedom,
    WithdrawalRequest,
    freedom_of,
    gravest,
    marked,
    standing,
)
from triage.ui.announce import announce
from triage.ui.contact.withdrawal_sheet import WithdrawalSheet
from triage.ui.contact.withdrawal_words import banner_words, decide_words
from triage.ui.decide.panel import DecidePanel
from triage.ui.handoff.why_sheet import Asked
from triage.ui.icons import Icons
from triage.ui.presenter.context import Context
from triage.ui.presenter.overlays import Overlays
from triage.ui.presenter.people import PeoplePresenter, Table
from triage.ui.presenter.report import ReportPresenter
from triage.ui.report.panel import ReportPanel
from triage.ui.theme import Theme
from triage.ui.widgets import Strip

MISTAKE = Asked(
    key="not_withdrawn",
    title="The request to withdraw was noted by mistake",
    words="The note stays in the contact log with your reason beside it; it is shown over the report no more.",
    ask="Why it was a mistake",
    button="Take the note back",
)


class WithdrawalPresenter(QObject):
    def __init__(
        self,
        context: Context,
        theme: Theme,
        icons: Icons,
        panel: ReportPanel,
        decide: DecidePanel,
        reports: ReportPresenter,
        people: PeoplePresenter,
        overlays: Overlays,
    ) -> None:
        super().__init__(context.shell)
        self._context, self._theme, self._icons = context, theme, icons
        self._panel, self._decide, self._reports = panel, decide, reports
        self._people, self._overlays = people, overlays
        self._told: Correspondence | None = None
        self._known: tuple[ReportId, Freedom | None] | None = None
        """The open report and what its line said when it was shown last."""
        self.banner = Strip(theme, icons, "", level="warning", closable=False)
        self.banner.setObjectName("withdrawal_banner")
        self.line = Strip(theme, icons, "", level="warning", closable=False)
        self.line.setObjectName("withdrawal_line")
        for strip in (self.banner, self.line):
            strip.hide()
        panel.put_below_header(self.banner)
        decide.put_on_top(self.line)
        self.banner.acted.connect(people.show_card)
        people.told.connect(self._said)
        people.card.mistake.connect(self._mistake)
        reports.opened.connect(self._opened)
        reports.shown.connect(self._shown)

    def table(self, _known: Table) -> Table:
        """The action of this room."""
        return {"withdrawal": self._note}

    # Noting

    @cached_property
    def _sheet(self) -> WithdrawalSheet:
        sheet = WithdrawalSheet(self._theme, self._icons, self._context.desk.clock.now)
        sheet.closed.connect(self._overlays.leave)
        sheet.save.connect(self._save)
        return sheet

    def _note(self) -> None:
        detail = self._reports.detail
        if detail is None:
            self._context.spawn("withdrawal", self._note_once_open())
        else:
            self._ask(detail)

    async def _note_once_open(self) -> None:
        """One that is claimed while it is read is opened anew: what is asked of it in that moment is not lost."""
        detail = await self._reports.settled()
        if detail is None:
            self._context.tell(
                "info", "No report is open.", "Open the one that its reporter asks to withdraw.", key="w"
            )
        else:
            self._ask(detail)

    def _ask(self, detail: ReportDetail) -> None:
        self._sheet.start(self._guard(detail))
        self._context.shell.set_overlay(self._sheet, sheet=True)
        self._sheet.focus_start()

    def _save(self, told: WithdrawalRequest) -> None:
        report_id = self._reports.current
        if report_id is not None:
            self._context.spawn("withdrawal", self._keep(report_id, told))

    async def _keep(self, report_id: ReportId, told: WithdrawalRequest) -> None:
        await self._context.desk.messages.withdraws(report_id, told)
        self._overlays.leave()

    def _mistake(self, number: int) -> None:
        messages = self._context.desk.messages
        self._people.ask_why(MISTAKE, lambda report_id, why: messages.not_withdrawn(report_id, number, why))

    # Showing

    @Slot(object)
    def _opened(self, _report_id: ReportId | None) -> None:
        self._told, self._known = None, None
        self._panel.set_noted(())
        self.banner.hide()
        self.line.hide()

    @Slot(object)
    def _shown(self, detail: ReportDetail | None) -> None:
        if detail is None:
            return
        report_id, freedom = detail.summary.report_id, marked(detail.summary.marks)
        before, self._known = self._known, (report_id, freedom)
        if before is not None and before != self._known:  # noted or taken back while it is on the screen
            self._people.heard(frozenset({report_id}))
        self._show()

    @Slot(object)
    def _said(self, told: Correspondence | None) -> None:
        self._told = told
        if told is not None:
            self._panel.set_noted(tuple(line for line in told.lines if line.kind in (NOTED, TAKEN_BACK)))
        self._show()

    def _show(self) -> None:
        detail = self._reports.detail
        if detail is None:
            return
        told = self._told if self._told and self._told.report_id == detail.summary.report_id else None
        lines = standing(told.lines) if told is not None else ()
        waits = told is not None and any(one.kind == OpKind.WITHDRAWAL.value for one in told.waiting)
        mark = marked(detail.summary.marks)
        freedom = gravest([*map(freedom_of, lines), *([mark] if mark else [])])
        if freedom is None:
            self.banner.hide()
            self.line.hide()
            return
        guarded = bool(self._guard(detail))
        level = "info" if freedom is Freedom.FREELY and not guarded else "warning"
        words = banner_words(freedom, lines, waits=waits, now=self._context.desk.clock.now())
        if self.banner.isHidden() and self._known is not None:
            announce(self._panel, words)
        self.banner.set_words(words, "Contact log", level)
        self.line.set_words(decide_words(freedom, detail.stage, guarded=guarded), None, level)
        self.banner.show()
        self.line.show()

    def _guard(self, detail: ReportDetail) -> str:
        """Why only ways marked safe are used for this report; "" where that is not so, or not known here."""
        rules, body = self._context.desk.profile.contact, detail.body
        return guard_words(body.report, body.assessment, rules) if body is not None else ""
