"""Which days the figures are of: a few usual spans, or two dates as people type them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import partial

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QWidget

from triage.models.periods import Period, Span, own_period, period_of
from triage.ui.icons import Icons
from triage.ui.theme import Theme
from triage.ui.widgets import PlainLabel
from triage.ui.widgets.folding import Folding
from triage.ui.widgets.growing_text import GrowingText

Days = Callable[[datetime], Period]
OWN = "own"
SPANS = (
    (Span.TODAY.value, "Today"),
    (Span.YESTERDAY.value, "Yesterday"),
    (Span.THIS_WEEK.value, "This week"),
    (Span.LAST_WEEK.value, "Last week"),
    (Span.THIS_MONTH.value, "This month"),
    (Span.LAST_MONTH.value, "Last month"),
    (OWN, "Own dates"),
)


class PeriodChooser(QObject):
    """``parts`` are laid out by whoever asks for a period, in a row that wraps.

    ``changed()``: another period was chosen, or own dates were typed that can be read.
    """

    changed = Signal()

    def __init__(self, theme: Theme, icons: Icons, parent: QObject, span: Span = Span.TODAY) -> None:
        super().__init__(parent)
        self.spans = Folding(theme, icons, "Received", SPANS, span.value)
        self.first = self._date(theme, "From", "figures-from")
        self.last = self._date(theme, "To", "figures-to")
        self.fault = PlainLabel(theme, "", tone="wrong")
        self._own = QWidget()
        line = QHBoxLayout(self._own)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(theme.space(2))
        for part in (PlainLabel(theme, "From"), self.first, PlainLabel(theme, "to"), self.last, self.fault):
            line.addWidget(part)
        self._own.hide()
        self.parts: tuple[QWidget, ...] = (self.spans, self._own)
        self.spans.changed.connect(self._turn)

    def days(self, now: datetime) -> Days | None:
        """The days that are chosen; None while own dates cannot be read. "Today" is another day after midnight."""
        chosen = self.spans.value()
        if chosen == OWN:
            found = own_period(self.first.words, self.last.words, now)
            typed = bool(self.first.words.strip() and self.last.words.strip())
            self.fault.setText("Write two dates like 19/11/2026, the earlier one first." if typed and not found else "")
            return None if found is None else lambda _now: found
        return partial(period_of, Span(chosen or Span.TODAY.value))

    def _date(self, theme: Theme, name: str, key: str) -> GrowingText:
        field = GrowingText(theme, name, enter_leaves=True)
        field.setObjectName(key)
        field.setFixedWidth(theme.space(32))
        field.left.connect(lambda _by: self.changed.emit())
        return field

    @Slot(str)
    def _turn(self, key: str) -> None:
        self._own.setVisible(key == OWN)
        if key == OWN:
            self.first.setFocus()
        self.changed.emit()
