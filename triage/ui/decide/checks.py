"""The checks: done, needs you, or could not be done and why. Space, B and Enter do it all."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from triage.models.draft import CheckRecord, CheckState
from triage.models.profile import CheckRule
from triage.ui.decide.edits import with_check, with_check_trace
from triage.ui.decide.section import Section
from triage.ui.decide.work import Work
from triage.ui.text import time_of_day
from triage.ui.theme import FontRole, Theme
from triage.ui.widgets import PlainLabel, Segmented
from triage.ui.widgets.glyph import Sign
from triage.ui.widgets.growing_text import GrowingText
from triage.ui.widgets.option_row import OptionRow
from triage.ui.widgets.rows import Rows
from triage.ui.widgets.scroll_column import settle_around

TRACES = (("found", "Found"), ("no_trace", "No trace"))
_SIGNS: dict[CheckState, Sign] = {
    CheckState.DONE: "done",
    CheckState.OPEN: "open",
    CheckState.NOT_POSSIBLE: "stopped",
}


class CheckRow(QWidget):
    """One check. Space: done or open again. B: could not be done, with the reason. Enter: what it showed.

    Signals:
        toggled(), stopped(reason), noted(result), traced(trace): what the person did.
        step(by): the focus should go to another check.
    """

    toggled = Signal()
    stopped = Signal(str)
    noted = Signal(str)
    traced = Signal(str)
    step = Signal(int)

    def __init__(self, theme: Theme, rule: CheckRule, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.rule = rule
        self._record = CheckRecord(key=rule.key)
        self._stopping = False
        self.setObjectName(f"check:{rule.key}")
        self.row = OptionRow(theme, rule.name, enter_clicks=False)
        self.row.setAccessibleDescription(
            f"{rule.prompt} Space: done. B: could not be done. Enter: write what it showed."
        )
        self.words = GrowingText(theme, f"{rule.name}, what it showed")
        self.words.hide()
        self._trace = Segmented(theme, f"{rule.name}, trace", TRACES)
        self._trace.hide()
        self._ask = PlainLabel(theme, "", FontRole.SMALL, "text_soft", wrap=True)
        self._ask.hide()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.space(0.5))
        for part in (self.row, self._ask, self.words):
            column.addWidget(part)
        column.addWidget(self._trace, 0, Qt.AlignmentFlag.AlignLeft)
        self.row.clicked.connect(self.toggled)
        self.row.step.connect(self.step)
        self.words.left.connect(self._keep)
        self._trace.changed.connect(self.traced)

    @property
    def state(self) -> CheckState:
        return self._record.state

    def show_record(self, record: CheckRecord) -> None:
        self._record = record
        self.row.set_look(_SIGNS[record.state])
        self.row.set_words(self.rule.name, self._note(record), self._trail(record))
        self._trace.set_value(record.trace or None)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Keys that the row itself did not take."""
        plain = not event.modifiers() & ~Qt.KeyboardModifier.ShiftModifier
        if event.key() == Qt.Key.Key_Escape and self.words.isVisible():
            self._close()
            self.row.setFocus(Qt.FocusReason.OtherFocusReason)
        elif event.key() == Qt.Key.Key_B and plain and self.row.hasFocus():
            self._open(stopping=True)
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.row.hasFocus() and not event.modifiers():
            self._open(stopping=False)
        else:
            super().keyPressEvent(event)

    def _open(self, *, stopping: bool) -> None:
        """The inline field: why it could not be done, or what it showed."""
        self._stopping = stopping
        self._ask.setText(
            "Say why it could not be done. Enter keeps it, Esc leaves it."
            if stopping
            else "What did it show? A reference helps. Enter keeps it, Esc leaves it."
        )
        self.words.set_words(self._record.result)
        self._ask.show()
        self.words.show()
        self._trace.setVisible(not stopping)
        settle_around(self)
        self.words.setFocus(Qt.FocusReason.OtherFocusReason)

    def _close(self) -> None:
        for part in (self._ask, self.words, self._trace):
            part.hide()
        settle_around(self)

    def _keep(self) -> None:
        words = self.words.words.strip()
        if self._stopping and not words:
            return
        stopping = self._stopping
        self._close()
        self.row.setFocus(Qt.FocusReason.OtherFocusReason)
        (self.stopped if stopping else self.noted).emit(words)

    def _note(self, record: CheckRecord) -> str:
        words = {"found": "Found.", "no_trace": "No trace."}.get(record.trace, "")
        return " ".join(part for part in (words, record.result) if part)

    def _trail(self, record: CheckRecord) -> str:
        if record.state is CheckState.OPEN:
            return "Space" if self.rule.required else "if needed"
        when = time_of_day(record.at) if record.at else ""
        return f"could not, {when}" if record.state is CheckState.NOT_POSSIBLE else f"done {when}"


