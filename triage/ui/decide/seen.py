"""Seen before: reports that may tell of the same incident, people and households that other reports tell of."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from triage.models.known import Seen, SeenLine, came_in, lines
from triage.models.report import Report
from triage.ui.decide.section import Section
from triage.ui.decide.work import Work
from triage.ui.theme import FontRole, Theme
from triage.ui.widgets import PlainLabel
from triage.ui.widgets.option_row import OptionRow
from triage.ui.widgets.own_keys import keeps_key
from triage.ui.widgets.rows import Rows
from triage.ui.widgets.scroll_column import settle_around

SHOWN = 5
"""Lines before “and N more”."""
OPENS = "Enter opens it to read."
ADDS = "B adds this report to it, and Ctrl+Z takes that back."
ADDS_SOME = "B adds this report to one that is recorded, and Ctrl+Z takes that back."
NAMES = "Not recorded yet, so nothing can be added to it. B names it in the rationale."


class SeenRow(QWidget):
    """One line: who or what, how sure, why, and in which report.

    Signals: ``opened(report_id)``, ``attached(report_id)``, ``named(words)``, ``step(by)``.
    """

    opened = Signal(str)
    attached = Signal(str)
    named = Signal(str)
    step = Signal(int)

    def __init__(self, theme: Theme, line: SeenLine, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.line = line
        source = f"{line.source[:1].upper()}{line.source[1:]}, {came_in(line)}."
        open_only = NAMES if line.recorded is False else ""
        note = " ".join(part for part in (line.evidence, source, open_only) if part)
        self.row = OptionRow(theme, line.title, note=note, trail=line.trail)
        self.row.setObjectName(f"seen:{line.key}")
        self.row.set_help(OPENS if open_only else f"{OPENS} {ADDS}")
        self.row.set_look(None, bold=line.strength == "strong")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.row)
        self.row.clicked.connect(lambda: self.opened.emit(line.report_id))
        self.row.step.connect(self.step)

    def event(self, event: QEvent) -> bool:
        """B on a line is its own, whatever it does elsewhere."""
        return keeps_key(event, self._attaching) or super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not self._attaching(event):
            super().keyPressEvent(event)
        elif self.line.recorded is False:
            self.named.emit(self.line.named)
        else:
            self.attached.emit(self.line.report_id)

    def _attaching(self, event: QKeyEvent) -> bool:
        return event.key() == Qt.Key.Key_B and not event.modifiers() and self.row.hasFocus()


class SeenSection(Section):
    """``opened(report_id)``: show the other report to read; ``attached(report_id)``: add this one to it;
    ``named(words)``: name it in the rationale, for it has no record to add to."""

    opened = Signal(str)
    attached = Signal(str)
    named = Signal(str)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(theme, "seen", "Seen before", "Ctrl+G", parent)
        self._seen: tuple[Seen | None, Report | None] = (None, None)
        self.rows: list[SeenRow] = []
        self._list = Rows(theme.space(0.5))
        self.state = PlainLabel(theme, "Looking through earlier reports…", FontRole.SMALL, "text_soft", wrap=True)
        self.body.addWidget(self._list)
        self.body.addWidget(self.state)

    def show_seen(self, seen: Seen | None, report: Report | None) -> None:
        """None: the answer is not there yet."""
        if (seen, report) == self._seen:
            return
        self._seen = (seen, report)
        found = lines(seen.related, report) if seen and seen.related and report else ()
        self.rows = [self._row(line) for line in found[:SHOWN]]
        self._list.fill(self.rows)
        self.header.set_trailing(_trailing(seen, len(found)), "text_soft")
        self.state.setText(_state(seen, found))
        settle_around(self)

    def refresh(self, work: Work) -> None:
        """Nothing of the draft is shown here."""

    def focus_first(self) -> None:
        if self.rows:
            self.rows[0].row.setFocus(Qt.FocusReason.ShortcutFocusReason)
        else:
            self.done.emit()

    def _row(self, line: SeenLine) -> SeenRow:
        row = SeenRow(self._theme, line)
        row.opened.connect(self.opened)
        row.attached.connect(self.attached)
        row.named.connect(self.named)
        row.step.connect(lambda by: self._step(row, by))
        return row

    def _step(self, row: SeenRow, by: int) -> None:
        at = self.rows.index(row) + by
        if 0 <= at < len(self.rows):
            self.rows[at].row.setFocus(Qt.FocusReason.TabFocusReason)


def _trailing(seen: Seen | None, found: int) -> str:
    if seen is None or seen.related is None:
        return ""
    return str(found) if found else "nothing"


def _state(seen: Seen | None, found: Sequence[SeenLine]) -> str:
    if seen is None:
        return "Looking through earlier reports…"
    if seen.related is None:
        return f"{seen.why} Search by hand, or open the report again once the gateway answers."
    if not found:
        return "No earlier report tells of these people, their households or this incident."
    more = f"And {len(found) - SHOWN} more that are less sure." if len(found) > SHOWN else ""
    return " ".join(part for part in (more, OPENS, _adds(found[:SHOWN])) if part)


def _adds(shown: Sequence[SeenLine]) -> str:
    """What B does, where it does the same on every line, or on which lines it adds."""
    if all(line.recorded is False for line in shown):
        return ""
    return ADDS_SOME if any(line.recorded is False for line in shown) else ADDS
