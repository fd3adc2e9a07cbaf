"""Lines that can be pressed. Told anew they keep the focus as long as the same ones are there."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from triage.ui.theme import Theme
from triage.ui.widgets import RowButton
from triage.ui.widgets.rows import Rows


@dataclass(frozen=True, slots=True)
class Line:
    """``key``: which one it is; ``usable``: it can be pressed."""

    key: str
    what: str
    note: str = ""
    usable: bool = True


class Lines(Rows):
    """``pressed(key)``. ``name`` is how the object names of its lines begin."""

    pressed = Signal(str)

    def __init__(self, theme: Theme, name: str, parent: QWidget | None = None) -> None:
        super().__init__(theme.space(0.5), parent)
        self._theme, self._name = theme, name
        self._shown: dict[str, RowButton] = {}

    def show_lines(self, lines: Sequence[Line]) -> None:
        """These, in this order."""
        if [line.key for line in lines] != list(self._shown):
            self._shown = {line.key: self._made(line.key) for line in lines}
            self.fill(self._shown.values())
        for line in lines:
            self._shown[line.key].set_words(line.what, line.note)
            self._shown[line.key].setEnabled(line.usable)

    def _made(self, key: str) -> RowButton:
        made = RowButton(self._theme, "")
        made.setObjectName(f"{self._name}:{key}")
        made.activated.connect(lambda: self.pressed.emit(key))
        return made
