"""Text size, step by step: smaller, larger, the system's own; each with the key that does the same anywhere."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QWidget

from triage.ui.announce import announce
from triage.ui.theme import FontRole, Theme
from triage.ui.theme.theme import ZOOM_STEPS
from triage.ui.widgets.button import Button
from triage.ui.widgets.flow_layout import FlowLayout
from triage.ui.widgets.plain_label import PlainLabel


class SizeStepper(QWidget):
    """``changed(scale)`` when the person chooses; `set_scale` is silent."""

    changed = Signal(float)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._scale = 1.0
        self.setAccessibleName("Text size")
        self._now = PlainLabel(theme, "", FontRole.STRONG)
        self._now.setObjectName("settings-zoom-now")
        self._now.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._smaller = Button(theme, "Smaller", key="Ctrl+-")
        self._larger = Button(theme, "Larger", key="Ctrl+=")
        self._system = Button(theme, "As the system says", key="Ctrl+0")
        for name, button in (("smaller", self._smaller), ("larger", self._larger), ("system", self._system)):
            button.setObjectName(f"settings-zoom-{name}")
        self._line = FlowLayout(self)
        for part in (self._smaller, self._now, self._larger, self._system):
            self._line.addWidget(part)
        self._smaller.clicked.connect(lambda: self._choose(self._next(-1)))
        self._larger.clicked.connect(lambda: self._choose(self._next(1)))
        self._system.clicked.connect(lambda: self._choose(1.0))
        theme.changed.connect(self._dress)
        self.set_scale(1.0)
        self._dress()

    def set_scale(self, scale: float) -> None:
        """Show this scale."""
        self._scale = scale
        self._now.setText(f"{scale:.0%}")
        self._smaller.setEnabled(scale > ZOOM_STEPS[0] + 0.001)
        self._larger.setEnabled(scale < ZOOM_STEPS[-1] - 0.001)

    def _next(self, direction: int) -> float:
        if direction > 0:
            return next((step for step in ZOOM_STEPS if step > self._scale + 0.001), ZOOM_STEPS[-1])
        return next((step for step in reversed(ZOOM_STEPS) if step < self._scale - 0.001), ZOOM_STEPS[0])

    def _choose(self, scale: float) -> None:
        if abs(scale - self._scale) > 0.001:
            self.set_scale(scale)
            announce(self, f"Text size {scale:.0%}")
            self.changed.emit(scale)

    @Slot()
    def _dress(self) -> None:
        space = self._theme.space
        self._line.set_gap(space(2))
        self._now.setFixedSize(space(14), self._smaller.sizeHint().height())
