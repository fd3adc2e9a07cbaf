"""What can make a report risky, each hit pointing to the very words that made it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

LEAST_GRADES = ("none", "scheduled", "priority", "emergency")
"""Roles of grades that rules can ask for, the most urgent last."""


class RiskLevel(StrEnum):
    """The risk word of a report, worst first."""

    HIGH = "high"
    RAISED = "raised"
    ROUTINE = "routine"
    LOW = "low"

    @property
    def rank(self) -> int:
        """0 is worst; what queues sort by."""
        return list(RiskLevel).index(self)


@dataclass(frozen=True, slots=True, kw_only=True)
class Indicator:
    """One hit. ``start``/``end`` are character offsets into the narrative (-1 when a structured answer made it).

    ``strength`` runs from 0 to 1; ``path`` names the answer for a structured hit.
    """

    kind: str
    strength: float
    quote: str
    start: int
    end: int
    rule: str
    why: str
    path: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Assessment:
    """What the risk sense made of one report. It only ever suggests; people grade.

    ``min_grade`` is the least urgent grade role it would accept, of `LEAST_GRADES`.
    ``why``: short reasons for the queue row, strongest first. ``marks``: small words for the row
    ("Child", "Weapon", "Hate", "Repeat").
    """

    level: RiskLevel
    score: int
    indicators: tuple[Indicator, ...] = ()
    thrive: dict[str, tuple[str, ...]]
    min_grade: str = "none"
    why: tuple[str, ...] = ()
    marks: tuple[str, ...] = ()
    pack: str = ""
