"""The reports behind one number: two lines for each, the slowest first; pressing one opens it."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from triage.models.clock import london
from triage.models.compliance import FiguredReport, FiguredReports
from triage.models.compliance_words import grade_words, kind_words, time_words
from triage.models.ids import ReportId
from triage.models.profile import Profile
from triage.models.visible import visible
from triage.ui.board.row_list import REPORT
from triage.ui.text import count
from triage.ui.theme import FontRole, Theme
from triage.ui.widgets import PlainLabel
from triage.ui.widgets.option_row import OptionRow
from triage.ui.widgets.rows import Rows

MOST = 200
"""Lines on the screen; the export and narrower figures lead to more."""


class Behind(QWidget):
    """``opened(report_id)``."""

    opened = Signal(str)

    def __init__(self, theme: Theme, profile: Profile, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme, self._profile = theme, profile
        self.setObjectName("figures-behind")
        self._head = PlainLabel(theme, "", FontRole.HEADING, wrap=True)
        self._note = PlainLabel(theme, "", tone="text_soft", wrap=True)
        self.rows = Rows(theme.space(0.5))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.space(1.5))
        for part in (self._head, self._note, self.rows):
            column.addWidget(part)
        self.hide()

    def show_reports(self, name: str, told: FiguredReports, references: Mapping[ReportId, str]) -> None:
        """``name``: which number they are behind; ``references``: what people call those that are in the queue."""
        self._head.setText(f"{name}: {count(told.count, 'report')}")
        shown = told.items[:MOST]
        more = told.count - len(shown)
        words = "" if told.count else "No report is behind this number."
        self._note.setText(f"The {len(shown)} slowest of {told.count:,} are shown." if more else words)
        self._note.setVisible(bool(more or words))
        self.rows.fill([self._line(one, references.get(one.report_id, "")) for one in shown])
        self.show()

    def focus_first(self) -> None:
        first = next(iter(self.rows.findChildren(OptionRow)), None)
        if first is not None:
            first.setFocus(Qt.FocusReason.OtherFocusReason)

    def _step(self, line: OptionRow, by: int) -> None:
        """An arrow: to the next line that can be opened."""
        lines = [one for one in self.rows.findChildren(OptionRow) if one.isEnabled()]
        at = lines.index(line) + by
        if 0 <= at < len(lines):
            lines[at].setFocus(Qt.FocusReason.TabFocusReason if by > 0 else Qt.FocusReason.BacktabFocusReason)

    def _line(self, one: FiguredReport, reference: str) -> QWidget:
        grade = grade_words(one.grade, self._profile)
        what = f"{kind_words(one.kind, self._profile)}, {grade.lower() if not one.grade else grade}"
        came = f"Received {london(one.received_at):%d/%m/%Y %H:%M}"
        steps = (("looked at", one.looked), ("decided", one.decided), ("recorded", one.recorded))
        took = [f"{name} after {time_words(seconds)}" for name, seconds in steps if seconds is not None]
        note = "; ".join([came, *took]) if took else f"{came}; nobody has taken it yet"
        if one.restricted:
            hidden = OptionRow(self._theme, f"Restricted  {what}", note=note)
            hidden.setEnabled(False)
            return hidden
        line = OptionRow(self._theme, visible(f"{reference or one.report_id[:8]}  {what}"), note=note)
        line.setObjectName(f"figured:{one.report_id}")
        line.setProperty(REPORT, one.report_id)
        line.clicked.connect(lambda: self.opened.emit(one.report_id))
        line.step.connect(lambda by: self._step(line, by))
        return line
