"""A search field: says its key while it is empty and offers to clear itself when it is not."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QLineEdit, QWidget

from triage.ui.icons import Icons
from triage.ui.theme import Theme
from triage.ui.widgets.icon_button import IconButton
from triage.ui.widgets.key_cap import KeyCap

PAUSE_MS = 150


class SearchField(QLineEdit):
    """Signals.

    searched(str): the words, a short pause after the last key or at once on Enter.
    entered(str): Enter: the words are finished.
    left(): Enter, Down or Escape: the person goes on to the results. Escape clears first.
    """

    searched = Signal(str)
    entered = Signal(str)
    left = Signal()

    def __init__(self, theme: Theme, icons: Icons, name: str, key: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._said = ""
        self.setPlaceholderText(name)
        self.setAccessibleName(name)
        self._cap = KeyCap(theme, key, self) if key else None
        self._clear = IconButton(theme, icons, "close", "Clear the search", parent=self)
        self._clear.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._clear.setCursor(Qt.CursorShape.ArrowCursor)
        self._clear.clicked.connect(self.clear_now)
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(PAUSE_MS)
        self._pause.timeout.connect(self._say)
        self.textChanged.connect(self._typed)
        self._arrange()
        theme.changed.connect(self._arrange)
        theme.keys_changed.connect(self._arrange)

    @Slot()
    def clear_now(self) -> None:
        self.clear()
        self._say()

    def event(self, event: QEvent) -> bool:
        # Escape belongs to the field while it has the focus, not to the window's "back".
        if (
            event.type() is QEvent.Type.ShortcutOverride
            and isinstance(event, QKeyEvent)
            and event.key() == Qt.Key.Key_Escape
        ):
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = event.key()
        if key == Qt.Key.Key_Escape:
            if self.text():
                self.clear_now()
            else:
                self.left.emit()
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Down):
            self._say()
            if key != Qt.Key.Key_Down:
                self.entered.emit(self.text())
            self.left.emit()
        else:
            super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    @Slot()
    def _typed(self) -> None:
        self._arrange()
        self._pause.start()

    @Slot()
    def _say(self) -> None:
        self._pause.stop()
        if self.text() != self._said:
            self._said = self.text()
            self.searched.emit(self._said)

    @Slot()
    def _arrange(self) -> None:
        empty = not self.text()
        self._clear.setVisible(not empty)
        if self._cap is not None:
            self._cap.setVisible(empty and bool(self._cap.text()))
        part: QWidget = self._cap if self._cap is not None and empty else self._clear
        size = part.sizeHint()
        gap = self._theme.space(1.5)
        part.resize(size.width(), min(size.height(), self.height() - 4))
        part.move(self.width() - part.width() - gap, (self.height() - part.height()) // 2)
        self.setTextMargins(0, 0, size.width() + gap, 0)