class ChecksSection(Section):
    """The check list of the report's kind, and below it what the focused check asks."""

    def __init__(self, theme: Theme, author: str, now: Callable[[], datetime], parent: QWidget | None = None) -> None:
        super().__init__(theme, "checks", "Checks", "H", parent)
        self._author, self._now = author, now
        self._rules: tuple[CheckRule, ...] = ()
        self.rows: list[CheckRow] = []
        self._list = Rows()
        self._prompt = PlainLabel(theme, "", FontRole.SMALL, "text_soft", wrap=True)
        self.body.addWidget(self._list)
        self.body.addWidget(self._prompt)
        self._prompt.hide()

    def refresh(self, work: Work) -> None:
        rules = work.profile.checks_for(work.report.kind)
        if rules != self._rules:
            self._rules = rules
            self._rebuild()
        for row in self.rows:
            row.show_record(work.draft.check(row.rule.key))
        open_rows = [row for row in self.rows if row.state is CheckState.OPEN and row.rule.required]
        settled = sum(row.state is not CheckState.OPEN for row in self.rows)
        self.header.set_trailing(f"{settled} of {len(self.rows)}", "text_soft" if open_rows else "good")

    def focus_first(self) -> None:
        """The first check that still needs a person, else the first."""
        target = next((row for row in self.rows if row.state is CheckState.OPEN), next(iter(self.rows), None))
        if target is not None:
            target.row.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def focus_part(self, part: str) -> None:
        target = next((row for row in self.rows if row.rule.key == part), None)
        if target is None:
            self.focus_first()
        else:
            target.row.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def show_prompt(self, focused: QWidget | None) -> None:
        """Below the list: the scripted question of the check that has the focus."""
        row = next((row for row in self.rows if focused is not None and row.isAncestorOf(focused)), None)
        self._prompt.setText(f"{row.rule.prompt} Enter: write what it showed. B: could not be done." if row else "")
        self._prompt.setVisible(row is not None)

    def _rebuild(self) -> None:
        self.rows = []
        for rule in self._rules:
            row = CheckRow(self._theme, rule)
            row.toggled.connect(lambda row=row: self._toggle(row))
            row.stopped.connect(lambda why, row=row: self._settle(row, CheckState.NOT_POSSIBLE, why))
            row.noted.connect(lambda result, row=row: self._settle(row, CheckState.DONE, result))
            row.traced.connect(lambda trace, row=row: self._trace(row, trace))
            row.step.connect(lambda by, row=row: self._step(row, by))
            self.rows.append(row)
        self._list.fill(self.rows)

    def _toggle(self, row: CheckRow) -> None:
        if row.state is CheckState.OPEN:
            self._settle(row, CheckState.DONE, None)
        else:
            self._record(row, CheckState.OPEN, None)

    def _settle(self, row: CheckRow, state: CheckState, words: str | None) -> None:
        """Record it and go on to the next check that is open."""
        self._record(row, state, words)
        at = self.rows.index(row)
        following = [*self.rows[at + 1 :], *self.rows[:at]]
        target = next((other for other in following if other.state is CheckState.OPEN), None)
        if target is not None:
            target.row.setFocus(Qt.FocusReason.OtherFocusReason)

    def _record(self, row: CheckRow, state: CheckState, words: str | None) -> None:
        key, by, at = row.rule.key, self._author, self._now()
        self.say(
            f"check “{row.rule.name}”",
            f"checks/{key}",
            lambda draft: with_check(draft, key, state, by=by, at=at, result=words),
        )

    def _trace(self, row: CheckRow, trace: str) -> None:
        key = row.rule.key
        self.say(f"trace of “{row.rule.name}”", f"checks/{key}", lambda draft: with_check_trace(draft, key, trace))

    def _step(self, row: CheckRow, by: int) -> None:
        at = self.rows.index(row) + by
        if 0 <= at < len(self.rows):
            self.rows[at].row.setFocus(Qt.FocusReason.TabFocusReason)
