"""The head of the queue column: view tabs, search, what is filtered, how many there are, what is new, the order."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from triage.models.query import ListQuery, View
from triage.models.view_store import StoredView
from triage.ui.icons import Icons
from triage.ui.text import SORT_WORDS, VIEW_WORDS, count
from triage.ui.theme import FontRole, Theme
from triage.ui.widgets import Button, ChoiceButton, Elided, IconButton, Segmented
from triage.ui.widgets.search_field import SearchField

VIEWS = (View.TO_DO, View.HIGH_RISK, View.MINE, View.CLOSED)
PINNED = 3
"""Saved views that have a tab; all of them are in the list of views."""


def tab_of(view: StoredView) -> str:
    """The key of a saved view's tab; one's own and a shared view may have the same key."""
    return f"{'shared' if view.shared else 'own'}:{view.key}"


class QueueHead(QWidget):
    """Signals.

    tab_chosen(str), order_chosen(str), words_changed(str): keys and words as chosen.
    whole_text_asked(str): Enter in the search field. left(): on to the list.
    views_asked(), filter_asked(), filter_cleared(), news_asked(), more_asked().
    """

    tab_chosen = Signal(str)
    order_chosen = Signal(str)
    words_changed = Signal(str)
    whole_text_asked = Signal(str)
    left = Signal()
    views_asked = Signal()
    filter_asked = Signal()
    filter_cleared = Signal()
    news_asked = Signal()
    more_asked = Signal()

    def __init__(self, theme: Theme, icons: Icons, query: ListQuery, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._pinned: dict[str, StoredView] = {}
        self._numbers: dict[str, int] = {}
        self._told: list[tuple[str, str]] = []
        self._low = False
        self._new = (0, 0)
        self._make(theme, icons, query)
        self._arrange()
        self._connect()
        self._dress()
        theme.changed.connect(self._dress)

    # What the column tells

    def pinned(self, tab: str) -> StoredView | None:
        return self._pinned.get(tab)

    def set_views(self, views: Sequence[StoredView], chosen: str) -> None:
        """Tabs of the saved views: the default first, then in the order given; ``chosen`` is always among them."""
        order = sorted(views, key=lambda view: (tab_of(view) != chosen, not view.default))[:PINNED]
        pinned = {tab_of(view): view for view in views if view in order}
        if pinned != self._pinned or self.tabs.value() != chosen:
            self._pinned = pinned
            self.tabs.set_options(
                [
                    *((view.value, VIEW_WORDS[view]) for view in VIEWS),
                    *((tab, view.name) for tab, view in pinned.items()),
                ]
            )
        self.tabs.set_value(chosen)
        self.set_numbers({})

    def set_numbers(self, numbers: Mapping[str, int]) -> None:
        """Figures on the tabs; one without a number keeps its bare name, and so does Closed: nobody works it off."""
        self._numbers |= numbers
        names = {view.value: VIEW_WORDS[view] for view in VIEWS} | {
            tab: view.name for tab, view in self._pinned.items()
        }
        for tab, name in names.items():
            number = None if tab == View.CLOSED.value else self._numbers.get(tab)
            self.tabs.set_text(tab, name if number is None else f"{name} {number:,}")
        told = [(tab, self.tabs.button(tab).accessibleName()) for tab in names]
        if told != self._told or self.view.value() != self.tabs.value():
            self._told = told
            self.view.set_options(told, self.tabs.value())

    def set_low(self, low: bool) -> None:
        """In a low window the tabs become one choice in the line of the order, so that rows have the room."""
        if low is not self._low:
            self._low = low
            self.tabs.setVisible(not low)
            self.view.setVisible(low)
            self.set_news(*self._new)

    def set_figure(self, rows: int, *, hits: str = "") -> None:
        self.figure.setText(hits or count(rows, "report"))

    def set_filter(self, words: str) -> None:
        """What is filtered, in words; "" for nothing."""
        self.filtered.setText(words)
        self._filter_line.setVisible(bool(words))
        self.filter.setChecked(bool(words))

    def set_more(self, *, there: bool) -> None:
        self.more.setVisible(there)

    def set_news(self, above: int, below: int) -> None:
        """So many rows came in above and below what is shown. In the place of the figure, so that no row moves.

        Beside the choice of a view there is room for the arrow only; the name says where.
        """
        self._new = above, below
        parts = [f"↑ {above} new{'' if self._low else ' above'}"] if above else []
        parts += [f"↓ {below} new{'' if self._low else ' below'}"] if below and not above else []
        self.news.set_words(" ".join(parts))
        spoken = count(above or below, "new report")
        self.news.setAccessibleName(f"{spoken} {'above' if above else 'below'}")
        self.news.setVisible(bool(parts))
        self.figure.setVisible(not parts and not self._low)

    # Inside

    def _make(self, theme: Theme, icons: Icons, query: ListQuery) -> None:
        self.tabs = Segmented(
            theme, "Views", [(view.value, VIEW_WORDS[view]) for view in VIEWS], query.view.value, tabs=True
        )
        self.view = ChoiceButton(
            theme, icons, "View", [(view.value, VIEW_WORDS[view]) for view in VIEWS], query.view.value, kind="quiet"
        )
        self.view.setObjectName("queue-view")
        self.view.hide()
        self.search = SearchField(theme, icons, "Search reports", "/")
        self.search.setObjectName("queue-search")
        self.filter = IconButton(theme, icons, "filter", "Filter this list", key="F", checkable=True)
        self.filter.setObjectName("queue-filter")
        self.views = IconButton(theme, icons, "views", "Saved views", key="Ctrl+Shift+V")
        self.views.setObjectName("queue-views")
        self.filtered = Elided(theme, "", FontRole.SMALL, "accent", narrowest=10)
        self.clear = Button(theme, "Clear", "link")
        self.clear.setAccessibleName("Clear the filter")
        self.figure = Elided(theme, "", FontRole.SMALL, "text_soft", narrowest=8)
        self.more = Button(theme, "More", "link")
        self.more.setAccessibleName("Find more reports")
        self.more.hide()
        self.news = Button(theme, "", "link", strong=True)
        self.news.setObjectName("queue-new-above")
        self.news.hide()
        orders = [(key.value, words) for key, words in SORT_WORDS.items()]
        self.order = ChoiceButton(theme, icons, "Order", orders, query.sort.value, kind="quiet")

    def _arrange(self) -> None:
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)  # the tabs wrap
        self.setSizePolicy(policy)
        self._search_line, self._order_line = QHBoxLayout(), QHBoxLayout()
        for part in (self.search, self.filter, self.views):
            self._search_line.addWidget(part)
        self._filter_line = QWidget()
        filtered = QHBoxLayout(self._filter_line)
        filtered.setContentsMargins(0, 0, 0, 0)
        filtered.addWidget(self.filtered, 1)
        filtered.addWidget(self.clear)
        self._filter_line.hide()
        self._order_line.addWidget(self.view)
        self._order_line.addWidget(self.figure, 1)
        self._order_line.addWidget(self.news)
        self._order_line.addWidget(self.more)
        self._order_line.addStretch(1)
        self._order_line.addWidget(self.order)
        self._column = QVBoxLayout(self)
        self._column.addWidget(self.tabs)
        self._column.addLayout(self._search_line)
        self._column.addWidget(self._filter_line)
        self._column.addLayout(self._order_line)

    def _connect(self) -> None:
        self.tabs.changed.connect(self.tab_chosen)
        self.tabs.changed.connect(self.view.set_value)
        self.view.changed.connect(self.tabs.set_value)
        self.view.changed.connect(self.tab_chosen)
        self.order.changed.connect(self.order_chosen)
        self.search.searched.connect(self.words_changed)
        self.search.entered.connect(self.whole_text_asked)
        self.search.left.connect(self.left)
        self.filter.clicked.connect(self._filter_pressed)
        self.views.clicked.connect(self.views_asked)
        self.clear.clicked.connect(self.filter_cleared)
        self.news.clicked.connect(self.news_asked)
        self.more.clicked.connect(self.more_asked)

    @Slot()
    def _filter_pressed(self) -> None:
        self.filter.setChecked(self._filter_line.isVisibleTo(self))  # the button shows a state, it does not make it
        self.filter_asked.emit()

    @Slot()
    def _dress(self) -> None:
        space = self._theme.space
        self._column.setContentsMargins(space(2.5), space(2), space(2.5), space(1))
        self._column.setSpacing(space(1.5))
        self._search_line.setSpacing(space(1))
        self._order_line.setContentsMargins(space(0.5), 0, 0, 0)
        self._search_line.setAlignment(Qt.AlignmentFlag.AlignVCenter)
