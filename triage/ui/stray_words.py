"""Words that are typed for a field which does not open: they are not taken for commands.

Most letters do something in the desk. Whoever presses a key that opens a sheet and types on without looking must not
take a report, or send a decision, because the sheet was refused.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QLineEdit, QPlainTextEdit, QTextEdit, QWidget

from triage.models.clock import Clock

WRITTEN_INTO = frozenset(
    {"search", "find_text", "put_off", "tag", "untag", "correct", "from_words", "thrive", "rationale", "advice"}
    | {"write", "contact", "withdrawal", "handoff_answer", "reopen", "let_go", "ask_supervisor"}
    | {"take_back", "assign", "pin"}
)
"""Actions that lead to something to write in."""
FIRST, PAUSE = timedelta(seconds=2.5), timedelta(seconds=1.5)
"""Pauses that end it, before the first letter and between two: who goes on after them has looked."""
TOLD_MS = 400
"""Milliseconds that a slow sheet is waited for before it is said that nothing opened."""
_HELD = (Qt.Key.Key_Shift, Qt.Key.Key_Control, Qt.Key.Key_Alt, Qt.Key.Key_AltGr, Qt.Key.Key_Meta, Qt.Key.Key_CapsLock)
_ENDS = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Backspace, Qt.Key.Key_Delete)
"""Keys that belong to typing once there were letters: with Ctrl as well, for that is how a sheet is sent."""
_COMMANDS = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier | Qt.KeyboardModifier.MetaModifier
_FIELDS = (QLineEdit, QTextEdit, QPlainTextEdit)


class StrayWords(QObject):
    """After `begin` letters do nothing in the window, until the focus moves, another key or the mouse is pressed, or
    nothing was typed for a while. A field that opens meanwhile is given them. ``lost``: letters were typed, and nothing
    has opened.
    """

    lost = Signal()

    def __init__(self, clock: Clock, parent: QObject) -> None:
        super().__init__(parent)
        self._clock = clock
        self._kept: list[QKeyEvent] = []
        self._last: datetime | None = None
        self._telling = QTimer(self)
        self._telling.setSingleShot(True)
        self._telling.setInterval(TOLD_MS)
        self._telling.timeout.connect(self.lost)

    @property
    def on(self) -> bool:
        return self._last is not None

    def begin(self) -> None:
        """A key asked for something to write in, and the focus has gone nowhere yet."""
        app = QApplication.instance()
        if not isinstance(app, QApplication) or isinstance(app.focusWidget(), _FIELDS):
            return
        if not self.on:
            app.installEventFilter(self)
            app.focusChanged.connect(self._moved)
        self._last = self._clock.now()

    def end(self) -> None:
        """Letters are commands again; those that were kept are forgotten."""
        app = QApplication.instance()
        if self.on and isinstance(app, QApplication):
            app.removeEventFilter(self)
            app.focusChanged.disconnect(self._moved)
        self._last = None
        self._kept.clear()
        self._telling.stop()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        kind = event.type()
        if kind is QEvent.Type.MouseButtonPress:
            self.end()
        elif isinstance(event, QKeyEvent) and kind in (QEvent.Type.ShortcutOverride, QEvent.Type.KeyPress):
            if not isinstance(watched, QWidget) or event.key() in _HELD:
                return False
            if not self._is_typing(event):
                self.end()
                return False
            event.accept()  # no shortcut; it comes again as a press
            if kind is QEvent.Type.KeyPress:
                self._keep(event)
            return True
        return False

    def _is_typing(self, event: QKeyEvent) -> bool:
        now = self._clock.now()
        if self._last is None or not timedelta(0) <= now - self._last <= (PAUSE if self._kept else FIRST):
            return False
        if event.key() in _ENDS:
            return bool(self._kept)
        text = event.text()
        printed = bool(text) and text.isprintable() and not event.modifiers() & _COMMANDS
        return printed and (bool(self._kept) or not text.isspace())

    def _keep(self, event: QKeyEvent) -> None:
        self._last = self._clock.now()
        if not self._kept:
            self._telling.start()
        self._kept.append(event.clone())

    @Slot(QWidget, QWidget)
    def _moved(self, _old: QWidget | None, new: QWidget | None) -> None:
        """What opened has the focus: once it stands, what was typed too soon is written into it."""
        kept = [one for one in self._kept if one.text().isprintable() and one.text()]
        self.end()
        if new is not None and kept:
            QTimer.singleShot(0, lambda: _write(kept))


def _write(kept: list[QKeyEvent]) -> None:
    field = QApplication.focusWidget()
    if isinstance(field, _FIELDS) and not field.isReadOnly():
        for event in kept:
            QApplication.sendEvent(field, event)
