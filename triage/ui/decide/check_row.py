"""One check of the list: done, needs you, or could not be done and why. One key each."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from triage.models.draft import CheckRecord, CheckState
from triage.models.looking_up import AUTO
from triage.models.profile import CheckRule
from triage.ui.decide.check_detail import CheckDetail
from triage.ui.decide.edits import CheckEntry
from triage.ui.roles import Role
from triage.ui.text import time_of_day
from triage.ui.theme import Theme
from triage.ui.widgets.glyph import Sign
from triage.ui.widgets.growing_text import GrowingText
from triage.ui.widgets.option_row import OptionRow
from triage.ui.widgets.scroll_column import settle_around

_SIGNS: dict[CheckState, Sign] = {
    CheckState.DONE: "done",
    CheckState.OPEN: "open",
    CheckState.NOT_POSSIBLE: "stopped",
}
_LETTERS = {Qt.Key.Key_F, Qt.Key.Key_N, Qt.Key.Key_B}


def keys_of(rule: CheckRule) -> str:
    """Which keys record this check."""
    done = "N: no trace. F: found." if rule.search else "Space: done."
    return f"{done} B: could not be done. Enter: write what it showed."


class CheckRow(QWidget):
    """Space: done or open again; N: searched, no trace; F: found, with what; B: could not be done; Enter: details.

    A search is not done by Space alone: that would not tell "no trace" from "not searched".

    Signals:
        settled(state, entry): a `CheckState` and a `CheckEntry`.
        step(by): the focus should go to another check.
    """

    settled = Signal(object, object)
    step = Signal(int)

    def __init__(
        self, theme: Theme, rule: CheckRule, now: Callable[[], datetime], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.rule = rule
        self._record = CheckRecord(key=rule.key)
        self.setObjectName(f"check:{rule.key}")
        self.row = OptionRow(theme, rule.name, enter_clicks=False)
        self.row.set_role(Role.CheckBox)
        self.row.set_help(f"{rule.prompt} {keys_of(rule)}")
        self.detail = CheckDetail(theme, rule, now)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.space(0.5))
        column.addWidget(self.row)
        column.addWidget(self.detail)
        self.row.clicked.connect(self._pressed)
        self.row.step.connect(self.step)
        self.detail.kept.connect(self._keep)

    @property
    def state(self) -> CheckState:
        return self._record.state

    @property
    def by_itself(self) -> bool:
        """Whether its answer comes without a person, and has not come: one that is left open was looked at already."""
        return self.rule.how == AUTO and self.state is CheckState.OPEN and not self._record.by

    @property
    def words(self) -> GrowingText:
        return self.detail.words

    def show_record(self, record: CheckRecord, found: str = "") -> None:
        """``found``: what is known already, for the person to judge; it settles nothing."""
        self._record = record
        self.row.set_look(_SIGNS[record.state])
        self.row.set_words(self.rule.name, self._note(record) or found, self._trail(record))

    def event(self, event: QEvent) -> bool:
        """On a check its letters are its own, whatever they do elsewhere."""
        if event.type() is QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            leaving = event.key() == Qt.Key.Key_Escape and self.detail.isVisible()
            if leaving or self._letter(event):
                event.accept()
                return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Keys that the row itself did not take."""
        if event.key() == Qt.Key.Key_Escape and self.detail.isVisible():
            self._close()
        elif self._letter(event) and event.key() == Qt.Key.Key_N:
            self._done(CheckEntry(trace="no_trace"))
        elif self._letter(event):
            stopping = event.key() == Qt.Key.Key_B
            self._open(stopping=stopping, trace="" if stopping else "found")
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.row.hasFocus() and not event.modifiers():
            self._open(stopping=False)
        else:
            super().keyPressEvent(event)

    def _letter(self, event: QKeyEvent) -> bool:
        plain = not event.modifiers() & ~Qt.KeyboardModifier.ShiftModifier
        return plain and event.key() in _LETTERS and self.row.hasFocus()

    def _pressed(self) -> None:
        if self.state is not CheckState.OPEN:
            self.settled.emit(CheckState.OPEN, CheckEntry())
        elif self.rule.search:
            self._open(stopping=False)
            self.detail.trace.focus_value()
        else:
            self._done(CheckEntry())

    def _done(self, entry: CheckEntry) -> None:
        """Done, in the system that the check is usually done in."""
        system = self._record.system or next(iter(self.rule.systems), "")
        self.settled.emit(CheckState.DONE, CheckEntry(trace=entry.trace, system=system))

    def _open(self, *, stopping: bool, trace: str = "") -> None:
        self.detail.open(self._record, stopping=stopping, trace=trace)
        settle_around(self)
        self.words.setFocus(Qt.FocusReason.OtherFocusReason)

    def _close(self) -> None:
        self.detail.hide()
        settle_around(self)
        self.row.setFocus(Qt.FocusReason.OtherFocusReason)

    def _keep(self, entry: CheckEntry, stopping: bool) -> None:
        self._close()
        self.settled.emit(CheckState.NOT_POSSIBLE if stopping else CheckState.DONE, entry)

    def _note(self, record: CheckRecord) -> str:
        trace = {"found": "Found.", "no_trace": "No trace."}.get(record.trace, "")
        where = " ".join(part for part in (record.system, record.reference) if part)
        return " ".join(part for part in (trace, record.result, f"({where})" if where else "") if part)

    def _trail(self, record: CheckRecord) -> str:
        if record.state is CheckState.OPEN:
            keys = "N F" if self.rule.search else "Space"
            return keys if self.rule.required else f"if needed: {keys}"
        when = time_of_day(record.at) if record.at else ""
        signed = f"{when} {record.by}".strip()
        return f"could not, {signed}" if record.state is CheckState.NOT_POSSIBLE else f"done {signed}"
