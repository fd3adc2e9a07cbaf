"""A scripted handler: fills in whatever the profile asks, so that a report can be sent without a window."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from triage.models.deciding import add_crime, default_incident
from triage.models.draft import CheckRecord, CheckState, Draft
from triage.models.grading import needs_grade_reason, suggested_grade
from triage.models.indicators import Assessment
from triage.models.profile import Outcome, Profile
from triage.models.questions import Question, answer_key, asked, fault_of, sets_for
from triage.models.report import Report

TRACE = "no_trace"
SAMPLES = {"text": "Scripted.", "list": "Scripted.", "date": "2026-11-19", "number": "1"}
"""An answer for each type of question that is not chosen from a list."""

REFERENCES = ("TC-20261120-0001", "CAD 1234 of 20NOV26", "77/12345/26", "1234567/26", "44260123456")
"""Ways in which forces write references (domain 6)."""


def fill(
    report: Report, draft: Draft, profile: Profile, *, assessment: Assessment | None, by: str, now: datetime
) -> Draft:
    """A complete draft that accepts the report as a crime (the widest outcome: both destinations get a record)."""
    outcome = _accepting(profile)
    grade = suggested_grade(assessment, profile) or profile.grades[-1]
    draft = replace(
        draft,
        checks=tuple(
            CheckRecord(key=rule.key, state=CheckState.DONE, result="checked", trace=TRACE, by=by, at=now)
            for rule in profile.checks_for(report.kind)
        ),
        thrive={letter.key: f"Considered: {letter.name.lower()}." for letter in profile.thrive},
        thrive_levels={letter.key: profile.risk_levels[0].key for letter in profile.thrive if letter.level},
        answers=_answers(report, profile),
        overall_risk=profile.risk_levels[0].key,
        grade=grade.key,
        grade_reason="Scripted." if needs_grade_reason(grade, assessment) else "",
        outcome=outcome.key,
        reason=profile.reasons[0].key if outcome.needs_reason else "",
        rationale="Scripted decision.",
    )
    draft = _with_incident(default_incident(report, draft, profile), profile)
    return _with_crime(draft, report, profile) if not draft.crimes else draft


def _answers(report: Report, profile: Profile) -> dict[str, str]:
    """Every question that is asked, answered; an answer may bring up the next question."""
    answers: dict[str, str] = {}
    for group in sets_for(profile, report.kind):
        while left := [one for one in asked(group, answers) if answer_key(group, one) not in answers]:
            answers |= {answer_key(group, one): _answer(one, profile) for one in left}
    return answers


def _answer(question: Question, profile: Profile) -> str:
    """The last choice, or a sample that the question takes."""
    if options := question.options():
        return options[-1][0]
    samples = REFERENCES if question.pattern else (SAMPLES[question.type],)
    return next((one for one in samples if not fault_of(question, one, profile.reference_patterns)), "")


def _accepting(profile: Profile) -> Outcome:
    return next(outcome for outcome in profile.outcomes if "crimes" in outcome.deliverables)


def _with_incident(draft: Draft, profile: Profile) -> Draft:
    if draft.incident.category:
        return draft
    return replace(draft, incident=replace(draft.incident, category=profile.incident_categories[0].key))


def _with_crime(draft: Draft, report: Report, profile: Profile) -> Draft:
    kind = profile.kind(report.kind)
    code = kind.suggested_crimes[0] if kind and kind.suggested_crimes else profile.crime_classes[0].code
    draft = add_crime(draft, code, report)
    line = draft.crimes[-1]
    if line.victim is None and report.people:
        draft = replace(draft, crimes=(*draft.crimes[:-1], replace(line, victim=report.people[0].key)))
    return draft
