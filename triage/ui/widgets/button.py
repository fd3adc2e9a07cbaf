"""A button with words, and beside them the key that does the same."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QPushButton, QSizePolicy, QWidget

from triage.models.visible import visible
from triage.ui.theme import FontRole, Theme
from triage.ui.theme.restyle import set_look
from triage.ui.widgets.key_cap import key_words


class Button(QPushButton):
    """``kind``: "plain", "primary", "danger", "link" or "quiet". ``key`` is shown after the words, not bound.

    The words are never read as a mnemonic or as rich text.
    """

    def __init__(
        self,
        theme: Theme,
        text: str,
        kind: str = "plain",
        *,
        key: str = "",
        strong: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self._key = key
        self._role = FontRole.STRONG if strong or kind == "primary" else FontRole.BODY
        self.setProperty("kind", kind)
        self.setAutoDefault(False)
        self.setSizePolicy(QSizePolicy.Policy.Minimum, QSizePolicy.Policy.Fixed)
        self.set_words(text)
        self._dress()
        theme.changed.connect(self._dress)
        if key:
            theme.keys_changed.connect(self._tell_key)

    @property
    def words(self) -> str:
        return self._words

    def set_words(self, text: str) -> None:
        self._words = visible(text)
        self.setAccessibleName(self._words)
        self._tell_key()

    @Slot()
    def _tell_key(self) -> None:
        """The words, and the key that does the same now."""
        key = self._theme.key(self._key)
        self.setText(f"{self._words}{f'  {key_words(key)}' if key else ''}".replace("&", "&&"))
        if self._key:
            self.setAccessibleDescription(f"Key {key}" if key else "")

    def set_kind(self, kind: str) -> None:
        set_look(self, kind=kind)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter presses the button as Space does; Qt does so in dialogs only. Ctrl+Enter is what the sheet around it
        is for."""
        plain = not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and plain and not event.isAutoRepeat():
            self.click()
        else:
            super().keyPressEvent(event)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    @Slot()
    def _dress(self) -> None:
        self.setFont(self._theme.font(self._role))
