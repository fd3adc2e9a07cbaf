"""What is still needed of the checks, THRIVE, the question sets and the grade, each a sentence with its field."""

from __future__ import annotations

from collections.abc import Iterator

from triage.models.decision import Problem
from triage.models.draft import CheckRecord, CheckState, Draft
from triage.models.grading import drop_of, needs_fresh_assessment
from triage.models.indicators import Assessment
from triage.models.profile import CheckRule, Profile, ThriveLetter
from triage.models.questions import answer_key, asked, fault_of, is_required, sets_for
from triage.models.report import Report
from triage.models.stage import Stage


def trace_problems(rule: CheckRule, record: CheckRecord) -> Iterator[Problem]:
    """A search ends in "found" or "no trace": done alone would not tell it from not searched."""
    if rule.search and record.state is CheckState.DONE and record.trace not in ("found", "no_trace"):
        yield Problem(field=f"checks/{rule.key}", words=f"Say what “{rule.name}” ended in: found, or no trace.")


def letter_level_problems(letter: ThriveLetter, draft: Draft, profile: Profile) -> Iterator[Problem]:
    if letter.level and draft.thrive_levels.get(letter.key) not in {level.key for level in profile.risk_levels}:
        yield Problem(field=f"thrive/{letter.key}/level", words=f"Choose a level for {letter.name}.")


def question_problems(report: Report, draft: Draft, profile: Profile) -> Iterator[Problem]:
    """Questions of the report's kind that are not answered, or not so that they can be read."""
    outcome = profile.outcome(draft.outcome)
    closing = outcome is not None and outcome.then == Stage.CLOSED.value
    for group in sets_for(profile, report.kind):
        for question in asked(group, draft.answers):
            value = draft.answers.get(answer_key(group, question), "").strip()
            field = f"questions/{answer_key(group, question)}"
            fault = fault_of(question, value, profile.reference_patterns)
            if fault:
                yield Problem(field=field, words=fault)
            elif not value and is_required(question, group, draft.answers, closing=closing):
                yield Problem(field=field, words=f"{group.name}: answer “{question.text}”")


def grade_problems(draft: Draft, profile: Profile, assessment: Assessment | None) -> Iterator[Problem]:
    if profile.grade(draft.grade) is None:
        yield Problem(field="grade", words="Choose a grade.")
        return
    drop = drop_of(draft, profile, assessment)
    if drop is not None and not draft.grade_reason.strip():
        yield Problem(field="grade_reason", words=f"{drop.words} Say why.")
    if drop is not None and needs_fresh_assessment(draft, drop):
        yield Problem(
            field="thrive/again", words=f"{drop.words} Assess again first: {drop.before.name} was set on these words."
        )
