"""Grades against what was suggested and what people set before: the difference, its reason, when it needs approval.

Sources: HMICFRS (incidents downgraded without reassessment or supervision: a lower grade needs a fresh assessment, a
reason and, by policy, a supervisor); design desk.md (approval only for drops from a grade a person set or a strong hit,
and it never blocks recording).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal, Protocol

from triage.models.assessment import EarlierAssessment, SetGrade
from triage.models.draft import Draft
from triage.models.indicators import Assessment
from triage.models.profile import Grade, Profile

ROLE_ORDER = ("emergency", "priority", "scheduled", "appointment", "none")
"""Grade roles, most urgent first."""
Against = Literal["person", "strong_hit", "suggestion"]


class Graded(Protocol):
    """As much of a draft as its downgrade depends on."""

    @property
    def grade(self) -> str: ...
    @property
    def set_grades(self) -> Sequence[SetGrade]: ...


class Strong(Protocol):
    """As much of an indicator."""

    @property
    def strength(self) -> float: ...


class Weighed(Protocol):
    """As much of an assessment."""

    @property
    def min_grade(self) -> str: ...
    @property
    def indicators(self) -> Sequence[Strong]: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Drop:
    """The chosen grade is less urgent than ``before``. ``against``: what stands against it; ``by``: who set it."""

    before: Grade
    after: Grade
    against: Against
    by: str = ""
    at: datetime | None = None

    @property
    def is_downgrade(self) -> bool:
        """Whether the downgrade rule applies: a person's grade or a strong sign is overruled."""
        return self.against != "suggestion"

    @property
    def words(self) -> str:
        """ "Scheduled is below Emergency, which K. Shah set." """
        why = {
            "person": f", which {self.by} set" if self.by else ", which was set before",
            "strong_hit": ", which a strong sign suggests",
            "suggestion": ", which is suggested",
        }[self.against]
        return f"{self.after.name} is below {self.before.name}{why}."


def suggested_grade(assessment: Weighed | None, profile: Profile) -> Grade | None:
    """The grade that the risk sense would accept at least; None when it suggests nothing."""
    if assessment is None or assessment.min_grade == "none":
        return None
    return next((grade for grade in profile.grades if grade.role == assessment.min_grade), None)


def needs_grade_reason(grade: Grade, assessment: Weighed | None) -> bool:
    """Whether ``grade`` is less urgent than suggested, so that a reason must be given."""
    if assessment is None or assessment.min_grade == "none" or grade.role not in ROLE_ORDER:
        return False
    return ROLE_ORDER.index(grade.role) > ROLE_ORDER.index(assessment.min_grade)


def drop_of(draft: Graded, profile: Profile, assessment: Weighed | None) -> Drop | None:
    """What the chosen grade falls below, the gravest first: a person's grade, a strong hit, a mere suggestion."""
    chosen = profile.grade(draft.grade)
    if chosen is None:
        return None
    earlier = [
        (one, grade) for one in draft.set_grades if (grade := profile.grade(one.grade)) and _below(chosen, grade)
    ]
    if earlier:
        one, grade = min(earlier, key=lambda found: _rank(found[1]))
        return Drop(before=grade, after=chosen, against="person", by=one.by, at=one.at)
    suggestion = suggested_grade(assessment, profile)
    if suggestion is None or assessment is None or not needs_grade_reason(chosen, assessment):
        return None
    strong = any(hit.strength >= profile.downgrade.strong for hit in assessment.indicators)
    return Drop(before=suggestion, after=chosen, against="strong_hit" if strong else "suggestion")


def needs_approval(draft: Draft, profile: Profile, assessment: Assessment | None) -> bool:
    drop = drop_of(draft, profile, assessment)
    return profile.downgrade.approval and drop is not None and drop.is_downgrade


def approval_words(draft: Draft, profile: Profile, assessment: Assessment | None) -> str:
    """What a supervisor is asked to approve, in a line; "" when nothing is."""
    drop = drop_of(draft, profile, assessment)
    if drop is None or not needs_approval(draft, profile, assessment):
        return ""
    return f"{drop.words} {draft.grade_reason}".strip()


def needs_fresh_assessment(draft: Draft, drop: Drop | None) -> bool:
    """Whether a person's grade is lowered on the old words: THRIVE was not made afresh since it was set."""
    if drop is None or drop.against != "person" or drop.at is None:
        return False
    return not any(one.ended_at >= drop.at for one in draft.earlier)


def set_grade(draft: Draft, key: str, *, by: str, now: datetime) -> Draft:
    """Another grade; the reason of the old one does not carry over, and another person's grade is remembered."""
    if draft.grade == key:
        return draft
    before = draft.set_grades
    if draft.grade and draft.graded_by and draft.graded_by != by:
        before = (*before, SetGrade(grade=draft.grade, by=draft.graded_by, at=now))
    return replace(draft, grade=key, grade_reason="", graded_by=by if key else "", set_grades=before)


def assess_again(draft: Draft, *, by: str, now: datetime, why: str = "") -> Draft:
    """A new assessment: the words so far stay readable as an earlier one, and every letter is written afresh."""
    ended = EarlierAssessment(
        by=draft.assessed_by or by,
        at=draft.assessed_at,
        ended_at=now,
        thrive=draft.thrive,
        levels=draft.thrive_levels,
        overall_risk=draft.overall_risk,
        grade=draft.grade,
        grade_reason=draft.grade_reason,
        why=why,
    )
    before = draft.set_grades
    if draft.grade:
        before = (*before, SetGrade(grade=draft.grade, by=draft.graded_by or draft.assessed_by or by, at=now))
    return replace(
        draft, earlier=(*draft.earlier, ended), set_grades=before, thrive={}, thrive_levels={}, overall_risk="",
        grade="", grade_reason="", graded_by="", assessed_by="", assessed_at=None,
    )  # fmt: skip


def _below(chosen: Grade, other: Grade) -> bool:
    return _rank(chosen) > _rank(other)


def _rank(grade: Grade) -> int:
    return ROLE_ORDER.index(grade.role) if grade.role in ROLE_ORDER else len(ROLE_ORDER)
