"""The left column: its head, the list with its states, and at its foot what is done with selected reports."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from PySide6.QtCore import Qt, QTimer, Signal, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from triage.models.clock import Clock
from triage.models.errors import KnownError
from triage.models.ids import ReportId
from triage.models.query import ListQuery, SortBy, View
from triage.models.search import SearchHit
from triage.models.view_store import StoredView
from triage.models.views import QueueRow
from triage.ui.icons import Icons
from triage.ui.queue.filter_words import all_words
from triage.ui.queue.foot import Foot
from triage.ui.queue.head import VIEWS, QueueHead, tab_of
from triage.ui.queue.model import QueueModel
from triage.ui.queue.patching import Step, step
from triage.ui.queue.place import ListPlace
from triage.ui.theme import Theme

TICK_MS = 15_000
LOW = 115
"""Steps of space below which the column is low: large text on a small screen."""


class QueueColumn(QWidget):
    """Signals.

    query_changed(ListQuery): the person asks for another view, order, filter or words.
    open_requested(ReportId), claim_requested(ReportId), selection_changed(ReportId | None).
    page_wanted(list[ReportId], int): as `QueueModel.page_wanted`.
    seen_up_to(list[ReportId]): the person went up to the new rows; these are on the screen now.
    picked_changed(int): so many rows are selected. retry_requested(): after `show_error`. ticked(): time went on.
    whole_text_asked(str), more_asked(): search the whole text; the next page of it.
    views_asked(), filter_asked(): the panels for them.
    """

    query_changed = Signal(object)
    open_requested = Signal(str)
    claim_requested = Signal(str)
    selection_changed = Signal(object)
    page_wanted = Signal(list, int)
    seen_up_to = Signal(list)
    picked_changed = Signal(int)
    retry_requested = Signal()
    ticked = Signal()
    whole_text_asked = Signal(str)
    more_asked = Signal()
    views_asked = Signal()
    filter_asked = Signal()

    def __init__(
        self, theme: Theme, icons: Icons, clock: Clock, query: ListQuery | None = None, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self._query = query or ListQuery()
        self._tab = self._query.view.value
        self._names: dict[str, str] = {}
        self._fresh = True
        self._found: str | None = None
        self.setProperty("surface", "panel")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setObjectName("queue-column")
        self.setAccessibleName("Queue")
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)  # until the list is there
        self.model = QueueModel(clock, self)
        self._build(icons)
        self._connect()
        self._tick = QTimer(self)
        self._tick.setInterval(TICK_MS)
        self._tick.timeout.connect(self.model.tick)
        self._tick.timeout.connect(self.ticked)
        self._tick.start()
        self._dress()
        theme.changed.connect(self._dress)
        self.show_loading()

    # What the presenter tells

    def query(self) -> ListQuery:
        return self._query

    @property
    def finding(self) -> bool:
        """Whether the list shows what was found in the whole text instead of a view."""
        return self._found is not None

    def set_names(self, names: Mapping[str, str]) -> None:
        """Type key → name, for the words of a filter."""
        self._names = dict(names)

    def set_counts(self, counts: Mapping[View, int]) -> None:
        """Numbers on the built-in tabs."""
        self.head.set_numbers({view.value: number for view, number in counts.items() if view in VIEWS})

    def set_views(self, views: Sequence[StoredView]) -> None:
        self.head.set_views(views, self._tab)

    def saved_tab(self) -> str:
        """The tab of the saved view that is chosen, "" for a built-in one."""
        return self._tab if ":" in self._tab else ""

    def set_whole(self, whole: bool) -> None:
        self._place.set_whole(whole)

    def set_ids(self, ids: Iterable[ReportId], places: dict[ReportId, int] | None = None) -> None:
        """The answer to a new query. The cursor stays on its report when that is still there."""
        self._found = None
        self._put(ids, places)
        self.head.set_more(there=False)
        self._settle()

    def show_hits(self, words: str, hits: Sequence[SearchHit], figure: str, *, more: bool) -> None:
        """What the gateway found in the whole text of every report takes the place of the list."""
        self._found = words
        self.model.set_hits(hits)
        self._put(hit.report_id for hit in hits)
        self.head.set_more(there=more)
        self._settle()
        self.head.set_figure(len(hits), hits=figure)
        if hits and self._search.hasFocus():
            self.focus_list()  # Enter asked for the results; nothing was typed since

    def patch_ids(self, ids: Iterable[ReportId]) -> None:
        """The same query's answer a moment later."""
        self.follow(step(self.model.ids(), tuple(ids)))

    def follow(self, step: Step) -> bool:
        """`patch_ids` with what a thread worked out; False: the list shows another order by now."""
        followed = self.model.follow(step)
        if followed:
            self._fresh = False
            self._settle()
        return followed

    def put_page(self, rows: Mapping[ReportId, QueueRow], generation: int | None = None) -> None:
        self.model.put_page(rows, generation)

    def show_loading(self) -> None:
        """Only when nothing is shown yet; a list that is there stays until its successor is."""
        if self._fresh or not self.model.rowCount():
            self._place.show_loading()

    def show_error(self, error: KnownError) -> None:
        """What could not be read. A list that is there stays readable below the strip."""
        self._place.show_error(error, empty=not self.model.rowCount())

    def show_limits(self, words: str) -> None:
        self._place.show_limits(words)

    def clear_error(self) -> None:
        self._error.hide()

    def select(self, report_id: ReportId | None) -> bool:
        return self.view.select(report_id)

    def go_with(self, report_id: ReportId | None) -> None:
        """Another report is on the screen (None: none is): the cursor of the list goes to it."""
        if report_id is not None:
            self.view.go_with(report_id)

    def current(self) -> ReportId | None:
        return self.view.current_id()

    def move_cursor(self, step: int) -> None:
        """J and K: so many rows down (or, negative, up)."""
        self.view.step(step)

    @Slot()
    def focus_search(self) -> None:
        self._search.setFocus()
        self._search.selectAll()

    @Slot()
    def focus_list(self) -> None:
        """The list, or what stands in its place."""
        if self._place.lists():
            self.view.setFocus()
            if self.view.current_id() is None and self.model.rowCount():
                self.view.step(0)
        else:
            self._search.setFocus()

    def choose_view(self, view: View) -> None:
        """As if the person had pressed that tab."""
        self._choose(view.value, ListQuery(view=view, text=self._query.text, sort=self._query.sort, me=self._query.me))

    def choose_saved(self, view: StoredView) -> None:
        """A saved view with its words, order and conditions."""
        self._choose(tab_of(view), replace(view.query, me=self._query.me))
        self._search.setText(view.query.text)
        self.head.order.set_value(view.query.sort.value)

    def choose_query(self, query: ListQuery) -> None:
        """A filter that is not kept: the tab stays the one of its view."""
        self._choose(query.view.value, query)

    def step_back(self) -> bool:
        """Escape: close the foot, then what was selected with others, then the found ones; False: nothing of these."""
        if self.foot.step_back():
            self.focus_list()
            return True
        if self.view.drop_picked():
            return True
        if self._found is not None:
            self._search.clear_now()
            self.focus_list()
            return True
        return False

    def go_to_new(self) -> bool:
        """The cursor on the next report that came in since the person looked; False when there is none."""
        return self.view.go_to_new()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.head.set_low(self.height() < self._theme.space(LOW))

    # Inside

    def _build(self, icons: Icons) -> None:
        theme = self._theme
        self.head = QueueHead(theme, icons, self._query)
        self._tabs, self._search, self._sort = self.head.tabs, self.head.search, self.head.order
        self._new, self._figure = self.head.news, self.head.figure
        self._place = ListPlace(theme, icons, self.model)
        self.view, self._message, self._error = self._place.view, self._place.message, self._place.error
        self.foot = Foot(theme)
        rule = QFrame()
        rule.setProperty("rule", "true")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.head)
        column.addWidget(rule)
        column.addWidget(self._place, 1)
        column.addWidget(self.foot)

    def _connect(self) -> None:
        head, view = self.head, self.view
        self.model.page_wanted.connect(self.page_wanted)
        head.tab_chosen.connect(self._tab_chosen)
        head.order_chosen.connect(lambda key: self._ask(replace(self._query, sort=SortBy(key))))
        head.words_changed.connect(self._words_changed)
        head.whole_text_asked.connect(self._whole_text)
        head.left.connect(self.focus_list)
        head.views_asked.connect(self.views_asked)
        head.filter_asked.connect(self.filter_asked)
        head.filter_cleared.connect(self._unfilter)
        head.news_asked.connect(self._go_up)
        head.more_asked.connect(self.more_asked)
        view.opened.connect(self.open_requested)
        view.claimed.connect(self.claim_requested)
        view.moved_to.connect(self.selection_changed)
        view.news.connect(head.set_news)
        view.picked.connect(self.picked_changed)
        self._place.clear_search.connect(self._clear_search)
        self._place.clear_filter.connect(self._unfilter)
        self._place.retry.connect(self.retry_requested)

    def _put(self, ids: Iterable[ReportId], places: dict[ReportId, int] | None = None) -> None:
        current = self.view.current_id()
        if self._found is None:
            self.model.set_hits(())
        self.view.forget_new()
        self.model.set_ids(ids, places)
        if current is not None and self.model.row_of(current) >= 0:
            self.view.select(current)
        elif self.model.rowCount():
            self.view.scrollToTop()
        self.view.go_with_awaited()
        self.view.tell()
        self._fresh = False

    @Slot(str)
    def _tab_chosen(self, key: str) -> None:
        saved = self.head.pinned(key)
        if saved is not None:
            self.choose_saved(saved)
        else:
            self.choose_view(View(key))

    def _choose(self, tab: str, query: ListQuery) -> None:
        self._tab = tab
        self._tabs.set_value(tab)
        self._ask(query)

    @Slot(str)
    def _words_changed(self, text: str) -> None:
        if self._found is not None and text.strip() == self._found:
            return
        was, self._found = self._found, None
        query = replace(self._query, text=text.strip())
        if was is not None and query == self._query:
            self.query_changed.emit(query)  # back from the found ones to the same view
        self._ask(query)

    @Slot(str)
    def _whole_text(self, text: str) -> None:
        if text.strip():
            self.whole_text_asked.emit(text.strip())

    def _ask(self, query: ListQuery) -> None:
        self.head.set_filter(all_words(query.conditions, self._names))
        if query != self._query or self._found is not None:
            self._query, self._found = query, None
            self._place.show_limits("")
            self.query_changed.emit(query)

    def _settle(self) -> None:
        """Show the list or say why there is none."""
        rows = self.model.rowCount()
        self.head.set_figure(rows)
        waiting, had_focus = self.window().focusWidget() is self, self.view.hasFocus()
        self._place.settle(self._query, all_words(self._query.conditions, self._names), self._found)
        if rows and waiting:
            self.focus_list()
        elif not rows and had_focus:
            self._search.setFocus()

    @Slot()
    def _clear_search(self) -> None:
        self._search.clear_now()
        self._search.setFocus()

    @Slot()
    def _unfilter(self) -> None:
        """Without the conditions; a saved view is left for the built-in one below it."""
        self._choose(self._query.view.value, replace(self._query, conditions=()))
        self.focus_list()

    @Slot()
    def _go_up(self) -> None:
        if not self.view.above():
            self.go_to_new()
            return
        self.view.scrollToTop()
        self.view.setFocus()
        self.seen_up_to.emit(list(self.view.visible_ids()))

    @Slot()
    def _dress(self) -> None:
        self.setMinimumWidth(self._theme.space(52))
