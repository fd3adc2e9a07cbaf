"""The queue column: asks for ids and pages as the person looks, and keeps the list true while reports come and go."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import replace

from PySide6.QtCore import QObject, Slot

from triage.models.errors import KnownError
from triage.models.ids import ReportId
from triage.models.query import ListQuery
from triage.ui.presenter.context import Context
from triage.ui.queue.column import QueueColumn


class QueuePresenter(QObject):
    """``open_report`` is what opening a line does."""

    def __init__(self, context: Context, column: QueueColumn, open_report: Callable[[ReportId], None]) -> None:
        super().__init__(context.shell)
        self._context = context
        self._column = column
        self._asking = False
        self._ask_again = False
        self.shown = asyncio.Event()
        """Set once the first list is there with its first rows."""
        column.query_changed.connect(self._query_changed)
        column.page_wanted.connect(self._page_wanted)
        column.open_requested.connect(lambda report_id: open_report(ReportId(report_id)))
        column.retry_requested.connect(self.reload)
        column.seen_up_to.connect(self._seen)

    def query(self) -> ListQuery:
        return replace(self._column.query(), me=self._context.desk.me.id)

    @Slot()
    def reload(self) -> None:
        """Ask for the whole list again (another view, order or search)."""
        self._context.spawn("queue", self.load())

    @Slot(object)
    def changed(self, ids: frozenset[ReportId] | None) -> None:
        """Reports changed: mend rows in place; never move the row under the cursor, never take the focus."""
        if ids is not None:
            self._column.model.refresh(ids)
        if self._asking:
            self._ask_again = True
            return
        self._asking = True
        self._context.spawn("queue news", self._patch())

    @Slot(object)
    def _query_changed(self, _query: ListQuery) -> None:
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
        self._column.put_page(rows, generation)
        self.shown.set()

    async def load(self) -> None:
        """Read the list and the counts of the views."""
        query = self.query()
        try:
            ids = await self._context.desk.reports.ids(query)
            counts = await self._context.desk.reports.counts(query.me)
        except KnownError as error:
            self._column.show_error(error)
            return
        if query == self.query():  # the person may have asked for something else meanwhile
            self._column.set_ids(ids)
            if not ids:
                self.shown.set()
        self._column.set_counts(counts)

    async def _patch(self) -> None:
        try:
            while True:
                self._ask_again = False
                query = self.query()
                ids = await self._context.desk.reports.ids(query)
                if query == self.query():
                    self._column.patch_ids(ids)
                self._column.set_counts(await self._context.desk.reports.counts(query.me))
                if not self._ask_again:
                    return
        finally:
            self._asking = False
