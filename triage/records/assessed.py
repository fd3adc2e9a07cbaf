"""THRIVE, earlier assessments and answers of the force's question sets, as parts of a record document and as rows."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from triage.models.assessment import EarlierAssessment
from triage.models.clock import london
from triage.models.draft import Draft
from triage.models.profile import Choice, Profile
from triage.models.questions import given, in_words
from triage.records.parts import AnswerPart, AssessmentPart, DecisionPart, Named, ThrivePart


def thrive_parts(words: Mapping[str, str], levels: Mapping[str, str], profile: Profile) -> tuple[ThrivePart, ...]:
    """In the order of the force's letters; words under a letter that the profile no longer has come last."""
    names = {letter.key: letter.name for letter in profile.thrive}
    order = [key for key in names if key in words] + [key for key in words if key not in names]
    return tuple(
        ThrivePart(
            key=key,
            name=names.get(key, key),
            words=words[key],
            level=named(levels[key], profile.risk_levels) if levels.get(key) else None,
        )
        for key in order
    )


def earlier_part(one: EarlierAssessment, profile: Profile) -> AssessmentPart:
    grade = profile.grade(one.grade)
    return AssessmentPart(
        by=one.by,
        at=one.at,
        ended_at=one.ended_at,
        why=one.why,
        overall_risk=named(one.overall_risk, profile.risk_levels) if one.overall_risk else None,
        grade=Named(key=one.grade, name=grade.name if grade else one.grade) if one.grade else None,
        thrive=thrive_parts(one.thrive, one.levels, profile),
    )


def answer_parts(draft: Draft, profile: Profile, kind: str) -> tuple[AnswerPart, ...]:
    """The answers that belong to a report of this kind; what is no longer asked stays in the draft and is not sent."""
    return tuple(
        AnswerPart(
            group=Named(key=group.key, name=group.name),
            key=question.key,
            question=question.text,
            value=value,
            words=in_words(question, value),
        )
        for group, question, value in given(profile, kind, draft.answers)
    )


def thrive_rows(decision: DecisionPart) -> Iterator[tuple[str, str]]:
    for letter in decision.thrive:
        yield letter.name, f"{letter.level.name}. {letter.words}" if letter.level else letter.words


def answer_rows(decision: DecisionPart) -> Iterator[tuple[str, str]]:
    return ((answer.question, answer.words) for answer in decision.answers)


def earlier_rows(decision: DecisionPart) -> Iterator[tuple[str, str]]:
    """One row for each earlier assessment: who, when, the grade and the words."""
    for one in decision.earlier:
        at = london(one.at or one.ended_at)
        graded = [part.name for part in (one.overall_risk, one.grade) if part]
        words = [f"{letter.name}: {letter.words}" for letter in one.thrive]
        yield f"{one.by}, {at:%d %b %Y %H:%M}", " · ".join((*graded, *words))


def named(key: str, choices: Iterable[Choice]) -> Named:
    return Named(key=key, name=next((choice.name for choice in choices if choice.key == key), key))
