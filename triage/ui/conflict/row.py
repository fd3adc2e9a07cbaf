"""One field that two people wrote differently: both versions side by side, and the choice between them."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QGridLayout, QSizePolicy, QWidget

from triage.models.conflict import Difference, Keep
from triage.models.visible import visible
from triage.ui.roles import Role
from triage.ui.theme import FontRole, Theme
from triage.ui.widgets import PlainLabel
from triage.ui.widgets.scroll_column import TOGETHER
from triage.ui.widgets.segmented import Segmented
from triage.ui.widgets.value_text import Ink, Run, ValueText

LABEL_STEPS, CHOICE_STEPS = 34, 60
WIDE_STEPS = 220
"""Steps of space from which both versions and the choice stand side by side."""
WORDS = {Keep.MINE: "Keep mine", Keep.THEIRS: "Take theirs", Keep.BOTH: "Both"}
_KEYS = {Qt.Key.Key_M: Keep.MINE, Qt.Key.Key_T: Keep.THEIRS, Qt.Key.Key_B: Keep.BOTH}
_STEPS = {Qt.Key.Key_J: 1, Qt.Key.Key_K: -1}
_NOTHING = "nothing written"


class ConflictRow(QWidget):
    """M, T and B choose while the focus is inside (it has no field to type in); J and K ask for a neighbour.

    Signals: ``chosen(key, Keep)``, ``step(by)``. Nothing is chosen at first.
    """

    chosen = Signal(str, object)
    step = Signal(int)
    accessible_role = Role.Grouping

    def __init__(
        self, theme: Theme, found: Difference, choice: Keep | None, others: str, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._theme, self.found, self._others = theme, found, others
        self.setObjectName(f"conflict:{found.key}")
        self.setProperty(TOGETHER, True)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        self._mine, self._theirs = ValueText(theme), ValueText(theme)
        self._mine.setObjectName("mine")
        self._theirs.setObjectName("theirs")
        options = tuple((keep.value, WORDS[keep]) for keep in found.options)
        self.choice = Segmented(theme, f"{found.label}: what stands", options)
        self.choice.setObjectName("choice")
        label = PlainLabel(theme, found.label, FontRole.STRONG, wrap=True)
        label.setFixedWidth(theme.space(LABEL_STEPS))
        grid = QGridLayout(self)
        grid.setContentsMargins(0, theme.space(1.5), 0, theme.space(1.5))
        grid.setHorizontalSpacing(theme.space(4))
        grid.setColumnStretch(1, 1)
        grid.setColumnStretch(2, 1)
        top = Qt.AlignmentFlag.AlignTop
        grid.addWidget(label, 0, 0, top)
        grid.addWidget(self._mine, 0, 1, top)
        grid.addWidget(self._theirs, 0, 2, top)
        self._grid = grid
        self._beside: bool | None = None
        self._arrange(beside=True)
        self.choice.set_value(choice.value if choice else None)
        self.choice.changed.connect(self._changed)
        self._show()

    @property
    def value(self) -> Keep | None:
        told = self.choice.value()
        return Keep(told) if told else None

    def focus(self) -> None:
        self.choice.focus_value()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange(beside=self.width() >= self._theme.space(WIDE_STEPS))

    def _arrange(self, *, beside: bool) -> None:
        """The choice beside the two versions where there is room for all three, else below them."""
        if beside == self._beside:
            return
        self._beside = beside
        self._grid.removeWidget(self.choice)
        self._grid.setColumnMinimumWidth(3, self._theme.space(CHOICE_STEPS) if beside else 0)
        if beside:
            self._grid.addWidget(self.choice, 0, 3, Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignRight)
        else:
            self._grid.addWidget(self.choice, 1, 1, 1, 2, Qt.AlignmentFlag.AlignLeft)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = Qt.Key(event.key())
        plain = event.modifiers() == Qt.KeyboardModifier.NoModifier
        if plain and key in _STEPS:
            self.step.emit(_STEPS[key])
        elif plain and key in _KEYS and _KEYS[key] in self.found.options:
            self.choice.set_value(_KEYS[key].value)
            self._changed(_KEYS[key].value)
            self.step.emit(1)
        else:
            super().keyPressEvent(event)

    @Slot(str)
    def _changed(self, told: str) -> None:
        self._show()
        self.chosen.emit(self.found.key, Keep(told))

    def _show(self) -> None:
        """What stands in full ink, what does not struck through: the button says the same in words."""
        value = self.value
        for label, words, whose, keep in (
            (self._mine, self.found.mine, "You", Keep.MINE),
            (self._theirs, self.found.theirs, self._others, Keep.THEIRS),
        ):
            out = value is not None and value not in (keep, Keep.BOTH)
            ink: Ink = "struck" if out and words else "plain" if words else "soft"
            label.set_runs((Run(words or _NOTHING, ink),))
            label.setAccessibleName(visible(f"{whose}: {words or _NOTHING}"))
