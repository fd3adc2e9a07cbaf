"""Small words in a shape: a pill for a state, a chip for a mark."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QSizePolicy, QWidget

from triage.ui.theme import FontRole, Theme
from triage.ui.theme.restyle import set_look
from triage.ui.widgets.plain_label import PlainLabel


class Pill(PlainLabel):
    """``kind``: "plain", "accent", "wrong", "warn", "good" or "solid"."""

    def __init__(self, theme: Theme, text: str, kind: str = "plain", parent: QWidget | None = None) -> None:
        super().__init__(theme, text, FontRole.SMALL_STRONG, tone="", parent=parent)
        self.setProperty("pill", kind)
        self.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def set_kind(self, kind: str) -> None:
        set_look(self, pill=kind)


class Chip(Pill):
    """A pill with square shoulders for the marks of a row ("Child", "Weapon", "2 crimes")."""

    def __init__(self, theme: Theme, text: str, kind: str = "plain", parent: QWidget | None = None) -> None:
        super().__init__(theme, text, kind, parent)
        self.setProperty("chip", "true")
        self.set_role(FontRole.SMALL)
