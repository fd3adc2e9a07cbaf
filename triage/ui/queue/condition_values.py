"""What a condition compares with: a choice of several, a number or two, a length of time, moments. Typed loosely."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime, timedelta

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QWidget

from triage.models.loose_time import read_at, read_span
from triage.models.view_filter import AHEAD, CHOICES, NUMBERS, Condition, Field, Op
from triage.ui.queue.filter_words import FIELD_WORDS, length_of, moment_words
from triage.ui.queue.toggles import Toggles
from triage.ui.text import span
from triage.ui.theme import FontRole, Theme
from triage.ui.theme.restyle import set_look
from triage.ui.widgets import PlainLabel
from triage.ui.widgets.segmented import Options

SEVERAL = ", "
"""Between the values of a place, which is typed."""


class Values(QWidget):
    """The values' part of a row. ``changed()``: read `taken` again."""

    changed = Signal()

    def taken(self, condition: Condition) -> Condition:
        """The condition with what stands here."""
        return condition

    def focus_first(self) -> None:
        """Into the first of it."""


class ChoiceValues(Values):
    def __init__(self, theme: Theme, condition: Condition, options: Options) -> None:
        super().__init__()
        self._toggles = Toggles(theme, FIELD_WORDS[condition.field], options, condition.values, self)
        self._toggles.changed.connect(self.changed)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self._toggles, 1)

    def taken(self, condition: Condition) -> Condition:
        return replace(condition, values=self._toggles.values())

    def focus_first(self) -> None:
        self._toggles.focus_first()


class TypedValues(Values):
    """One or two lines with an echo of what was understood. ``hint``: in high contrast it has the ink of what is typed,
    so it must not read like an answer.
    """

    def __init__(self, theme: Theme, names: tuple[str, ...], texts: tuple[str, ...], hint: str) -> None:
        super().__init__()
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(theme.space(1.5))
        self.lines = [self._line(theme, name, text, hint) for name, text in zip(names, texts, strict=True)]
        for at, line in enumerate(self.lines):
            if at:
                self._row.addWidget(PlainLabel(theme, "and", tone="text_soft"))
            self._row.addWidget(line, 1)
        self._echo = PlainLabel(theme, "", FontRole.SMALL, "text_soft")
        self._row.addWidget(self._echo, 1)

    def _line(self, theme: Theme, name: str, text: str, hint: str) -> QLineEdit:
        line = QLineEdit(text)
        line.setFont(theme.font(FontRole.BODY))
        line.setAccessibleName(name)
        line.setPlaceholderText(hint)
        line.setMinimumWidth(max(theme.space(22), line.fontMetrics().horizontalAdvance(hint) + theme.space(7)))
        line.textEdited.connect(self.changed)
        return line

    def say(self, understood: bool, words: str) -> None:
        self._echo.setText(words)
        self._echo.set_tone("text_soft" if understood else "wrong")
        for line in self.lines:
            set_look(line, wrong="false" if understood else "true")

    def focus_first(self) -> None:
        self.lines[0].setFocus()


class PlaceValues(TypedValues):
    def __init__(self, theme: Theme, condition: Condition) -> None:
        super().__init__(theme, ("Places",), (SEVERAL.join(condition.values),), "such as Aberwen, QX1")

    def taken(self, condition: Condition) -> Condition:
        parts = tuple(part.strip() for part in self.lines[0].text().split(",") if part.strip())
        self.say(True, "Beginnings and parts of a name count; a comma between several.")
        return replace(condition, values=parts)


class NumberValues(TypedValues):
    def __init__(self, theme: Theme, condition: Condition) -> None:
        texts = tuple("" if end is None else str(end) for end in (condition.low, condition.high))
        super().__init__(theme, ("At least", "At most"), texts, "any")

    def taken(self, condition: Condition) -> Condition:
        texts = [line.text().strip() for line in self.lines]
        good = all(text.isascii() and (not text or text.isdigit()) and len(text) < 7 for text in texts)
        self.say(good, "" if good else "Whole numbers, for example 1 and 3")
        low, high = (int(text) if good and text else None for text in texts)
        return replace(condition, low=low, high=high)


class SpanValues(TypedValues):
    def __init__(self, theme: Theme, condition: Condition) -> None:
        minutes = length_of(condition)
        text = span(timedelta(minutes=minutes)) if minutes else ""
        super().__init__(theme, ("How long",), (text,), "such as 1h, 45 min, 2 days")

    def taken(self, condition: Condition) -> Condition:
        text = self.lines[0].text()
        length = read_span(text.replace(" m", "").replace("h ", "h") if " h " in text else text)
        self.say(length is not None or not text.strip(), _echo_span(text, length))
        minutes = None if length is None else int(length.total_seconds() // 60)
        if condition.field in AHEAD:
            return replace(condition, low=None, high=minutes)
        return replace(condition, low=None if minutes is None else -minutes, high=None)


class MomentValues(TypedValues):
    def __init__(self, theme: Theme, condition: Condition, now: Callable[[], datetime]) -> None:
        texts = (moment_words(condition.since), moment_words(condition.until))
        super().__init__(theme, ("From", "To"), texts, "such as yest 2200")
        self._now = now

    def taken(self, condition: Condition) -> Condition:
        texts = [line.text().strip() for line in self.lines]
        ends = [read_at(text, self._now()) if text else None for text in texts]
        good = all(bool(end) or not text for end, text in zip(ends, texts, strict=True))
        told = " to ".join(moment_words(end) or "any" for end in ends) if any(texts) else ""
        self.say(good, told if good else "Not a time: “yest 2200”, “19/11 0600”")
        return replace(condition, since=ends[0], until=ends[1]) if good else replace(condition, since=None, until=None)


def make_values(
    theme: Theme, condition: Condition, options: Mapping[Field, Options], now: Callable[[], datetime]
) -> Values:
    """The right part for what this condition compares."""
    if condition.op is Op.YES:
        return Values()
    if condition.field is Field.PLACE:
        return PlaceValues(theme, condition)
    if condition.field in CHOICES:
        return ChoiceValues(theme, condition, options.get(condition.field, ()))
    if condition.field in NUMBERS:
        return NumberValues(theme, condition)
    if condition.op is Op.WITHIN:
        return SpanValues(theme, condition)
    return MomentValues(theme, condition, now)


def _echo_span(text: str, length: timedelta | None) -> str:
    if length is not None:
        return span(length)
    return "Not a length of time: “1h”, “45 min”, “2 days”" if text.strip() else ""
