"""The list's place: the list, or what stands for it while it loads, is empty or failed; above it what must be said."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from triage.models.errors import KnownError
from triage.models.query import ListQuery, View
from triage.ui.icons import Icons
from triage.ui.queue.message import Message
from triage.ui.queue.model import QueueModel
from triage.ui.queue.view import QueueView
from triage.ui.theme import Theme
from triage.ui.widgets import Strip

_EMPTY = {
    View.TO_DO: ("Nothing waiting.", "New reports appear here by themselves."),
    View.HIGH_RISK: ("No high-risk report is waiting.", "New ones appear here by themselves."),
    View.MINE: ("You hold no report.", "Press N to take the next one by priority."),
    View.CLOSED: ("No report was closed yet.", "What you send appears here once it is recorded."),
    View.ALL: ("No report is here.", "New ones appear here by themselves."),
}

_UNKNOWN = (
    "The queue was not fetched yet.",
    "Reports may be waiting. They appear here by themselves once the gateway answers.",
)


class ListPlace(QWidget):
    """Signals: clear_search(), clear_filter(): what the message offers; retry()."""

    clear_search = Signal()
    clear_filter = Signal()
    retry = Signal()

    def __init__(self, theme: Theme, icons: Icons, model: QueueModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._offers: str = ""
        self._limits = ""
        self._whole = True
        self.error = Strip(theme, icons, "", level="error", closable=False)
        self.error.hide()
        self.message = Message(theme)
        self.view = QueueView(theme, model)
        self._stack = QStackedWidget()
        self._stack.addWidget(self.view)
        self._stack.addWidget(self.message)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.error)
        column.addWidget(self._stack, 1)
        self.message.acted.connect(self._act)
        self.error.acted.connect(self.retry)

    def lists(self) -> bool:
        """Whether the list itself is there."""
        return self._stack.currentWidget() is self.view

    def show_loading(self) -> None:
        self._say("Loading reports")

    def set_whole(self, whole: bool) -> None:
        """Whether the queue was fetched to its end since the start: else nothing here may be something there."""
        self._whole = whole

    def settle(self, query: ListQuery, filtered: str, found: str | None) -> None:
        """The answer has come: the list, or why there is none. ``filtered``: the conditions in words; ``found``: the
        words of a whole-text search."""
        self.error.hide()
        if self._limits:
            self._strip(self._limits, None, "warning")
        if self.view.model().rowCount():
            self._stack.setCurrentWidget(self.view)
        else:
            self._say_why(query, filtered, found)

    def _say_why(self, query: ListQuery, filtered: str, found: str | None) -> None:
        if found:
            words = ("The whole text of every report was searched.", "Clear the search")
            self._say(f"No report matches “{found}”", *words, offers="search")
        elif query.text:
            looked = "The search looks at type, place, reference and the first line of what was written."
            more = f"{looked} Enter searches the whole text."
            self._say(f"No report here matches “{query.text}”", more, "Clear the search", offers="search")
        elif filtered:
            self._say("No report fits this filter", filtered, "Clear the filter", offers="filter")
        elif not self._whole:
            self._say(*_UNKNOWN)
        else:
            self._say(*_EMPTY[query.view])

    def show_error(self, error: KnownError, *, empty: bool) -> None:
        """What could not be read. A list that is there stays readable below the strip."""
        self._strip(str(error), "Try again", "error")
        if empty:
            self._say("The queue could not be read")

    def show_limits(self, words: str) -> None:
        """What the list cannot show now, calmly: only summaries were searched. "" for nothing of the kind."""
        self._limits = words
        if words:
            self._strip(words, None, "warning")

    def _strip(self, words: str, action: str | None, level: str) -> None:
        self.error.set_words(words, action, level)
        self.error.show()

    def _say(self, head: str, body: str = "", action: str = "", *, offers: str = "") -> None:
        self._offers = offers
        self.message.say(head, body, action)
        self._stack.setCurrentWidget(self.message)

    def _act(self) -> None:
        if self._offers == "search":
            self.clear_search.emit()
        elif self._offers == "filter":
            self.clear_filter.emit()
