"""The open report: shows it, keeps what is written in it within half a second, follows what happens to it."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from triage.models.deciding import default_incident
from triage.models.draft import Draft
from triage.models.errors import KnownError
from triage.models.ids import ReportId
from triage.models.query import ListQuery, View
from triage.models.queue import ReportBody
from triage.models.views import DeliveryLine, ReportDetail
from triage.ui.decide.panel import DecidePanel
from triage.ui.presenter.context import Context
from triage.ui.report.panel import ReportPanel

SAVE_MS = 300
"""Typing pauses this long before it is written down: with the write itself, under half a second."""
LAST_OPEN = "desk/open_report"


class ReportPresenter(QObject):
    """``opened(ReportId | None)``: another report is on the screen."""

    opened = Signal(object)

    def __init__(self, context: Context, report: ReportPanel, decide: DecidePanel) -> None:
        super().__init__(context.shell)
        self._context = context
        self._report = report
        self._decide = decide
        self._detail: ReportDetail | None = None
        self._peeked: ReportBody | None = None
        self._wanted: ReportId | None = None
        self._draft: Draft | None = None
        self._unsaved = False
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(SAVE_MS)
        self._timer.timeout.connect(self._save_soon)
        report.correction_made.connect(decide.correct)
        report.correction_cleared.connect(decide.clear_correction)
        decide.draft_changed.connect(self._draft_changed)

    @property
    def current(self) -> ReportId | None:
        return self._wanted

    @property
    def detail(self) -> ReportDetail | None:
        """The report on the screen with the draft as it stands there."""
        if self._detail is None or self._draft is None:
            return self._detail
        return replace(self._detail, draft=self._draft)

    async def open(self, report_id: ReportId) -> None:
        """Show this report: ours to work on, anybody else's to read."""
        await self.flush()
        self._wanted, self._detail, self._peeked, self._draft = report_id, None, None, None
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
            self._show(detail)

    async def close(self) -> None:
        await self.flush()
        self._wanted, self._detail, self._peeked, self._draft = None, None, None, None
        self._report.show_empty()
        self._decide.show_empty()
        self.opened.emit(None)

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
        """Write down what is not yet written down. Whoever leaves the report awaits this first."""
        self._timer.stop()
        if self._unsaved and self._draft is not None:
            self._unsaved = False
            await self._save(self._draft)

    async def refresh(self) -> None:
        """Show what became of the open report; words on the screen are never touched."""
        report_id = self._wanted
        if report_id is None or self._detail is None:
            return  # nothing is open, or `open` is about to show it and to place the focus
        detail = await self._context.desk.reports.detail(report_id)
        if detail is None or self._wanted != report_id:
            return
        if detail.body is None and self._peeked is not None:
            detail = replace(detail, body=self._peeked, draft=self._peeked.draft or detail.draft)
        if self._unsaved and self._draft is not None and detail.editable:
            detail = replace(detail, draft=self._draft)
        self._show(detail)

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
            self._peeked = await self._context.desk.fetch(report_id)
        except KnownError:
            return detail  # its line is still worth showing; the panel says how to get the rest
        return replace(detail, body=self._peeked, draft=self._peeked.draft or detail.draft)

    def _show(self, detail: ReportDetail) -> None:
        profile = self._context.desk.profile
        if detail.editable and detail.body is not None:
            detail = replace(detail, draft=default_incident(detail.body.report, detail.draft, profile))
        detail = replace(detail, deliveries=tuple(self._named(line) for line in detail.deliveries))
        self._detail, self._draft = detail, detail.draft
        self._report.show_detail(detail, profile)
        self._decide.show_detail(detail, profile)

    def _named(self, line: DeliveryLine) -> DeliveryLine:
        """The line with its destination's name, as the force's people say it, in place of the key."""
        names = {place.key: place.name for place in self._context.desk.profile.destinations}
        return replace(line, destination=names.get(line.destination, line.destination))

    @Slot(object)
    def _draft_changed(self, draft: Draft) -> None:
        if draft.report_id != self._wanted:  # words that came while another report was being fetched
            self._context.spawn("save draft", self._context.desk.drafts.save(draft))
            return
        self._draft = draft
        self._unsaved = True
        self._report.set_draft(draft)
        self._timer.start()

    @Slot()
    def _save_soon(self) -> None:
        self._context.spawn("save draft", self.flush())

    async def _save(self, draft: Draft) -> None:
        try:
            await self._context.desk.drafts.save(draft)
        except KnownError:
            self._unsaved = True
            raise
