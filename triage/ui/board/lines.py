"""Lines that can be pressed. Told anew they keep the focus as long as the same ones are there."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from triage.ui.theme import FontRole, Theme
from triage.ui.widgets import PlainLabel, RowButton
from triage.ui.widgets.rows import Rows


@dataclass(frozen=True, slots=True)
class Line:
    """``key``: which one it is; ``usable``: it can be pressed; ``below``: more about it, in small words under it,
    where it may be longer than a line."""

    key: str
    what: str
    note: str = ""
    usable: bool = True
    below: str = ""


class Lines(Rows):
    """``pressed(key)``. ``name`` is how the object names of its lines begin; ``sign``: each begins with the shape of
    what is wrong now.
    """

    pressed = Signal(str)

    def __init__(self, theme: Theme, name: str, parent: QWidget | None = None, *, sign: bool = False) -> None:
        super().__init__(theme.space(0.5), parent)
        self._theme, self._name, self._sign = theme, name, sign
        self._shown: dict[str, RowButton] = {}
        self._below: dict[str, PlainLabel] = {}

    def show_lines(self, lines: Sequence[Line]) -> None:
        """These, in this order."""
        if [line.key for line in lines] != list(self._shown):
            self._shown = {line.key: self._made(line.key) for line in lines}
            self._below = {
                line.key: PlainLabel(self._theme, "", FontRole.SMALL, "text_soft", wrap=True) for line in lines
            }
            for label in self._below.values():
                label.setContentsMargins(self._before_words(), 0, self._theme.space(1.5), self._theme.space(1.5))
            self.fill([part for line in lines for part in (self._shown[line.key], self._below[line.key])])
        for line in lines:
            self._below[line.key].setText(line.below)
            self._below[line.key].setVisible(bool(line.below))
            self._shown[line.key].set_words(line.what, line.note)
            if line.below:
                self._shown[line.key].setAccessibleDescription(" ".join((line.note, line.below)).strip())
            self._shown[line.key].setEnabled(line.usable)

    def _made(self, key: str) -> RowButton:
        made = RowButton(self._theme, "", lead=self._lead(), wrap=True)
        made.setObjectName(f"{self._name}:{key}")
        made.activated.connect(lambda: self.pressed.emit(key))
        return made

    def _lead(self) -> PlainLabel | None:
        return PlainLabel(self._theme, "▲", tone="wrong") if self._sign else None

    def _before_words(self) -> int:
        """From the edge of a row to its words, with which the ones below are in line."""
        lead = self._lead()
        return self._theme.space(1.5) + (lead.sizeHint().width() + self._theme.space(2) if lead else 0)
