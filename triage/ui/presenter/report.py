"""The open report: shows it, keeps what is written in it within half a second, follows what happens to it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from dataclasses import replace
from typing import Any

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from triage.models.deciding import default_incident
from triage.models.draft import Draft
from triage.models.errors import KnownError
from triage.models.ids import ReportId
from triage.models.looking_up import BY
from triage.models.query import ListQuery, View
from triage.models.queue import ReportBody
from triage.models.stage import Stage
from triage.models.views import DeliveryLine, ReportDetail
from triage.services.drafts import NotEditable
from triage.ui.announce import announce
from triage.ui.decide.panel import DecidePanel
from triage.ui.presenter.context import Context
from triage.ui.report.panel import ReportPanel

SAVE_MS = 300
"""Typing pauses this long before it is written down: with the write itself, under half a second."""
AGAIN_MS = 5000
"""When the store could not take the words, they are tried again this much later."""
LAST_OPEN = "desk/open_report"


def _beside(draft: Draft) -> tuple[object, ...]:
    """What the report's cards show of a draft: corrections, things made and joined."""
    return (draft.corrections, draft.additions, draft.merges, draft.crimes)


def _told(draft: Draft) -> tuple[object, ...]:
    """What the report's clocks and its history, at the very end, show of a draft."""
    return (draft.checks, draft.grade, draft.set_grades, draft.earlier)


def _written(draft: Draft) -> Draft:
    """What a person wrote and chose: without what came into the draft by itself."""
    checks = tuple(one for one in draft.checks if one.by != BY)
    return replace(draft, checks=checks, lookups=(), base_version=0, revision=0)


