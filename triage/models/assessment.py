"""Assessments over time: circumstances change, and THRIVE is then made afresh while the earlier one stays readable.

Source: domain 5 ("re-THRIVE" is kept as a new dated assessment); HMICFRS: a grade below an earlier one needs a fresh
assessment, a reason and, by policy, a supervisor.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class EarlierAssessment:
    """A finished assessment. ``by`` and ``at``: who wrote its last words, and when; ``ended_at``: when it was replaced.

    ``why``: what changed, in the words of whoever assessed again.
    """

    by: str
    at: datetime | None
    ended_at: datetime
    thrive: dict[str, str]
    levels: dict[str, str]
    overall_risk: str = ""
    grade: str = ""
    grade_reason: str = ""
    why: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SetGrade:
    """A grade that a person set before: in an earlier assessment, or whoever worked on the report before."""

    grade: str
    by: str
    at: datetime
