"""What pages of the board show of a report and of what was decided: names above their words."""

from __future__ import annotations

from PySide6.QtWidgets import QVBoxLayout, QWidget

from triage.models.report import Report
from triage.ui.contact.parts import caption
from triage.ui.theme import FontRole, Theme
from triage.ui.widgets.value_text import ValueText


def block(theme: Theme, name: str, words: str, role: FontRole = FontRole.BODY) -> QWidget:
    """A name above its words."""
    made = QWidget()
    column = QVBoxLayout(made)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(theme.space(0.25))
    told = ValueText(theme, role)
    told.set_text(words)
    for part in (caption(theme, name), told):
        column.addWidget(part)
    return made


def report_blocks(theme: Theme, report: Report) -> list[QWidget]:
    """What was reported, and who is in it."""
    words = report.narrative or "No words were written."
    parts = [block(theme, "What was reported", words, FontRole.READING)]
    if report.people:
        who = "\n".join(f"{', '.join(person.roles)}: {person.name}" for person in report.people)
        parts.append(block(theme, "People", who))
    return parts
