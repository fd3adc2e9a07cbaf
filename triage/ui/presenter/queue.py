"""The queue column: asks for ids and pages as the person looks, and keeps the list true while reports come and go."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime

from PySide6.QtCore import QObject, Slot

from triage.models.errors import KnownError
from triage.models.ids import ReportId
from triage.models.query import ListQuery
from triage.models.view_filter import Op
from triage.ui.presenter.context import Context
from triage.ui.presenter.queue_tools import QueueTools
from triage.ui.queue.column import QueueColumn
from triage.ui.queue.patching import numbered, step

VIEWS_EVERY = 20
"""Ticks of the column between asking the gateway for the views: five minutes."""


class QueuePresenter(QObject):
    """``open_report`` is what opening a line does."""

    def __init__(
        self, context: Context, column: QueueColumn, open_report: Callable[[ReportId], None], tools: QueueTools
    ) -> None:
        super().__init__(context.shell)
        self._context = context
        self._column = column
        self._tools = tools
        self._begun = False
        self._choosing = False
        self._back_at: datetime | None = None
        """When the next report that was put off comes back."""
        self._ticks = 0
        self._asking = False
        self._ask_again = False
        self.shown = asyncio.Event()
        """Set once the first list is there with its first rows."""
        column.query_changed.connect(self._query_changed)
        column.page_wanted.connect(self._page_wanted)
        column.open_requested.connect(lambda report_id: open_report(ReportId(report_id)))
        column.retry_requested.connect(self.reload)
        column.seen_up_to.connect(self._seen)
        column.ticked.connect(self._tick)

    def query(self) -> ListQuery:
        return replace(self._column.chosen.query, me=self._context.desk.me.id)

    @Slot()
    def reload(self) -> None:
        """Ask for the whole list again (another view, order or search)."""
        self._context.spawn("queue", self.load())

    @Slot(object)
    def changed(self, ids: frozenset[ReportId] | None) -> None:
        """Reports changed: mend rows in place; never move the row under the cursor, never take the focus."""
        self._column.model.refresh(ids)
        self._reorder()

    def _reorder(self) -> None:
        """Ask for the order again; asked while it is being read: once more afterwards."""
        if self._asking:
            self._ask_again = True
            return
        self._asking = True
        self._context.spawn("queue news", self._patch())

    @Slot(object)
    def _query_changed(self, _query: ListQuery) -> None:
        if self._choosing:
            return
        self._column.show_loading()
        self.reload()

    @Slot(list)
    def _seen(self, ids: Sequence[ReportId]) -> None:
        self._context.spawn("seen", self._mark_seen(tuple(ids)))

    async def _mark_seen(self, ids: Sequence[ReportId]) -> None:
        for report_id in ids:
            await self._context.desk.reports.seen(report_id)

    @Slot(list, int)
    def _page_wanted(self, ids: Sequence[ReportId], generation: int) -> None:
        self._context.spawn("queue page", self._page(tuple(ids), generation))

    async def _page(self, ids: tuple[ReportId, ...], generation: int) -> None:
        try:
            rows = await self._context.desk.reports.page(ids)
        except KnownError:
            self._column.model.page_failed(ids)
            raise
        if self._column.finding:
            rows = self._tools.search.rows(ids, rows)
        self._column.put_page(rows, generation)
        self.shown.set()

    async def load(self) -> None:
        """Read the list and the counts of the views."""
        if not self._begun:
            await self._begin()
        query = self.query()
        try:
            ids = await self._context.desk.reports.ids(query)
            counts = await self._context.desk.reports.counts(query.me)
        except KnownError as error:
            self._column.show_error(error)
            return
        places = await asyncio.to_thread(numbered, ids)
        if query == self.query():  # the person may have asked for something else meanwhile
            self._column.set_whole(self._context.desk.caught_up)
            self._column.set_ids(ids, places)
            if not ids:
                self.shown.set()
        self._column.set_counts(counts)
        await self._count_views()

    async def _when_whole(self) -> None:
        """An empty queue brings no news: say that nothing waits once that is known, not that nothing is known."""
        await self._context.desk.synced()
        if not self._column.model.rowCount():
            await self.load()

    async def _begin(self) -> None:
        """The view that this person starts with, before the first list is read."""
        self._begun = self._choosing = True
        self._context.spawn("queue whole", self._when_whole())
        try:
            await self._tools.views.start()
        finally:
            self._choosing = False

    async def _count_views(self) -> None:
        await self._tools.views.count()
        self._back_at = await self._context.desk.lists.aside.next_back()

    @Slot()
    def _tick(self) -> None:
        """Time goes on: what was put off comes back by itself, and what is “within” an hour changes."""
        self._ticks += 1
        back = self._back_at is not None and self._context.desk.clock.now() >= self._back_at
        if back:
            self._back_at = None
            self._column.model.refresh()
            self._context.tell("info", "A report that was put off is back.", key="back")
        if back or any(condition.op is Op.WITHIN for condition in self._column.chosen.query.conditions):
            self._reorder()
        if self._ticks % VIEWS_EVERY == 0:
            self._tools.begin()

    async def _patch(self) -> None:
        try:
            while True:
                self._ask_again = False
                query = self.query()
                self._column.set_whole(self._context.desk.caught_up)
                await self._follow(query)
                self._column.set_counts(await self._context.desk.reports.counts(query.me))
                await self._count_views()
                if not self._ask_again:
                    return
        finally:
            self._asking = False

    async def _follow(self, query: ListQuery) -> None:
        """Bring the list to the query's order of now; what grows with the list is worked out in a thread."""
        ids = await self._context.desk.reports.ids(query)
        while query == self.query() and not self._column.finding:  # what was found stays until it is left
            before = self._column.model.ids()
            if ids is before or self._column.follow(await asyncio.to_thread(step, before, ids)):
                return
