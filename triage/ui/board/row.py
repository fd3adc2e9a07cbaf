"""A report of the board as a row: what a person reads, and what a screen reader says. No Qt."""

from __future__ import annotations

from dataclasses import dataclass

from triage.models.ids import ReportId
from triage.models.indicators import RiskLevel
from triage.ui.text import RISK_WORDS


@dataclass(frozen=True, slots=True, kw_only=True)
class BoardRow:
    """At the left ``what`` above ``note``, at the right ``figure`` above ``aside``, each with its tone.

    ``number``: which of the rows of one report, where a report may have several. ``whole``: what and note are wrapped,
    never cut.
    """

    report_id: ReportId
    risk: RiskLevel
    what: str
    note: str
    figure: str
    aside: str = ""
    tone: str = "text"
    aside_tone: str = "text_soft"
    number: int = 0
    whole: bool = False

    @property
    def key(self) -> str:
        """Which row it is, however it is sorted."""
        return f"{self.report_id}:{self.number}"

    @property
    def spoken(self) -> str:
        told = (f"Risk {RISK_WORDS[self.risk].lower()}", self.what, self.note, self.figure, self.aside)
        return ", ".join(part for part in told if part)
