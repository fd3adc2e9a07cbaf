"""A key as it is printed on a keyboard, beside what it does."""

from __future__ import annotations

from PySide6.QtCore import Qt
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
    """``keys`` in Qt's notation ("Ctrl+K", "/", "G")."""

    def __init__(self, theme: Theme, keys: str, parent: QWidget | None = None) -> None:
        super().__init__(theme, key_words(keys), FontRole.SMALL, parent=parent)
        self.setProperty("keycap", "true")
        self.setProperty("tone", "")
        self.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(f"Key {keys.replace('+', ' ') if len(keys) > 1 else keys}")
