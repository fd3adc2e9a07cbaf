"""A key as it is printed on a keyboard, beside what it does."""

from __future__ import annotations

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QSizePolicy, QWidget

from triage.ui.theme import FontRole, Theme
from triage.ui.widgets.plain_label import PlainLabel

SHORT = {"Return": "⏎", "Enter": "⏎", "Escape": "Esc", "Space": "Space"}


def key_words(keys: str) -> str:
    """``Ctrl+Return`` as people say it: ``Ctrl ⏎``."""
    if keys.endswith("+"):
        return keys
    return " ".join(SHORT.get(part, part) for part in keys.split("+"))


class KeyCap(PlainLabel):
    """``keys`` in Qt's notation ("Ctrl+K", "/", "G"), as an action came with them: the cap shows the keys that do it
    now and is not there while none do.

    ``plain``: these very keys, whatever the person changed.
    """

    def __init__(self, theme: Theme, keys: str, parent: QWidget | None = None, *, plain: bool = False) -> None:
        super().__init__(theme, "", FontRole.SMALL, parent=parent)
        self._given = keys
        self._plain = plain
        self.setProperty("keycap", "true")
        self.setProperty("tone", "")
        self.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self._hidden = False
        self._follow()
        theme.keys_changed.connect(self._follow)

    @Slot()
    def _follow(self) -> None:
        keys = self._given if self._plain else self._theme.key(self._given)
        self.setText(key_words(keys))
        self.setAccessibleName(f"Key {keys.replace('+', ' ') if len(keys) > 1 else keys}" if keys else "")
        if bool(keys) is self._hidden:
            self._hidden = not keys
            self.setVisible(bool(keys))
