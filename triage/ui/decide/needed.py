"""What is still needed before the decision can be sent; each line goes to its field."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from triage.models.deciding import problems
from triage.models.decision import Problem
from triage.ui.decide.section import Section
from triage.ui.decide.work import Work
from triage.ui.theme import Theme
from triage.ui.widgets import PlainLabel
from triage.ui.widgets.option_row import OptionRow


class NeededSection(Section):
    """Signals: ``wanted(field)``: go to the field of a problem."""

    wanted = Signal(str)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(theme, "needed", "Still needed", parent=parent)
        self.problems: tuple[Problem, ...] = ()
        self.rows: list[OptionRow] = []
        self._ready = PlainLabel(theme, "Nothing. It can be sent.", tone="good")
        self._list = QVBoxLayout()
        self._list.setContentsMargins(0, 0, 0, 0)
        self._list.setSpacing(0)
        self.body.addWidget(self._ready)
        self.body.addLayout(self._list)

    def refresh(self, work: Work) -> None:
        found = problems(work.report, work.draft, work.profile, work.assessment)
        self._ready.setVisible(not found)
        self.header.set_trailing(str(len(found)) if found else "")
        if found == self.problems:
            return
        focused = next((at for at, row in enumerate(self.rows) if row.hasFocus()), None)
        self._follow(found)
        if focused is not None and self.rows:
            self.rows[min(focused, len(self.rows) - 1)].setFocus()

    def _follow(self, found: tuple[Problem, ...]) -> None:
        """Nearly every answer takes one line away: the others stay as they are, being made anew costs a frame."""
        before, known = self.rows, dict(zip(self.problems, self.rows, strict=True))
        self.problems, self.rows = found, []
        for at, problem in enumerate(found):
            row = known.pop(problem, None)
            if row is None:
                row = self._row(problem)
            if self._list.indexOf(row) != at:
                self._list.insertWidget(at, row)
                row.show()
            self.rows.append(row)
        for row in before:
            if row not in self.rows:
                row.hide()
                self._list.removeWidget(row)
                row.deleteLater()

    def focus_first(self) -> None:
        if self.rows:
            self.rows[0].setFocus()

    def _row(self, problem: Problem) -> OptionRow:
        row = OptionRow(self._theme, problem.words)
        row.set_look("open")
        row.setObjectName(f"needed:{problem.field}")
        row.clicked.connect(lambda: self.wanted.emit(problem.field))
        return row
