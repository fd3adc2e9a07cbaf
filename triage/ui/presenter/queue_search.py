"""Enter in the search field: the whole text of every report, at the gateway; away from it the lines that are here."""

from __future__ import annotations

from PySide6.QtCore import QObject, Slot

from triage.models.ids import ReportId
from triage.models.search import SearchHit, SearchPage
from triage.models.views import QueueRow
from triage.ui.presenter.context import Context
from triage.ui.queue.column import QueueColumn

AWAY = "The gateway is away, so only the lines of the queue were searched: type, place, reference, first words."


class SearchPresenter(QObject):
    def __init__(self, context: Context, column: QueueColumn) -> None:
        super().__init__(context.shell)
        self._context = context
        self._column = column
        self._words = ""
        self._hits: tuple[SearchHit, ...] = ()
        self._next: str | None = None
        self._total = 0
        column.whole_text_asked.connect(self._asked)
        column.more_asked.connect(self._more)

    def rows(self, ids: tuple[ReportId, ...], known: dict[ReportId, QueueRow]) -> dict[ReportId, QueueRow]:
        """Lines for what was found: those that are here, else as the search told them."""
        told = {hit.report_id: QueueRow(summary=hit.summary, stage=hit.summary.stage) for hit in self._hits}
        return {one: known.get(one) or told[one] for one in ids if one in known or one in told}

    @Slot(str)
    def _asked(self, words: str) -> None:
        self._words, self._hits, self._next = words, (), None
        self._context.spawn("search", self._find(words, ""))

    @Slot()
    def _more(self) -> None:
        if self._next is not None and self._column.finding:
            self._context.spawn("search", self._find(self._words, self._next))

    async def _find(self, words: str, after: str) -> None:
        found = await self._context.desk.lists.text.find(words, after)
        if words != self._words or words != self._column.chosen.query.text:
            return  # the person looks for something else by now
        if found.away:
            self._column.show_limits(AWAY)
            return
        self._take(found.page)
        figure = f"{self._total:,} found"
        self._column.show_hits(words, self._hits, figure, more=self._next is not None)

    def _take(self, page: SearchPage) -> None:
        known = {hit.report_id for hit in self._hits}
        self._hits = (*self._hits, *(hit for hit in page.items if hit.report_id not in known))
        self._next, self._total = page.next, max(page.total, len(self._hits))
