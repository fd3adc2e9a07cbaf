"""A line for a date or a number, typed loosely and echoed in full below."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QLineEdit, QWidget

from triage.models.clock import london
from triage.models.loose_time import read_at
from triage.models.questions import Question, as_date, deadline_of, fault_of
from triage.models.visible import visible
from triage.ui.report.dates import day_in_full, read_date

LONGEST = 200
HINTS = {"date": "such as 19/11 or yest", "number": "a number"}
"""In high contrast they have the ink of an answer, so they must not read like one."""


class AnswerLine(QLineEdit):
    """Signals: ``answered(value)``: an ISO date, else the words; ``left()``: Enter; ``echo(words)``: what was read."""

    answered = Signal(str)
    left = Signal()
    echo = Signal(str)

    def __init__(self, question: Question, now: Callable[[], datetime], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._question, self._now = question, now
        self._value = ""
        self.setMaxLength(LONGEST)
        self.setAccessibleName(visible(question.text))
        self.setPlaceholderText(HINTS.get(question.type, ""))
        self.textEdited.connect(self._typed)

    def set_value(self, value: str) -> None:
        """Show a stored answer; what is being typed stays as it is."""
        if value == self._value:
            return
        self._value = value
        if not self.hasFocus() or not value:
            self._show()
        self.echo.emit(self.told())

    def told(self) -> str:
        """What stands below the line: the day in full, and until when something must be done."""
        day = as_date(self._value) if self._question.type == "date" else None
        if day is None:
            return ""
        by = deadline_of(self._question, self._value)
        if by is None:
            return f"{day_in_full(day)}."
        left = (by - london(self._now()).date()).days
        word = "day" if abs(left) == 1 else "days"
        when = f"{left} {word} left" if left > 0 else "today" if not left else f"{-left} {word} over"
        return f"{day_in_full(day)}. {self._question.deadline} {day_in_full(by)} ({when})."

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not event.modifiers():
            self.left.emit()
        else:
            super().keyPressEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self._show()

    def _typed(self, text: str) -> None:
        value = text.strip()
        if self._question.type == "date" and value:
            day = read_day(value, self._now())
            value = day.isoformat() if day else value
        self._value = value
        fault = fault_of(self._question, value, {}) if self._question.type != "date" else ""
        self.echo.emit(fault or self.told() or ("Not read as a date yet." if value and as_date(value) is None else ""))
        self.answered.emit(value)

    def _show(self) -> None:
        day = as_date(self._value) if self._question.type == "date" else None
        self.setText(f"{day:%d/%m/%Y}" if day else self._value)


def read_day(text: str, now: datetime) -> date | None:
    """A day as people type it: "19/11", "yest", "14 mar 2026". Without a year the nearest past one is meant."""
    today = london(now).date()
    day = read_date(text, today)
    if day is not None:
        return day
    at = read_at(text, now)
    if at is None:
        return None
    day = london(at).date()
    if day <= today:
        return day
    if any(char.isdigit() for char in text):
        try:
            return day if str(day.year) in text else day.replace(year=day.year - 1)
        except ValueError:
            return None
    return day - timedelta(days=7)
