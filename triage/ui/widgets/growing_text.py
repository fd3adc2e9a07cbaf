"""A field for plain words that grows with them from one line and never scrolls by itself."""

from __future__ import annotations

import math

from PySide6.QtCore import QEvent, QMimeData, QRect, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QKeySequence, QResizeEvent, QTextOption, QWheelEvent
from PySide6.QtWidgets import QSizePolicy, QTextEdit, QWidget

from triage.ui.theme import FontRole, Theme

_DIGITS = {getattr(Qt.Key, f"Key_{digit}"): digit for digit in range(1, 10)}


class GrowingText(QTextEdit):
    """Plain text only. Enter and Tab leave the field, Shift+Enter breaks the line.

    ``enter_leaves`` False: Enter breaks the line. ``one_a_line``: it does, and on an empty line it leaves.

    Signals:
        edited(str): the words after each change by a person (not by `set_words`).
        left(int): Enter was pressed (1), to go on to the next field.
        evidence(int): Alt+1 … Alt+9 (1-9) or Ctrl+Space (0 = the next line not yet used).
        focus_left(): the cursor left the field.
    """

    edited = Signal(str)
    left = Signal(int)
    evidence = Signal(int)
    focus_left = Signal()
    caret_moved = Signal(QRect)

    def __init__(
        self,
        theme: Theme,
        name: str,
        *,
        enter_leaves: bool = True,
        one_a_line: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self._enter_leaves = enter_leaves
        self._one_a_line = one_a_line
        self._setting = False
        self.setAccessibleName(name)
        self.setAcceptRichText(False)
        self.setTabChangesFocus(True)
        self.setWordWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.document().setDocumentMargin(2)
        self.document().documentLayout().documentSizeChanged.connect(self._grow)
        self.textChanged.connect(self._changed)
        self.cursorPositionChanged.connect(self._caret)
        theme.changed.connect(self._restyle)
        self._restyle()

    @property
    def words(self) -> str:
        return self.toPlainText()

    def set_words(self, words: str) -> None:
        """Show these words; a field that says them already keeps its cursor and its own undo steps."""
        if words == self.toPlainText():
            return
        self._setting = True
        try:
            self.setPlainText(words)
        finally:
            self._setting = False

    def append_words(self, words: str) -> None:
        """Add words at the end, as the person's own edit, and put the cursor behind them."""
        cursor = self.textCursor()
        cursor.movePosition(cursor.MoveOperation.End)
        before = self.toPlainText()
        joint = "" if not before or before.endswith((" ", "\n")) or words.startswith("\n") else " "
        cursor.insertText(f"{joint}{words}")
        self.setTextCursor(cursor)

    def event(self, event: QEvent) -> bool:
        """Undo goes to the draft's own steps once this field has none of its own."""
        if (
            event.type() is QEvent.Type.ShortcutOverride
            and isinstance(event, QKeyEvent)
            and event.matches(QKeySequence.StandardKey.Undo)
            and not self.document().isUndoAvailable()
        ):
            event.ignore()
            return False
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key, held = event.key(), event.modifiers()
        enter = key in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if enter and held & Qt.KeyboardModifier.ControlModifier:
            event.ignore()
        elif enter and not held & Qt.KeyboardModifier.ShiftModifier and self._leaves():
            self.left.emit(1)
        elif held == Qt.KeyboardModifier.AltModifier and key in _DIGITS:
            self.evidence.emit(_DIGITS[Qt.Key(key)])
        elif held == Qt.KeyboardModifier.ControlModifier and key == Qt.Key.Key_Space:
            self.evidence.emit(0)
        else:
            super().keyPressEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.focus_left.emit()

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._grow()

    def canInsertFromMimeData(self, source: QMimeData) -> bool:
        return source.hasText()

    def insertFromMimeData(self, source: QMimeData) -> None:
        """Pasted and dropped things come in as plain text, whatever else they are."""
        self.textCursor().insertText(source.text())

    def _leaves(self) -> bool:
        """Whether Enter goes on from here; the empty line that said so is taken away."""
        cursor = self.textCursor()
        if self._enter_leaves or not self._one_a_line or cursor.block().text().strip() or not cursor.atEnd():
            return self._enter_leaves
        if cursor.position():
            cursor.deletePreviousChar()
        return True

    def _changed(self) -> None:
        if not self._setting:
            self.edited.emit(self.toPlainText())

    def _caret(self) -> None:
        if self.hasFocus():
            self.caret_moved.emit(self.cursorRect())

    def _restyle(self) -> None:
        self.setFont(self._theme.font(FontRole.BODY))
        self.document().setDefaultFont(self._theme.font(FontRole.BODY))
        self._grow()

    def _grow(self) -> None:
        around = self.height() - self.viewport().height()
        frame = around if 0 < around < 40 else 6
        height = max(24, math.ceil(self.document().size().height()) + frame)
        if height != self.height() or height != self.minimumHeight():
            self.setFixedHeight(height)
