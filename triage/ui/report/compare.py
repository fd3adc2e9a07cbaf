"""Two versions of a report compared: the narrative word by word, the rest by field. Readable without colour."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QGridLayout, QWidget

from triage.models.differences import Comparison, FieldChange, Piece, shortened
from triage.models.visible import visible
from triage.ui.icons import Icons
from triage.ui.text import count
from triage.ui.theme import FontRole, Theme
from triage.ui.widgets import Button, Card, PlainLabel, SectionHeader
from triage.ui.widgets.scroll_column import ScrollColumn
from triage.ui.widgets.sheet import Sheet
from triage.ui.widgets.value_text import Ink, Run, ValueText

MOST = 200
"""Changed fields that are listed."""
_INKS: dict[str, Ink] = {"same": "plain", "out": "struck", "in": "added"}
_SPOKEN = {"same": "{}", "out": "[taken out: {}]", "in": "[put in: {}]"}


class CompareSheet(Sheet):
    """Arrows and Page Up and Down scroll; Escape closes. ``read`` is emitted when the person says they have read it.

    ``wanted(version)``: compare with this one instead, by Left and Right or the two buttons in the head.
    """

    read = Signal()
    wanted = Signal(int)

    def __init__(self, theme: Theme, icons: Icons, parent: QWidget | None = None) -> None:
        super().__init__(theme, icons, "What is new", parent)
        self.setObjectName("compare")
        self._scroll = ScrollColumn(theme)
        self._scroll.body.setContentsMargins(0, 0, 0, 0)
        self._scroll.body.setSpacing(theme.space(2.5))
        self._parts: list[QWidget] = []
        self._before = self._after = 0
        self._back = Button(theme, "Earlier version", "link", key="Left")
        self._back.setObjectName("compare-earlier")
        self._back.clicked.connect(lambda: self._step(-1))
        self._forth = Button(theme, "Later version", "link", key="Right")
        self._forth.setObjectName("compare-later")
        self._forth.clicked.connect(lambda: self._step(1))
        for button in (self._back, self._forth):
            self.add_to_head(button)
        self._done = Button(theme, "Read, go on", "primary")
        self._done.setObjectName("compare-done")
        self._done.clicked.connect(self.read)
        self.body.addWidget(self._scroll, 1)
        self.body.addWidget(self._done, 0, Qt.AlignmentFlag.AlignRight)
        self.lead_with(self._done)

    def show_comparison(self, found: Comparison) -> None:
        """Show what changed, the narrative first."""
        for part in self._parts:
            part.hide()
            part.deleteLater()
        self._parts = [self._legend(found), *self._narrative(found), *self._fields(found)]
        for part in self._parts:
            self._scroll.add(part)
            part.show()
        self.set_trailing(f"Version {found.before} → version {found.after}: {count(found.changes, 'change')}")
        self._before, self._after = found.before, found.after
        for button, step in ((self._back, -1), (self._forth, 1)):
            button.setVisible(found.after > 2)
            button.setEnabled(self._reaches(step))
        self._scroll.settle()
        self._scroll.verticalScrollBar().setValue(0)

    def sizeHint(self) -> QSize:
        return QSize(self._theme.space(180), self._theme.space(150))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        bar = self._scroll.verticalScrollBar()
        steps = {
            Qt.Key.Key_Down: bar.singleStep() * 3,
            Qt.Key.Key_Up: -bar.singleStep() * 3,
            Qt.Key.Key_PageDown: bar.pageStep(),
            Qt.Key.Key_PageUp: -bar.pageStep(),
        }
        turn = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}.get(Qt.Key(event.key()))
        if turn is not None:
            self._step(turn)
            return
        step = steps.get(Qt.Key(event.key()))
        if step is None:
            super().keyPressEvent(event)
        else:
            bar.setValue(bar.value() + step)

    def _reaches(self, step: int) -> bool:
        return 0 < self._before + step < self._after

    def _step(self, step: int) -> None:
        if self._reaches(step):
            self.wanted.emit(self._before + step)

    def _legend(self, found: Comparison) -> QWidget:
        line = ValueText(self._theme, FontRole.SMALL)
        line.set_runs(
            (
                Run(f"Only in version {found.before}", "struck"),
                Run("   "),
                Run(f"Only in version {found.after}", "added"),
                Run("   What you wrote and corrected is kept.", "soft"),
            )
        )
        return line

    def _narrative(self, found: Comparison) -> list[QWidget]:
        card = Card(self._theme, "Narrative")
        card.add(SectionHeader(self._theme, "Narrative"))
        if all(piece.change == "same" for piece in found.narrative):
            card.add(PlainLabel(self._theme, "The same words as before.", tone="text_soft"))
            return [card]
        pieces = shortened(found.narrative)
        text = ValueText(self._theme, FontRole.READING)
        text.setObjectName("compare-narrative")
        text.set_runs(tuple(Run(piece.text, _INKS[piece.change]) for piece in pieces))
        text.setAccessibleName(spoken(pieces))
        card.add(text)
        return [card]

    def _fields(self, found: Comparison) -> list[QWidget]:
        card = Card(self._theme, "Fields")
        card.add(SectionHeader(self._theme, "Fields", trailing=f"{count(found.same, 'field')} the same"))
        if not found.fields:
            card.add(PlainLabel(self._theme, "Every field says the same as before.", tone="text_soft"))
            return [card]
        things: dict[str, list[FieldChange]] = {}
        for change in found.fields[:MOST]:
            things.setdefault(change.thing, []).append(change)
        for thing, changes in things.items():
            card.add(self._thing(thing, changes))
        hidden = len(found.fields) - MOST
        if hidden > 0:
            card.add(PlainLabel(self._theme, f"{hidden:,} more fields differ.", tone="text_soft"))
        return [card]

    def _thing(self, thing: str, changes: list[FieldChange]) -> QWidget:
        box = QWidget()
        grid = QGridLayout(box)
        grid.setContentsMargins(0, 0, 0, self._theme.space(1))
        grid.setHorizontalSpacing(self._theme.space(3))
        grid.setVerticalSpacing(self._theme.space(0.5))
        grid.setColumnStretch(1, 1)
        grid.setColumnMinimumWidth(0, self._theme.space(34))
        if thing:
            head = ValueText(self._theme, FontRole.STRONG)
            head.set_text(thing)
            grid.addWidget(head, 0, 0, 1, 2)
        for change in changes:
            label, value = ValueText(self._theme), ValueText(self._theme)
            label.set_text(change.label, "soft")
            value.set_runs(_runs(change))
            value.setAccessibleName(
                visible(f"{change.label}: was {change.before or 'not told'}, now {change.after or 'not told'}")
            )
            at = grid.rowCount()
            grid.addWidget(label, at, 0, Qt.AlignmentFlag.AlignTop)
            grid.addWidget(value, at, 1)
        return box


def spoken(pieces: tuple[Piece, ...]) -> str:
    """The pieces for somebody who does not see the strokes."""
    return " ".join(_SPOKEN[piece.change].format(visible(piece.text.strip())) for piece in pieces if piece.text.strip())


def _runs(change: FieldChange) -> tuple[Run, ...]:
    before = Run(change.before, "struck") if change.before else Run("not told", "soft")
    after = Run(change.after, "added") if change.after else Run("not told any more", "soft")
    return (before, Run("  →  ", "soft"), after)
