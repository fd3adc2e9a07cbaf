"""The form of the decide column: its sections in the order of the work, and how the focus goes from one to the next."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget

from triage.ui.decide.advice import AdviceSection
from triage.ui.decide.checks import ChecksSection
from triage.ui.decide.crimes import CrimesSection
from triage.ui.decide.grade import GradeSection
from triage.ui.decide.incident import IncidentSection
from triage.ui.decide.lookups import LookupsSection
from triage.ui.decide.needed import NeededSection
from triage.ui.decide.outcome import OutcomeSection
from triage.ui.decide.preview import PreviewSection
from triage.ui.decide.questions import QuestionsSection
from triage.ui.decide.rationale import RationaleSection
from triage.ui.decide.risk import RiskSection
from triage.ui.decide.section import Section
from triage.ui.decide.seen import SeenSection
from triage.ui.decide.thrive import ThriveSection
from triage.ui.decide.work import Work
from triage.ui.icons import Icons
from triage.ui.theme import Theme
from triage.ui.widgets.scroll_column import settle_around

_FIELDS = {
    "checks": "checks",
    "questions": "questions",
    "thrive": "thrive",
    "overall_risk": "risk",
    "grade": "grade",
    "grade_reason": "grade",
    "crimes": "crimes",
    "incident": "incident",
    "advice": "advice",
    "outcome": "outcome",
    "reason": "outcome",
    "rationale": "rationale",
}
"""Field of a problem → section that has it."""


class DecideForm(QWidget):
    """Signals: ``edited(Edit)``; ``wanted(field)``: a problem's line was pressed; ``field_left()``: focus moved on;
    ``focus_went()``: it moved into, within or out of the form."""

    edited = Signal(object)
    wanted = Signal(str)
    field_left = Signal()
    focus_went = Signal()

    def __init__(
        self, theme: Theme, icons: Icons, author: str, now: Callable[[], datetime], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.checks = ChecksSection(theme, author, now)
        self.seen = SeenSection(theme)
        self.lookups = LookupsSection(theme, now)
        self.questions = QuestionsSection(theme, now)
        self.thrive = ThriveSection(theme, author, now)
        self.risk = RiskSection(theme, author, now)
        self.grade = GradeSection(theme, author, now)
        self.crimes = CrimesSection(theme, icons)
        self.incident = IncidentSection(theme)
        self.advice = AdviceSection(theme)
        self.outcome = OutcomeSection(theme, icons)
        self.rationale = RationaleSection(theme)
        self.needed = NeededSection(theme)
        self.preview = PreviewSection(theme)
        self.sections: dict[str, Section] = {section.name: section for section in self._in_order()}
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.space(3.5))
        for section in self.sections.values():
            column.addWidget(section)
            section.edited.connect(self.edited)
        column.addStretch(1)
        self._connect()

    def _in_order(self) -> tuple[Section, ...]:
        return (
            self.checks,
            self.seen,
            self.lookups,
            self.questions,
            self.thrive,
            self.risk,
            self.grade,
            self.crimes,
            self.incident,
            self.advice,
            self.outcome,
            self.rationale,
            self.needed,
            self.preview,
        )

    def _connect(self) -> None:
        self.checks.done.connect(self._after_checks)
        self.questions.done.connect(self.thrive.focus_first)
        self.thrive.done.connect(self.risk.focus_first)
        self.risk.done.connect(self.grade.focus_first)
        self.grade.done.connect(self.crimes.focus_first)
        self.crimes.done.connect(self._after_crimes)
        self.incident.done.connect(self.advice.focus_first)
        self.advice.done.connect(self.outcome.focus_first)
        self.outcome.done.connect(self._after_outcome)
        self.needed.wanted.connect(self.wanted)
        app = QApplication.instance()
        if isinstance(app, QApplication):
            app.focusChanged.connect(self._focus_moved)

    def show_work(self, work: Work) -> None:
        for section in self.sections.values():
            section.show_work(work)

    def focus_section(self, name: str) -> bool:
        """Focus where a person begins in this section; False when there is none of that name."""
        section = self.sections.get(name)
        if section is not None:
            section.focus_first()
        return section is not None

    def focus_field(self, field: str) -> bool:
        """Focus a problem's field ("thrive/threat", "grade_reason"); False when it is not in this column."""
        head, _, part = field.strip("/").partition("/")
        name = _FIELDS.get(head)
        if name is None:
            return False
        self.sections[name].focus_part("reason" if head in ("grade_reason", "reason") else part)
        return True

    def is_at(self, field: str) -> bool:
        """Whether the focus is in a problem's field already."""
        head, _, part = field.strip("/").partition("/")
        focused = QApplication.focusWidget()
        return head in _FIELDS and focused is not None and self.sections[_FIELDS[head]].holds(part, focused)

    def _after_checks(self) -> None:
        """What the force asks about this kind of report, when it asks anything."""
        (self.questions if self.questions.is_asked else self.thrive).focus_first()

    def _after_crimes(self) -> None:
        """Without a crime the outcome comes next; its digits need a place outside text fields."""
        self.outcome.focus_first()

    def _after_outcome(self) -> None:
        """What the chosen outcome still lacks, else the words that are always the person's own."""
        fields = [problem.field for problem in self.needed.problems]
        own = ("incident", "reason", "outcome/")
        missing = next((field for field in fields if field.startswith(own)), None)
        if missing is None or not self.focus_field(missing):
            self.rationale.focus_first()

    def _focus_moved(self, before: QWidget | None, now: QWidget | None) -> None:
        if before is not None and self.isAncestorOf(before):
            self.field_left.emit()
        inside = now if now is not None and self.isAncestorOf(now) else None
        self.checks.show_prompt(inside)
        self.questions.show_focus(inside)
        self.thrive.show_focus(inside)
        if inside is not None or (before is not None and self.isAncestorOf(before)):
            settle_around(self)
            self.focus_went.emit()