class ReportPresenter(QObject):
    """``opened(ReportId | None)``: another report is on the screen; ``shown(ReportDetail)``: what is shown of it, and
    again whenever what the report column shows of it is different."""

    opened = Signal(object)
    shown = Signal(object)

    def __init__(self, context: Context, report: ReportPanel, decide: DecidePanel) -> None:
        super().__init__(context.shell)
        self._context = context
        self._report = report
        self._decide = decide
        self._detail: ReportDetail | None = None
        self._peeked: ReportBody | None = None
        self._told: ReportDetail | None = None
        """The open report as it was read last, before our words were laid over it."""
        self._wanted: ReportId | None = None
        self._draft: Draft | None = None
        self._kept: Draft | None = None
        """The draft that was written down last."""
        self._unsaved = False
        """True until the store has the very draft that is on the screen, so also while it is being saved."""
        self._saving = asyncio.Lock()
        self._opening = 0
        self._settled = asyncio.Event()
        self._settled.set()
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self._save_soon)
        report.correction_made.connect(decide.correct)
        report.correction_cleared.connect(decide.clear_correction)
        report.new_version_requested.connect(lambda: context.spawn("new version", self.show_new_version()))
        decide.asks.draft_changed.connect(self._draft_changed)

    @property
    def current(self) -> ReportId | None:
        return self._wanted

    @property
    def detail(self) -> ReportDetail | None:
        """The report on the screen with the draft as it stands there."""
        if self._detail is None or self._draft is None:
            return self._detail
        return replace(self._detail, draft=self._draft)

    def act(self, name: str, what: Callable[[ReportId], Coroutine[Any, Any, object]]) -> None:
        """Start this with the open report; without one nothing happens."""
        if self._wanted is not None:
            self._context.spawn(name, what(self._wanted))

    async def open(self, report_id: ReportId) -> None:
        """Show this report: ours to work on, anybody else's to read."""
        self._opening += 1
        self._settled.clear()
        try:
            await self._open(report_id)
        finally:
            self._opening -= 1
            if not self._opening:
                self._settled.set()

    async def settled(self) -> ReportDetail | None:
        """The report on the screen, once none is being opened.

        One that is claimed while it is read is opened anew: what is asked of it in that moment must not be lost.
        """
        if self._detail is None:
            await self._settled.wait()
        return self.detail

    async def _open(self, report_id: ReportId) -> None:
        await self.flush()
        self._wanted, self._detail, self._peeked, self._draft = report_id, None, None, None
        self._told = None
        self.opened.emit(report_id)
        detail = await self._context.desk.reports.detail(report_id)
        if detail is not None and detail.lease is not None and detail.editable:
            await self._context.desk.triage.open(report_id)
            detail = await self._context.desk.reports.detail(report_id)
        if self._wanted != report_id:
            return
        if detail is None:
            self._report.show_error(KnownError("This report is no longer in the queue.", "Refresh the list with F5."))
            self._decide.show_empty()
            return
        await self._context.desk.reports.seen(report_id)
        if detail.body is None:
            detail = await self._peek(detail)
        if detail is not None and self._wanted == report_id:
            self._context.memory.setValue(LAST_OPEN, report_id)
            await self._show_in_turns(self._with_our_words(detail))
            if self._wanted == report_id and detail.editable and detail.new_version:
                self._context.spawn("new version", self.show_new_version())

    async def show_new_version(self) -> None:
        """Fetch what the public sent meanwhile and show it beside our words, to be read before anything is signed."""
        report_id = self._wanted
        if report_id is None:
            return
        await self.flush()
        body = await self._context.desk.triage.take_new_version(report_id)
        await self.refresh()
        announce(self._report, f"Version {body.report.version} of this report came in; it is shown now.")

    async def close(self) -> None:
        """Leave the report; once this returned nothing can be written into it. Raises KnownError as `flush` does."""
        await self.flush()
        self._wanted, self._detail, self._peeked, self._draft = None, None, None, None
        self._told = None
        self._report.show_empty()
        self._decide.show_empty()
        self.opened.emit(None)

    def go_on(self) -> None:
        """Put the focus where deciding goes on: at the first check that needs a person."""
        self._decide.focus_start()

    async def reopen_last(self) -> None:
        """After a start: the report that was open when the window closed, else the first that we hold and may edit."""
        reports, me = self._context.desk.reports, self._context.desk.me.id
        last = self._context.memory.value(LAST_OPEN)
        mine = await reports.ids(ListQuery(view=View.MINE, me=me))
        for report_id in sorted(mine, key=lambda one: one != last):
            detail = await reports.detail(report_id)
            if detail is not None and detail.editable and self._wanted is None:
                await self.open(report_id)
                return

    async def flush(self) -> None:
        """Write down what is not yet written down, also what is typed meanwhile. Whoever leaves the report awaits this.

        Raises:
            KnownError: the store cannot take it now; the words stay on the screen and are tried again.
        """
        self._timer.stop()
        async with self._saving:
            while self._unsaved and self._draft is not None:
                draft = self._draft
                try:
                    await self._context.desk.drafts.save(draft)
                except NotEditable as error:
                    # Asking again would only keep the person from every other report.
                    self._unsaved = False
                    if self._kept is None or _written(draft) != _written(self._kept):
                        self._context.tell(
                            "warning", "Your last words came too late to be saved.", error.do, key="late"
                        )
                except KnownError:
                    self._timer.start(AGAIN_MS)
                    raise
                else:
                    self._kept = draft
                if self._draft is draft:
                    self._unsaved = False

    async def refresh(self) -> None:
        """Show what became of the open report; words on the screen are never touched."""
        report_id = self._wanted
        if report_id is None or self._detail is None:
            return  # nothing is open, or `open` is about to show it and to place the focus
        detail = await self._context.desk.reports.detail(report_id)
        if detail is not None and self._unsaved and not detail.editable and self._wanted == report_id:
            await self.flush()  # the hold was lost in the middle of a word: a lease never blocks saving
            detail = await self._context.desk.reports.detail(report_id)
        if detail is None or self._wanted != report_id:
            return
        erased = detail.body is None and detail.stage is Stage.CLOSED
        if erased and self._peeked is None and self._detail.body is not None:
            # What is being read stays on the screen until the person leaves it.
            self._peeked = replace(self._detail.body, draft=self._detail.draft)
        if detail.body is None and self._peeked is not None:
            detail = replace(detail, body=self._peeked, draft=self._peeked.draft or detail.draft)
        if self._nothing_new(detail):
            return  # while the queue is being fetched this is asked with every page
        self._show(self._with_our_words(detail))

    @Slot(object)
    def changed(self, ids: frozenset[ReportId] | None) -> None:
        """Something happened to these reports (None = to many)."""
        if self._wanted is not None and (ids is None or self._wanted in ids):
            self._context.spawn("refresh report", self.refresh())

    async def _peek(self, detail: ReportDetail) -> ReportDetail | None:
        """The whole report of somebody else or of nobody, to read only."""
        self._report.show_loading(detail.summary, self._context.desk.profile)
        self._decide.show_empty()
        report_id = detail.summary.report_id
        try:
            body = await self._context.desk.fetch(report_id)
        except KnownError:
            return detail  # its line is still worth showing; the panel says how to get the rest
        if self._wanted != report_id:
            return None  # another report is on the screen by now: this one's words must not appear under its name
        self._peeked = body
        return replace(detail, body=body, draft=body.draft or detail.draft)

    def _nothing_new(self, detail: ReportDetail) -> bool:
        """Whether this would show what is on the screen already; our own words, saved meanwhile, are no news to it."""
        known, self._told = self._told, detail
        if known is None or known.editable is not detail.editable:
            return False
        ours = detail.editable and self._draft is not None
        return (replace(known, draft=detail.draft) if ours else known) == detail

    def _with_our_words(self, detail: ReportDetail) -> ReportDetail:
        """What was read with the draft as it stands on the screen: a read may be older than the words typed since."""
        ours, stored = self._draft, detail.draft
        going_on = self._detail is None or self._detail.editable
        if ours is None or ours.report_id != detail.summary.report_id or not (going_on and detail.editable):
            return detail
        return replace(detail, draft=replace(ours, base_version=stored.base_version, revision=stored.revision))

    def _show(self, detail: ReportDetail) -> None:
        self._report.show_detail(self._put(detail), self._context.desk.profile)
        if self.detail is not None:
            self._decide.show_detail(self.detail, self._context.desk.profile)
        self.shown.emit(self._detail)

    async def _show_in_turns(self, detail: ReportDetail) -> None:
        """The same for a report that is opened: it is laid out step by step and painted, then the decide column."""
        self._decide.show_empty(before=detail.summary.report_id)
        for _ in self._report.showing(self._put(detail), self._context.desk.profile):
            await asyncio.sleep(0)
        await asyncio.sleep(0)
        if self.detail is None or self._wanted != detail.summary.report_id:
            return
        for _ in self._decide.showing(self.detail, self._context.desk.profile):
            await asyncio.sleep(0)
        if self.detail is not None and self._wanted == detail.summary.report_id:
            self._tell_shown()

    def _put(self, detail: ReportDetail) -> ReportDetail:
        """What is on the screen from now on, with its destinations as people name them."""
        profile = self._context.desk.profile
        if detail.editable and detail.body is not None:
            detail = replace(detail, draft=default_incident(detail.body.report, detail.draft, profile))
        detail = replace(detail, deliveries=tuple(self._named(line) for line in detail.deliveries))
        self._detail, self._draft = detail, detail.draft
        return detail

    def _tell_shown(self) -> None:
        """What stands on the screen now; nothing once the report was left meanwhile."""
        if self.detail is not None:
            self.shown.emit(self.detail)

    def _named(self, line: DeliveryLine) -> DeliveryLine:
        """The line with its destination's name, as the force's people say it, in place of the key."""
        names = {place.key: place.name for place in self._context.desk.profile.destinations}
        return replace(line, destination=names.get(line.destination, line.destination))

    @Slot(object)
    def _draft_changed(self, draft: Draft) -> None:
        if draft.report_id != self._wanted:  # words that came while another report was being fetched
            self._context.spawn("save draft", self._context.desk.drafts.save(draft))
            return
        before, self._draft = self._draft, draft
        self._unsaved = True
        if before is None or _beside(before) != _beside(draft):
            self._report.set_draft(draft)  # all its cards: not with every letter of words that it does not show
            self._tell_shown()
        elif _told(before) != _told(draft):
            self._report.set_draft(draft, soon=True)
        self._timer.start(SAVE_MS)

    @Slot()
    def _save_soon(self) -> None:
        self._context.spawn("save draft", self.flush())
