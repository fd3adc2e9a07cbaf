"""What the person chose to see in the queue column: a view, its order, words, conditions; or words of a whole text."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from PySide6.QtCore import QObject, Signal, Slot

from triage.models.query import ListQuery, SortBy, View
from triage.models.view_store import StoredView
from triage.ui.queue.filter_words import all_words
from triage.ui.queue.head import QueueHead, tab_of


class Chosen(QObject):
    """Listens to the head of the column and says there what holds.

    Attributes:
        query: of the view; it stays while the list shows what was found in the whole text.
        found: the words that were found in the whole text; None while the list shows a view.

    Signals:
        query_changed(ListQuery): the person asks for another view, order, filter or words.
        left_found(ListQuery): back from what was found to the same view.
        whole_text_asked(str): search the whole text for this.
    """

    query_changed = Signal(object)
    left_found = Signal(object)
    whole_text_asked = Signal(str)

    def __init__(self, head: QueueHead, query: ListQuery, parent: QObject) -> None:
        super().__init__(parent)
        self._head = head
        self._tab = query.view.value
        self._names: dict[str, str] = {}
        self.query = query
        self.found: str | None = None
        head.tab_chosen.connect(self._tab_chosen)
        head.order_chosen.connect(lambda key: self._ask(replace(self.query, sort=SortBy(key))))
        head.words_changed.connect(self._words_changed)
        head.whole_text_asked.connect(self._whole_text)

    def set_names(self, names: Mapping[str, str]) -> None:
        """Type key → name, for the words of a filter."""
        self._names = dict(names)

    def set_views(self, views: Sequence[StoredView]) -> None:
        self._head.set_views(views, self._tab)

    def saved_tab(self) -> str:
        """The tab of the saved view that is chosen, "" for a built-in one."""
        return self._tab if ":" in self._tab else ""

    def filter_words(self) -> str:
        """What is filtered, in words; "" for nothing."""
        return all_words(self.query.conditions, self._names)

    def choose_view(self, view: View) -> None:
        """As if the person had pressed that tab."""
        self._choose(view.value, ListQuery(view=view, text=self.query.text, sort=self.query.sort, me=self.query.me))

    def choose_saved(self, view: StoredView) -> None:
        """A saved view with its words, order and conditions."""
        self._choose(tab_of(view), replace(view.query, me=self.query.me))
        self._head.search.setText(view.query.text)
        self._head.order.set_value(view.query.sort.value)

    def choose_query(self, query: ListQuery) -> None:
        """A filter that is not kept: the tab stays the one of its view."""
        self._choose(query.view.value, query)

    def unfilter(self) -> None:
        """Without the conditions; a saved view is left for the built-in one below it."""
        self.choose_query(replace(self.query, conditions=()))

    @Slot(str)
    def _tab_chosen(self, key: str) -> None:
        saved = self._head.pinned(key)
        if saved is not None:
            self.choose_saved(saved)
        else:
            self.choose_view(View(key))

    def _choose(self, tab: str, query: ListQuery) -> None:
        self._tab = tab
        self._head.tabs.set_value(tab)
        self._ask(query)

    @Slot(str)
    def _words_changed(self, text: str) -> None:
        if self.found is not None and text.strip() == self.found:
            return
        was, self.found = self.found, None
        query = replace(self.query, text=text.strip())
        if was is not None and query == self.query:
            self.left_found.emit(query)
        self._ask(query)

    @Slot(str)
    def _whole_text(self, text: str) -> None:
        if text.strip():
            self.whole_text_asked.emit(text.strip())

    def _ask(self, query: ListQuery) -> None:
        self._head.set_filter(all_words(query.conditions, self._names))
        if query != self.query or self.found is not None:
            self.query, self.found = query, None
            self.query_changed.emit(query)
