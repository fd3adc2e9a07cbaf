"""Where new keys are pressed: it shows what was pressed and gives Tab and Escape back to the window."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit, QWidget

from triage.ui.key_rules import pressed
from triage.ui.theme import FontRole, Theme
from triage.ui.widgets.key_cap import key_words

_ENTERS = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class KeyField(QLineEdit):
    """Signals: ``caught(keys)``: these were pressed; ``confirmed()``: Enter; ``left()``: Escape.

    While it has the focus no key does anything else, so that keys in use can be pressed to learn what they do.
    """

    caught = Signal(str)
    confirmed = Signal()
    left = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("key-field")
        self.setReadOnly(True)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.NoContextMenu)
        self.setPlaceholderText("Press the new keys")
        self._theme = theme
        self._keys = ""
        self._dress()
        theme.changed.connect(self._dress)

    @property
    def keys(self) -> str:
        """What was pressed last, as `key_rules.normal` spells it; "" before anything was."""
        return self._keys

    @Slot()
    def _dress(self) -> None:
        self.setFont(self._theme.font(FontRole.STRONG))

    def show_keys(self, keys: str) -> None:
        self._keys = keys
        self.setText(key_words(keys))

    def event(self, event: QEvent) -> bool:
        if event.type() is QEvent.Type.ShortcutOverride:
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        plain = not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        if plain and event.key() == Qt.Key.Key_Escape:
            self.left.emit()
        elif plain and event.key() in _ENTERS:
            self.confirmed.emit()
        else:
            keys = pressed(event)
            if keys:
                self.show_keys(keys)
                self.caught.emit(keys)
        event.accept()
