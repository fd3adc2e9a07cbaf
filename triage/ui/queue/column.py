"""The left column: view tabs with counts, search, order, and the list with its states."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from enum import Enum

from PySide6.QtCore import Qt, QTimer, Signal, Slot
from PySide6.QtWidgets import QFrame, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from triage.models.clock import Clock
from triage.models.errors import KnownError
from triage.models.ids import ReportId
from triage.models.query import ListQuery, SortBy, View
from triage.models.views import QueueRow
from triage.ui.icons import Icons
from triage.ui.queue.message import Message
from triage.ui.queue.model import QueueModel
from triage.ui.queue.view import QueueView
from triage.ui.text import SORT_WORDS, VIEW_WORDS, count
from triage.ui.theme import FontRole, Theme
from triage.ui.widgets import Button, ChoiceButton, Elided, Segmented, Strip
from triage.ui.widgets.search_field import SearchField

TICK_MS = 15_000
VIEWS = (View.TO_DO, View.HIGH_RISK, View.MINE, View.CLOSED)


class _Asked(Enum):
    """What the message's button does."""

    NOTHING = 0
    CLEAR = 1
    RETRY = 2


class QueueColumn(QWidget):
    """Signals.

    query_changed(ListQuery): the person asks for another view, order or words.
    open_requested(ReportId), claim_requested(ReportId), selection_changed(ReportId | None).
    page_wanted(list[ReportId], int): as `QueueModel.page_wanted`.
    seen_up_to(list[ReportId]): the person went up to the new rows; these are on the screen now.
    retry_requested(): after `show_error`.
    """

    query_changed = Signal(object)
    open_requested = Signal(str)
    claim_requested = Signal(str)
    selection_changed = Signal(object)
    page_wanted = Signal(list, int)
    seen_up_to = Signal(list)
    retry_requested = Signal()

    def __init__(
        self, theme: Theme, icons: Icons, clock: Clock, query: ListQuery | None = None, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self._query = query or ListQuery()
        self._asked = _Asked.NOTHING
        self._fresh = True
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
        self._tick.start()
        self._dress()
        theme.changed.connect(self._dress)
        self.show_loading()

    # What the presenter tells

    def query(self) -> ListQuery:
        return self._query

    def set_counts(self, counts: Mapping[View, int]) -> None:
        """Numbers on the tabs; a view without a number keeps its bare name, and so does Closed: nobody works it off."""
        for view in VIEWS:
            number = None if view is View.CLOSED else counts.get(view)
            words = VIEW_WORDS[view] if number is None else f"{VIEW_WORDS[view]} {number:,}"
            self._tabs.set_text(view.value, words)

    def set_ids(self, ids: Iterable[ReportId]) -> None:
        """The answer to a new query. The cursor stays on its report when that is still there."""
        current = self.view.current_id()
        self.view.forget_new()
        self.model.set_ids(ids)
        if current is not None and self.model.row_of(current) >= 0:
            self.view.select(current)
        elif self.model.rowCount():
            self.view.scrollToTop()
        self.view.tell()
        self._fresh = False
        self._settle()

    def patch_ids(self, ids: Iterable[ReportId]) -> None:
        """The same query's answer a moment later."""
        self.model.patch(ids)
        self._fresh = False
        self._settle()

    def put_page(self, rows: Mapping[ReportId, QueueRow], generation: int | None = None) -> None:
        self.model.put_page(rows, generation)

    def show_loading(self) -> None:
        """Only when nothing is shown yet; a list that is there stays until its successor is."""
        if self._fresh or not self.model.rowCount():
            self._message.say("Loading reports")
            self._asked = _Asked.NOTHING
            self._stack.setCurrentWidget(self._message)

    def show_error(self, error: KnownError) -> None:
        """What could not be read. A list that is there stays readable below the strip."""
        self._error.set_words(str(error), "Try again", "error")
        self._error.show()
        if not self.model.rowCount():
            self._message.say("The queue could not be read")
            self._stack.setCurrentWidget(self._message)

    def clear_error(self) -> None:
        self._error.hide()

    def select(self, report_id: ReportId | None) -> bool:
        return self.view.select(report_id)

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
        if self._stack.currentWidget() is self.view:
            self.view.setFocus()
            if self.view.current_id() is None and self.model.rowCount():
                self.view.step(0)
        else:
            self._search.setFocus()

    def choose_view(self, view: View) -> None:
        """As if the person had pressed that tab."""
        self._tabs.set_value(view.value)
        self._ask(replace(self._query, view=view))

    # Inside

    def _build(self, icons: Icons) -> None:
        theme = self._theme
        self._tabs = Segmented(
            theme, "Views", [(view.value, VIEW_WORDS[view]) for view in VIEWS], self._query.view.value, tabs=True
        )
        self._search = SearchField(theme, icons, "Search reports", "/")
        self._search.setObjectName("queue-search")
        self._figure = Elided(theme, "", FontRole.SMALL, "text_soft")
        self._sort = ChoiceButton(
            theme,
            icons,
            "Order",
            [(key.value, words) for key, words in SORT_WORDS.items()],
            self._query.sort.value,
            kind="quiet",
        )
        self._error = Strip(theme, icons, "", level="error", closable=False)
        self._error.hide()
        self._new = Button(theme, "", "link", strong=True)
        self._new.setObjectName("queue-new-above")
        self._message = Message(theme)
        self.view = QueueView(theme, self.model)
        self._new.hide()
        self._stack = QStackedWidget()
        self._stack.addWidget(self.view)
        self._stack.addWidget(self._message)
        rule = QFrame()
        rule.setProperty("rule", "true")
        self._order_row = QHBoxLayout()
        self._order_row.addWidget(self._figure, 1)
        self._order_row.addWidget(self._new)
        self._order_row.addStretch(0)
        self._order_row.addWidget(self._sort)
        self._head = QVBoxLayout()
        for part in (self._tabs, self._search):
            self._head.addWidget(part)
        self._head.addLayout(self._order_row)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(self._head)
        column.addWidget(rule)
        column.addWidget(self._error)
        column.addWidget(self._stack, 1)

    def _connect(self) -> None:
        self.model.page_wanted.connect(self.page_wanted)
        self._tabs.changed.connect(lambda key: self._ask(replace(self._query, view=View(key))))
        self._sort.changed.connect(lambda key: self._ask(replace(self._query, sort=SortBy(key))))
        self._search.searched.connect(lambda text: self._ask(replace(self._query, text=text.strip())))
        self._search.left.connect(self.focus_list)
        self.view.opened.connect(self.open_requested)
        self.view.claimed.connect(self.claim_requested)
        self.view.moved_to.connect(self.selection_changed)
        self.view.new_above.connect(self._show_new)
        self._new.clicked.connect(self._go_up)
        self._message.acted.connect(self._act)
        self._error.acted.connect(self.retry_requested)

    def _ask(self, query: ListQuery) -> None:
        if query != self._query:
            self._query = query
            self.query_changed.emit(query)

    def _settle(self) -> None:
        """Show the list or say why there is none."""
        rows = self.model.rowCount()
        self._figure.setText(count(rows, "report"))
        self.clear_error()
        if rows:
            waiting = self.window().focusWidget() is self
            self._stack.setCurrentWidget(self.view)
            if waiting:
                self.focus_list()
            return
        had_focus = self.view.hasFocus()
        if self._query.text:
            self._asked = _Asked.CLEAR
            self._message.say(
                f"No report here matches “{self._query.text}”",
                "The search looks at type, place, reference and the first line of what was written.",
                "Clear the search",
            )
        else:
            self._asked = _Asked.NOTHING
            self._message.say(*_EMPTY.get(self._query.view, _EMPTY[View.TO_DO]))
        self._stack.setCurrentWidget(self._message)
        if had_focus:
            self._search.setFocus()

    @Slot()
    def _act(self) -> None:
        if self._asked is _Asked.CLEAR:
            self._search.clear_now()
            self._search.setFocus()

    @Slot(int)
    def _show_new(self, number: int) -> None:
        """In the place of the figure: nothing is covered and no row moves."""
        self._new.set_words(f"↑ {number} new above")
        self._new.setAccessibleName(f"{count(number, 'new report')} above")
        self._new.setVisible(bool(number))
        self._figure.setVisible(not number)

    @Slot()
    def _go_up(self) -> None:
        self.view.scrollToTop()
        self.view.setFocus()
        self.seen_up_to.emit(list(self.view.visible_ids()))

    @Slot()
    def _dress(self) -> None:
        space = self._theme.space
        self._head.setContentsMargins(space(2.5), space(2), space(2.5), space(1))
        self._head.setSpacing(space(1.5))
        self._order_row.setContentsMargins(space(0.5), 0, 0, 0)
        self.setMinimumWidth(space(52))


_EMPTY = {
    View.TO_DO: ("Nothing waiting.", "New reports appear here by themselves."),
    View.HIGH_RISK: ("No high-risk report is waiting.", "New ones appear here by themselves."),
    View.MINE: ("You hold no report.", "Press N to take the next one by priority."),
    View.CLOSED: ("No report was closed yet.", "What you send appears here once it is recorded."),
}
