"""What is written down about one check: what it showed, in which system, under which reference, when."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QGridLayout, QLineEdit, QSizePolicy, QVBoxLayout, QWidget

from triage.models.clock import london
from triage.models.draft import CheckRecord
from triage.models.loose_time import read_at
from triage.models.profile import CheckRule
from triage.ui.decide.edits import CheckEntry
from triage.ui.decide.keyed_choice import KeyedChoice
from triage.ui.report.dates import in_full
from triage.ui.theme import FontRole, Theme
from triage.ui.widgets import Button, PlainLabel
from triage.ui.widgets.growing_text import GrowingText

TRACES = (("found", "Found"), ("no_trace", "No trace"))
LONGEST = 120
ASK_WHY = "Say why it could not be done. Enter keeps it, Esc leaves it."
ASK_SHOWED = "What did it show? Enter keeps it, Esc leaves it. In System, Down offers the next one."


class CheckDetail(QWidget):
    """Open below one check. Enter in any field keeps all of it.

    Signals:
        kept(entry, stopping): a `CheckEntry`; ``stopping``: why it could not be done.
    """

    kept = Signal(object, bool)

    def __init__(
        self, theme: Theme, rule: CheckRule, now: Callable[[], datetime], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._rule, self._now = rule, now
        self._stopping = False
        self._trace = ""
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        self._ask = PlainLabel(theme, "", FontRole.SMALL, "text_soft", wrap=True)
        self.words = GrowingText(theme, f"{rule.name}, what it showed")
        self.trace = KeyedChoice(theme, f"{rule.name}, trace", TRACES)
        self.system = self._line("System", "Where it was looked up")
        self.reference = self._line("Reference", "Of what was found")
        self.when = self._line("When", "now")
        self._echo = PlainLabel(theme, "", FontRole.SMALL, "text_soft", wrap=True)
        self._where = QWidget()
        grid = QGridLayout(self._where)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setSpacing(theme.space(1))
        for at, (name, line) in enumerate(
            (("System", self.system), ("Reference", self.reference), ("When", self.when))
        ):
            label = PlainLabel(theme, name, tone="text_soft")
            label.setBuddy(line)
            grid.addWidget(label, at, 0)
            grid.addWidget(line, at, 1)
        grid.setColumnStretch(1, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.space(6), 0, 0, theme.space(1))
        column.setSpacing(theme.space(1))
        keep = Button(theme, "Keep", key="Return")  # Enter in a field does the same; a mouse needs something to press
        keep.setAccessibleName(f"Keep {rule.name}")
        keep.clicked.connect(self._keep)
        for part in (self._ask, self.words, self.trace, self._where, self._echo):
            column.addWidget(part)
        column.addWidget(keep, 0, Qt.AlignmentFlag.AlignLeft)
        self.words.left.connect(self._keep)
        self.trace.chosen.connect(lambda key, _by_key: self._traced(key))
        self.trace.left.connect(self._keep)
        self.when.textEdited.connect(lambda _text: self._read_when())
        self.hide()

    def open(self, record: CheckRecord, *, stopping: bool, trace: str = "") -> None:
        """Show what is written so far. ``trace``: what the person said by key, in place of what was recorded."""
        self._stopping = stopping
        self._trace = trace or record.trace
        self._ask.setText(ASK_WHY if stopping else ASK_SHOWED)
        self.words.set_words(record.result)
        self.trace.set_value(self._trace)
        self.system.setText(record.system or (self._rule.systems[0] if self._rule.systems else ""))
        self.reference.setText(record.reference)
        self.when.setText(f"{london(record.at):%d/%m/%Y %H:%M}" if record.at else "")
        self._echo.hide()
        for part in (self.trace, self._where):
            part.setVisible(not stopping)
        self.show()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Enter keeps; Down and Up in the system's line offer the systems of the profile."""
        if isinstance(event, QKeyEvent) and event.type() is QEvent.Type.KeyPress and not event.modifiers():
            if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
                self._keep()
                return True
            if watched is self.system and event.key() in (Qt.Key.Key_Down, Qt.Key.Key_Up) and self._rule.systems:
                self._offer(1 if event.key() == Qt.Key.Key_Down else -1)
                return True
        return super().eventFilter(watched, event)

    def _line(self, name: str, hint: str) -> QLineEdit:
        line = QLineEdit()
        line.setMaxLength(LONGEST)
        line.setPlaceholderText(hint)
        line.setAccessibleName(f"{self._rule.name}, {name.lower()}")
        line.setObjectName(f"check_{name.lower()}")
        line.installEventFilter(self)
        return line

    def _offer(self, by: int) -> None:
        systems = self._rule.systems
        here = systems.index(self.system.text()) if self.system.text() in systems else -1
        self.system.setText(systems[(here + by) % len(systems)])

    def _traced(self, key: str) -> None:
        self._trace = key

    def _read_when(self) -> datetime | None:
        """When it was done, as typed; said in full below, and kept as typed while it cannot be read."""
        text = self.when.text().strip()
        at = read_at(text, self._now()) if text else None
        future = at is not None and at > self._now()
        told = "That is still to come." if future else in_full(at) if at else "Not read as a time yet." if text else ""
        self._echo.setText(told)
        self._echo.setVisible(bool(told))
        return None if future else at

    def _keep(self) -> None:
        words = self.words.words.strip()
        if self._stopping and not words:
            return
        at = self._read_when()
        if self.when.text().strip() and at is None:
            self.when.setFocus(Qt.FocusReason.OtherFocusReason)
            return
        if self._stopping:
            self.kept.emit(CheckEntry(result=words), True)
            return
        system, reference = self.system.text().strip(), self.reference.text().strip()
        entry = CheckEntry(result=words, system=system, reference=reference, trace=self._trace, at=at)
        self.kept.emit(entry, False)
