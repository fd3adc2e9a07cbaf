"""The left column: its head, the list with its states, and at its foot what is done with selected reports."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from PySide6.QtCore import Qt, QTimer, Signal, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from triage.models.clock import Clock
from triage.models.errors import KnownError
from triage.models.ids import ReportId
from triage.models.query import ListQuery, View
from triage.models.search import SearchHit
from triage.models.views import QueueRow
from triage.ui.icons import Icons
from triage.ui.queue.chosen import Chosen
from triage.ui.queue.foot import Foot
from triage.ui.queue.head import VIEWS, QueueHead
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
        self._fresh = True
        self.setProperty("surface", "panel")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setObjectName("queue-column")
        self.setAccessibleName("Queue")
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)  # until the list is there
        self.model = QueueModel(clock, self)
        self._build(icons, query or ListQuery())
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

    @property
    def finding(self) -> bool:
        """Whether the list shows what was found in the whole text instead of a view."""
        return self.chosen.found is not None

    def set_counts(self, counts: Mapping[View, int]) -> None:
        """Numbers on the built-in tabs."""
        self.head.set_numbers({view.value: number for view, number in counts.items() if view in VIEWS})

    def set_whole(self, whole: bool) -> None:
        self._place.set_whole(whole)

    def set_ids(self, ids: Iterable[ReportId], places: dict[ReportId, int] | None = None) -> None:
        """The answer to a new query. The cursor stays on its report when that is still there."""
        self.chosen.found = None
        self._put(ids, places)
        self.head.set_more(there=False)
        self._settle()

    def show_hits(self, words: str, hits: Sequence[SearchHit], figure: str, *, more: bool) -> None:
        """What the gateway found in the whole text of every report takes the place of the list."""
        self.chosen.found = words
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
            self.view.give_cursor()  # before Qt puts it there by itself
            self.view.setFocus()
        else:
            self._search.setFocus()

    def step_back(self) -> bool:
        """Escape: close the foot, then what was selected with others, then the found ones; False: nothing of these."""
        if self.foot.step_back():
            self.focus_list()
            return True
        if self.view.drop_picked():
            return True
        if self.chosen.found is not None:
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

    def _build(self, icons: Icons, query: ListQuery) -> None:
        theme = self._theme
        self.head = QueueHead(theme, icons, query)
        self.chosen = Chosen(self.head, query, self)
        self._search = self.head.search
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
        self.chosen.query_changed.connect(self._asked)
        self.chosen.left_found.connect(self.query_changed)
        self.chosen.whole_text_asked.connect(self.whole_text_asked)
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
        if self.chosen.found is None:
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

    @Slot(object)
    def _asked(self, query: ListQuery) -> None:
        self._place.show_limits("")
        self.query_changed.emit(query)

    def _settle(self) -> None:
        """Show the list or say why there is none."""
        rows = self.model.rowCount()
        self.head.set_figure(rows)
        waiting, had_focus = self.window().focusWidget() is self, self.view.hasFocus()
        chosen = self.chosen
        self._place.settle(chosen.query, chosen.filter_words(), chosen.found)
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
        self.chosen.unfilter()
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
