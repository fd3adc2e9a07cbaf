"""The inline editor of a row: one line for each of its fields, what was told beside it, Enter saves, Esc leaves."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QGridLayout, QLineEdit, QSizePolicy, QWidget

from triage.models.clock import london
from triage.models.corrections import fault_of
from triage.models.visible import visible
from triage.ui.report.content import Part, Row
from triage.ui.report.dates import long_date, read_date, read_moment
from triage.ui.report.field_row import LABEL_STEPS
from triage.ui.theme import FontRole, Theme
from triage.ui.theme.restyle import set_look
from triage.ui.widgets.scroll_column import settle_soon_around
from triage.ui.widgets.value_text import ValueText

_MOMENTS = ("when/start", "when/end")
LONGEST = 20_000
"""Characters that a field holds at most."""
NARROW = 76
"""Steps of space below which a field stands below its name."""


@dataclass(frozen=True, slots=True)
class Entry:
    """What a person typed into one field: the field's pointer, what was told, what it should say."""

    field: str
    original: str
    value: str


class FieldEditor(QWidget):
    """Edits the parts of one row. Dates may be typed loosely; what cannot be read is said and kept as typed.

    Signals:
        saved(tuple[Entry, ...]): every field whose value the person changed.
        cancelled(): nothing is changed.
    """

    saved = Signal(tuple)
    cancelled = Signal()

    def __init__(self, theme: Theme, row: Row, now: datetime, width: int = 0, parent: QWidget | None = None) -> None:
        """``width``: how wide it will be, in pixels, where that is known; it follows when it gets another width."""
        super().__init__(parent)
        self._theme = theme
        self._parts = tuple(part for part in row.parts if part.field)
        self._now = now
        self._lines: list[QLineEdit] = []
        self._told: list[tuple[ValueText, QLineEdit, ValueText]] = []
        self._stacked: bool | None = None
        self._said = ValueText(theme, FontRole.SMALL)
        self.setObjectName("field_editor")
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(theme.space(1), theme.space(1), theme.space(1), theme.space(1))
        self._grid.setHorizontalSpacing(theme.space(2))
        self._grid.setVerticalSpacing(theme.space(1))
        self._grid.setColumnStretch(1, 1)
        for part in self._parts:
            self._add_line(part)
        self._said.set_text("Enter saves. Esc leaves it as it was.", "soft")
        self._arrange(width or theme.space(NARROW))
        self.setFocusProxy(self._lines[0])

    def start(self) -> None:
        """Put the cursor into the first field."""
        self._lines[0].setFocus(Qt.FocusReason.OtherFocusReason)
        self._lines[0].selectAll()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self._arrange(event.size().width()):
            settle_soon_around(self)

    def _arrange(self, width: int) -> bool:
        """Each field beside its name; in a narrow card below it, as wide as the card, so that a long name can be seen
        while it is typed. Whether that is another arrangement than before.
        """
        stacked = width < self._theme.space(NARROW)
        if stacked is self._stacked:
            return False
        self._stacked = stacked
        self._grid.setColumnMinimumWidth(0, 0 if stacked else self._theme.space(LABEL_STEPS))
        for number, (label, line, beside) in enumerate(self._told):
            at = 2 * number
            middle = Qt.AlignmentFlag.AlignVCenter
            if stacked:
                self._grid.addWidget(label, at, 0, middle)
                self._grid.addWidget(beside, at, 1, middle)
                self._grid.addWidget(line, at + 1, 0, 1, 2)
            else:
                self._grid.addWidget(label, at, 0, middle)
                self._grid.addWidget(line, at, 1)
                self._grid.addWidget(beside, at + 1, 1)
        last = 2 * len(self._told)
        self._grid.addWidget(self._said, last, 0 if stacked else 1, 1, 2 if stacked else 1)
        return True

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.cancelled.emit()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not event.modifiers():
            self._save()
        else:
            super().keyPressEvent(event)

    def _add_line(self, part: Part) -> None:
        label = ValueText(self._theme)
        label.set_text(part.label, "soft")
        line = QLineEdit()
        line.setMaxLength(LONGEST)
        line.setText(self._typed_as(part))
        line.setAccessibleName(f"{part.label}, correction")
        told = f"Told: {part.shown_original or 'nothing'}"
        line.setAccessibleDescription(visible(told))
        line.setObjectName(f"correct:{part.field}")
        line.textEdited.connect(lambda _text: self._check())
        beside = ValueText(self._theme, FontRole.SMALL)
        beside.set_text(told, "soft")
        self._lines.append(line)
        self._told.append((label, line, beside))

    def _typed_as(self, part: Part) -> str:
        return long_date(part.value) if _is_date(part) else part.shown_value

    def _check(self) -> bool:
        """Echo a loosely typed date in full, or say what cannot be read. True when all can be saved."""
        said: list[str] = []
        good = True
        for part, line in zip(self._parts, self._lines, strict=True):
            value = self._value(part, line.text())
            set_look(line, wrong=value is None)
            if value is None:
                good = False
                said.append(f"{part.label}: {self._wanted(part, line.text())}")
            elif _is_date(part) or part.field in _MOMENTS:
                said.append(f"{part.label}: {long_date(value)}" if value else f"{part.label}: not known")
        self._said.set_text(" ".join(said) or "Enter saves. Esc leaves it as it was.", "soft" if good else "wrong")
        return good

    def _value(self, part: Part, typed: str) -> str | None:
        """What is stored for what was typed; None when it cannot be read."""
        words = " ".join(typed.split())
        if not words or words == self._typed_as(part):
            return part.value if words else ""
        if _is_date(part):
            day = read_date(words, london(self._now).date())
            return day.isoformat() if day else None
        if part.field in _MOMENTS:
            return read_moment(words, self._now) or words
        return None if fault_of(part.field, words) else words

    def _wanted(self, part: Part, typed: str) -> str:
        """How to write what could not be read."""
        if _is_date(part):
            return "write the day as 14 3 1994 or 14 March 1994."
        words = fault_of(part.field, " ".join(typed.split()))
        return words[:1].lower() + words[1:]

    def _save(self) -> None:
        if not self._check():
            return
        entries: list[Entry] = []
        for part, line in zip(self._parts, self._lines, strict=True):
            value = self._value(part, line.text())
            if value is not None and value != part.value:
                entries.append(Entry(part.field, part.original, value))
        self.saved.emit(tuple(entries)) if entries else self.cancelled.emit()


def _is_date(part: Part) -> bool:
    return part.field.endswith("/born")
