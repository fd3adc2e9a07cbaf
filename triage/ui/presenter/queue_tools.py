"""What a person does with the queue beside opening a report: views, filters, whole-text search, peek, many at once."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from PySide6.QtCore import QObject

from triage.models.bulk import Act
from triage.ui.icons import Icons
from triage.ui.presenter.context import Context
from triage.ui.presenter.overlays import Overlays
from triage.ui.presenter.queue_bulk import BulkPresenter
from triage.ui.presenter.queue_peek import PeekPresenter
from triage.ui.presenter.queue_search import SearchPresenter
from triage.ui.presenter.queue_views import ViewsPresenter
from triage.ui.queue.column import QueueColumn
from triage.ui.theme import Theme

Table = Mapping[str, Callable[[], object]]


class QueueTools(QObject):
    def __init__(self, context: Context, column: QueueColumn, overlays: Overlays, theme: Theme, icons: Icons) -> None:
        super().__init__(context.shell)
        self._context = context
        self._column = column
        self.views = ViewsPresenter(context, column, overlays, theme, icons)
        self.search = SearchPresenter(context, column)
        self.bulk = BulkPresenter(context, column)
        self.peek = PeekPresenter(context, column, theme, icons)

    def begin(self) -> None:
        """The network may be heard now: learn what views there are."""
        self._context.spawn("views", self.views.refresh())

    def table(self, base: Table) -> Table:
        """What the queue's actions do. ``base``: the actions that mean more while several rows are selected."""
        return {
            "views": self.views.toggle_views,
            "filter": self.views.toggle_filter,
            "find_text": self._find_text,
            "peek": self.peek.toggle,
            "put_off": lambda: self._act(Act.PUT_OFF),
            "show_again": lambda: self._act(Act.SHOW_AGAIN),
            "tag": lambda: self._act(Act.TAG),
            "untag": lambda: self._act(Act.UNTAG),
            "select_all": self._column.view.selectAll,
            "bulk": self.bulk.focus,
            "new_report": self._go_to_new,
            "claim": lambda: self.bulk.begin(Act.CLAIM) if self._many_here() else base["claim"](),
            "open": lambda: (self.peek.close(), base["open"]()),
            "back": lambda: self._back(base["back"]),
        }

    def _act(self, act: Act) -> None:
        """On the selected rows, else on the row of the cursor."""
        if self.bulk.many():
            self.bulk.begin(act)
        elif self._column.current() is not None:
            self.bulk.begin(act, self._column.current())
        else:
            self._context.tell("info", "No report is selected.", "Select one in the queue.", key="bulk")

    def _many_here(self) -> bool:
        return self.bulk.many() and self._context.shell.column_in_focus() == "queue"

    def _find_text(self) -> None:
        words = self._column.chosen.query.text
        if words:
            self._column.whole_text_asked.emit(words)
        else:
            self._column.focus_search()

    def _go_to_new(self) -> None:
        if not self._column.go_to_new():
            self._context.tell("info", "Nothing came in since you looked.", key="new")

    def _back(self, base: Callable[[], object]) -> None:
        """Escape: the quick look first, then what the queue has open, then what it always did."""
        shell = self._context.shell
        if shell.overlay() is None and self.peek.close():
            return
        if shell.overlay() is None and shell.column_in_focus() == "queue" and self._column.step_back():
            return
        base()
