"""Dispatch now (F9): the red bar over the report, the red part of the status bar, and what the person enters there."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, Slot

from triage.models.errors import KnownError
from triage.models.ids import ReportId
from triage.models.views import Link
from triage.ui.handoff.dispatch_bar import DispatchBar
from triage.ui.handoff.dispatch_mark import DispatchMark
from triage.ui.handoff.why_sheet import Asked
from triage.ui.presenter.context import Context
from triage.ui.presenter.people import PeoplePresenter
from triage.ui.presenter.report import ReportPresenter
from triage.ui.queue.column import QueueColumn
from triage.ui.report.panel import ReportPanel
from triage.ui.theme import Theme

NOT_NEEDED = Asked(
    key="dispatch",
    title="Dispatch is not needed",
    words="The clock stops. The audit and the contact log keep that it was asked and why it was taken back.",
    ask="Why dispatch is not needed",
    button="Take it back",
)


class DispatchPresenter(QObject):
    """Needs nothing but a report on the screen or under the cursor; the hold on it is asked for beside."""

    def __init__(
        self,
        context: Context,
        theme: Theme,
        queue: QueueColumn,
        panel: ReportPanel,
        reports: ReportPresenter,
        people: PeoplePresenter,
        open_report: Callable[[ReportId], None],
    ) -> None:
        super().__init__(context.shell)
        self._context, self._queue, self._panel = context, queue, panel
        self._reports, self._people, self._open_report = reports, people, open_report
        self.bar = DispatchBar(theme, context.desk.profile.dispatch.ring)
        self.mark = DispatchMark(theme, context.desk.clock.now)
        panel.put_above(self.bar)
        context.shell.status.put_first(self.mark)
        panel.header.dispatch_asked.connect(self._dispatch_shown)
        self.bar.accepted.connect(self._accepted)
        self.bar.taken_back.connect(lambda: people.ask_why(NOT_NEEDED, context.desk.dispatching.take_back))
        self.mark.ticked.connect(lambda: self.bar.tick(context.desk.clock.now()))
        self.mark.open_requested.connect(lambda report_id: open_report(ReportId(report_id)))
        reports.opened.connect(self._opened)

    async def start(self) -> None:
        await self._load()

    @Slot()
    def dispatch(self) -> None:
        """F9: the clock runs from this key press on, whatever else can be done."""
        in_queue = self._context.shell.column_in_focus() == "queue"
        report_id = self._queue.current() if in_queue else self._reports.current or self._queue.current()
        if report_id is None:
            self._context.tell(
                "info", "No report is chosen.", "Open the report that needs dispatch; press F9.", key="f9"
            )
            return
        self._context.spawn("dispatch", self._dispatch(report_id))

    @Slot()
    def _dispatch_shown(self) -> None:
        """The button over the report: for the one that it stands over, wherever the cursor of the list is."""
        if self._reports.current is not None:
            self._context.spawn("dispatch", self._dispatch(self._reports.current))

    @Slot(object)
    def heard(self, ids: frozenset[ReportId]) -> None:
        """A dispatch was asked for, taken on or taken back."""
        if self._reports.current in ids or set(self.mark.standing) & set(ids):
            self._context.spawn("dispatches", self._load())

    async def _dispatch(self, report_id: ReportId) -> None:
        await self._context.desk.dispatching.ask(report_id)
        self._people.leave()
        if self._reports.current != report_id:
            await self._reports.open(report_id)
        await self._load()
        self.bar.focus_start()
        await self._hold(report_id)

    async def _hold(self, report_id: ReportId) -> None:
        """Claim it too, so that recording can go on; when that cannot be, dispatch stands all the same."""
        detail = self._reports.detail
        gateway = self._context.desk.links.state("gateway")
        if detail is None or detail.lease is not None or gateway is Link.OFFLINE:
            return
        try:
            await self._context.desk.claims.claim(report_id)
        except KnownError as error:
            self._context.tell("info", f"Dispatch is asked for. {error.what}", error.do, key="f9")
            return
        await self._context.desk.triage.open(report_id)
        await self._reports.refresh()

    @Slot(str, str)
    def _accepted(self, reference: str, acceptor: str) -> None:
        report_id = self._reports.current
        if report_id is not None:
            self._context.spawn("dispatch", self._accept(report_id, reference, acceptor))

    async def _accept(self, report_id: ReportId, reference: str, acceptor: str) -> None:
        await self._context.desk.dispatching.accepted(report_id, reference, acceptor)
        await self._load()
        self._context.shell.focus_column("decide")
        self._reports.go_on()

    @Slot(object)
    def _opened(self, report_id: ReportId | None) -> None:
        self.bar.show_dispatch(None, None, self._context.desk.clock.now())
        self._panel.header.set_dispatch(standing=False)
        if report_id is not None:
            self._context.spawn("dispatches", self._load())

    async def _load(self) -> None:
        dispatching, report_id = self._context.desk.dispatching, self._reports.current
        self.mark.show_standing(await dispatching.standing())
        found = await dispatching.of(report_id) if report_id is not None else None
        if self._reports.current == report_id:
            self.bar.show_dispatch(found, self._panel.report, self._context.desk.clock.now())
            self._panel.header.set_dispatch(standing=found is not None and found.standing)
