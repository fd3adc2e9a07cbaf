"""Exactly what will be sent, section by section, as plain text."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from triage.ui.decide.section import Section
from triage.ui.report.content import plain
from triage.ui.report.field_row import FieldRow
from triage.ui.theme import FontRole, Theme
from triage.ui.widgets import Card, PlainLabel
from triage.ui.widgets.button import Button
from triage.ui.widgets.rows import Rows


class Block(Protocol):
    """A titled block of the preview: the records side makes them from the very documents that will be sent."""

    @property
    def title(self) -> str: ...
    @property
    def rows(self) -> Sequence[tuple[str, str]]: ...


APPROVED_FIRST = "A supervisor approves it first. Then this is sent:"
ROWS_AT_ONCE = 120
"""Rows shown at first; the rest behind "Show all"."""


class PreviewSection(Section):
    """Closed at first. A change of the draft makes an open preview stale until it is asked for again.

    Signals:
        wanted(): the preview should be made.
    """

    wanted = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(theme, "preview", "What will be sent", "P", parent)
        self._blocks: tuple[Block, ...] = ()
        self._all = self._first = False
        self._card = Card(theme, "What will be sent")
        self._card.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._list = Rows(theme.space(1))
        self._card.add(self._list)
        self.body.addWidget(self._card)
        self.hide()

    @property
    def is_open(self) -> bool:
        return not self.isHidden()

    def open(self) -> None:
        """Show it, waiting for the blocks."""
        self._blocks, self._all = (), False
        self._fill("Putting together what will be sent…")
        self.show()
        self.wanted.emit()

    def close_preview(self) -> None:
        self.hide()

    def toggle(self) -> None:
        """Close it, or open it and go there."""
        if self.is_open:
            self.close_preview()
        else:
            self.open()
            self.focus_first()

    def show_blocks(self, blocks: Sequence[Block], *, approved_first: bool = False) -> None:
        """``approved_first``: a supervisor has to say yes before this goes anywhere."""
        self._blocks, self._first = tuple(blocks), approved_first
        self._fill("" if self._blocks else "Nothing is sent with this outcome.")

    def focus_first(self) -> None:
        self._card.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def _fill(self, words: str) -> None:
        made: list[QWidget] = []
        for told in (words, APPROVED_FIRST if self._first and self._blocks else ""):
            if told:
                made.append(PlainLabel(self._theme, told, tone="text_soft", wrap=True))
        left = sum(len(block.rows) for block in self._blocks) if self._all else ROWS_AT_ONCE
        for block in self._blocks:
            if left <= 0:
                break
            title = PlainLabel(self._theme, block.title, FontRole.STRONG, wrap=True)
            title.setContentsMargins(0, self._theme.space(2) if made else 0, 0, 0)
            made.append(title)
            for label, value in block.rows[:left]:
                made.append(FieldRow(self._theme, plain(label, value), editable=False, label_steps=26))
            left -= len(block.rows)
        if left < 0:
            more = Button(self._theme, "Show all of it", "link")
            more.clicked.connect(self._show_all)
            made.append(more)
        self._list.fill(made)

    def _show_all(self) -> None:
        self._all = True
        self._fill("")
