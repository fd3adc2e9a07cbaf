"""The list of the outbox under the hands: arrows go from line to line, letters act on the line."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QModelIndex, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractItemView, QListView, QWidget

from triage.models.ids import OpId
from triage.ui.outbox.model import Index, OutboxModel
from triage.ui.outbox.words import Row
from triage.ui.widgets.own_keys import keeps_key

_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
_STEPS = {Qt.Key.Key_J: 1, Qt.Key.Key_K: -1}
_ACTS = {
    Qt.Key.Key_R: "retry",
    Qt.Key.Key_O: "leave",
    Qt.Key.Key_M: "mend",
    Qt.Key.Key_Z: "recall",
    Qt.Key.Key_X: "compare",
    Qt.Key.Key_L: "see",
    Qt.Key.Key_S: "ask",
}
_BACK = (
    QAbstractItemView.CursorAction.MoveUp,
    QAbstractItemView.CursorAction.MoveHome,
    QAbstractItemView.CursorAction.MovePageUp,
    QAbstractItemView.CursorAction.MovePrevious,
)


class OutboxList(QListView):
    """``act_requested(what)``: "open", "retry", "leave", "mend", "recall", "compare", "see" or "ask" for the current
    line. Letters act only while the list has the focus (WCAG 2.1.4 allows that) and win over the window's shortcuts
    there.
    """

    act_requested = Signal(str)
    current_changed = Signal()

    def __init__(self, model: OutboxModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._lines = model
        self.setModel(model)
        self.setAccessibleName("Outbox")
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setMouseTracking(True)
        self.setTabKeyNavigation(False)
        self.doubleClicked.connect(lambda _index: self.act_requested.emit("open"))

    def current_row(self) -> Row | None:
        """The line under the cursor."""
        return self._lines.row_at(self.currentIndex())

    def go_to(self, op_id: OpId | None) -> None:
        """Put the cursor on this line, or on the first one when it is gone."""
        index = self._lines.index_of(op_id) if op_id is not None else QModelIndex()
        if not index.isValid():
            index = self._near(0, 1)
        self.setCurrentIndex(index)

    def currentChanged(self, current: Index, previous: Index) -> None:
        super().currentChanged(current, previous)
        self.current_changed.emit()

    def moveCursor(self, action: QAbstractItemView.CursorAction, modifiers: Qt.KeyboardModifier) -> QModelIndex:
        """Headings are passed over."""
        target = super().moveCursor(action, modifiers)
        at = self.currentIndex().row()
        if action in (QAbstractItemView.CursorAction.MoveUp, QAbstractItemView.CursorAction.MoveDown):
            step = -1 if action is QAbstractItemView.CursorAction.MoveUp else 1
            found = self._near(at + step, step)
            return found if found.isValid() else self.currentIndex()
        if not target.isValid():
            return target
        back = action in _BACK
        found = self._near(target.row(), -1 if back else 1)
        return found if found.isValid() else self._near(target.row(), 1 if back else -1)

    def event(self, event: QEvent) -> bool:
        return keeps_key(event, self._is_mine) or super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = Qt.Key(event.key())
        if not self._is_mine(event):
            super().keyPressEvent(event)
        elif key in _STEPS:
            index = self._near(self.currentIndex().row() + _STEPS[key], _STEPS[key])
            if index.isValid():
                self.setCurrentIndex(index)
        else:
            self.act_requested.emit("open" if key in _ENTER else _ACTS[key])

    def keyboardSearch(self, search: str) -> None:
        """Letters act; they do not search."""

    def _is_mine(self, event: QKeyEvent) -> bool:
        plain = event.modifiers() in (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.KeypadModifier)
        return plain and (event.key() in _ENTER or event.key() in _ACTS or event.key() in _STEPS)

    def _near(self, at: int, step: int) -> QModelIndex:
        """The first line from ``at`` on in this direction."""
        while 0 <= at < self._lines.rowCount():
            if not self._lines.is_heading(at):
                return self._lines.index(at, 0)
            at += step
        return QModelIndex()
