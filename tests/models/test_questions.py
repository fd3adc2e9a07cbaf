"""Question sets and the downgrade rule, as pure rules."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.builders import NOW, a_decision, a_draft, a_profile, a_report
from triage.bench.handler import fill
from triage.models import codec
from triage.models.deciding import decide, problems
from triage.models.decision import Decision
from triage.models.draft import Draft, empty_draft
from triage.models.grading import (
    approval_words,
    assess_again,
    drop_of,
    needs_approval,
    needs_fresh_assessment,
    set_grade,
)
from triage.models.indicators import Assessment, Indicator, RiskLevel
from triage.models.profile import Downgrade
from triage.models.profile_file import default_profile
from triage.models.questions import Question, answer_key, asked, deadline_of, fault_of
from triage.models.questions import given as answers_given

PROFILE = default_profile()
KINDS = sorted({kind for group in PROFILE.questions for kind in group.kinds})


def hit(strength: float) -> Assessment:
    sign = Indicator(kind="threat", strength=strength, quote="", start=-1, end=-1, rule="r", why="w")
    return Assessment(level=RiskLevel.HIGH, score=90, indicators=(sign,), thrive={}, min_grade="emergency")


@pytest.mark.parametrize("kind", KINDS)
def test_every_shipped_set_can_be_answered_and_sent(kind: str) -> None:
    report = a_report(kind=kind)
    draft = fill(report, empty_draft(report.report_id, 1), PROFILE, assessment=None, by="h1", now=NOW)
    assert problems(report, draft, PROFILE) == ()
    assert [
        problem for problem in problems(report, replace(draft, answers={}), PROFILE) if "questions/" in problem.field
    ]


@given(
    st.dictionaries(st.sampled_from([answer_key(g, q) for g in PROFILE.questions for q in g.ask]), st.text(max_size=9))
)
def test_no_answers_break_anything_and_what_leaves_was_asked(answers: dict[str, str]) -> None:
    for kind in KINDS:
        problems(a_report(kind=kind), replace(empty_draft(a_report().report_id, 1), answers=answers), PROFILE)
        for group, question, value in answers_given(PROFILE, kind, answers):
            assert question in asked(group, answers)
            assert value == answers[answer_key(group, question)].strip()


@pytest.mark.parametrize(
    ("question", "value", "wrong"),
    [
        (Question(key="q", text="Q", type="number"), "12", False),
        (Question(key="q", text="Q", type="number"), "-1", True),
        (Question(key="q", text="Q", type="date"), "2026-11-31", True),
        (Question(key="q", text="Q", type="yes_no"), "unknown", True),
        (Question(key="q", text="Q", type="yes_no", unsure=True), "unknown", False),
        (Question(key="q", text="Q", type="text", pattern="crime"), "77/12/26", False),
        (Question(key="q", text="Q", type="text", pattern="crime"), "12", True),
    ],
)
def test_an_answer_that_cannot_be_read_is_named(question: Question, value: str, wrong: bool) -> None:
    assert bool(fault_of(question, value, {"crime": r"77/\d+/26"})) is wrong


def test_the_day_of_the_event_does_not_count_for_the_notice() -> None:
    when = Question(key="w", text="W", type="date", deadline_days=14, deadline="Notice by")
    assert deadline_of(when, "2026-11-19") == date(2026, 12, 3)
    assert deadline_of(when, "soon") is None


@pytest.mark.parametrize(("strength", "against"), [(0.9, "strong_hit"), (0.4, "suggestion")])
def test_only_a_strong_hit_or_a_person_makes_it_a_downgrade(strength: float, against: str) -> None:
    profile = a_profile(downgrade=Downgrade(approval=True))
    draft = a_draft(a_report(), grade="scheduled", grade_reason="He left.")
    drop = drop_of(draft, profile, hit(strength))
    assert drop is not None
    assert drop.against == against
    assert needs_approval(draft, profile, hit(strength)) is (against == "strong_hit")
    assert not needs_approval(draft, a_profile(), hit(strength))
    assert approval_words(draft, profile, hit(0.9)) == (
        "Scheduled is below Emergency, which a strong sign suggests. He left."
    )


def test_a_persons_grade_outlives_the_assessment_it_was_made_with() -> None:
    draft = a_draft(a_report(), grade="emergency", graded_by="K. Shah")
    taken_over = set_grade(draft, "scheduled", by="h1", now=NOW)
    drop = drop_of(taken_over, a_profile(), None)
    assert drop is not None
    assert (drop.against, drop.by) == ("person", "K. Shah")
    assert needs_fresh_assessment(taken_over, drop)
    again = set_grade(assess_again(draft, by="h1", now=NOW), "scheduled", by="h1", now=NOW + timedelta(minutes=1))
    drop = drop_of(again, a_profile(), None)
    assert drop is not None
    assert (drop.by, needs_fresh_assessment(again, drop)) == ("K. Shah", False)
    assert again.earlier[0].grade == "emergency"


def test_changing_ones_own_mind_is_no_downgrade() -> None:
    draft = set_grade(a_draft(a_report(), grade="", graded_by=""), "emergency", by="h1", now=NOW)
    assert drop_of(set_grade(draft, "scheduled", by="h1", now=NOW), a_profile(), None) is None


def test_the_decision_says_what_is_to_be_approved_and_older_ones_still_read() -> None:
    report = a_report()
    draft = a_draft(report, grade_reason="He left.")
    profile = a_profile(downgrade=Downgrade(approval=True))
    signed = decide(report, draft, profile, author="h1", author_name="H", now=NOW, assessment=hit(0.9))
    assert signed.approval.endswith("He left.")
    old = codec.builtins(a_decision(report))
    for key in ("answers", "thrive_levels", "assessed_by", "assessed_at", "graded_by", "earlier", "set_grades"):
        del old["draft"][key]
    del old["approval"]
    assert codec.convert(Decision, old).draft == codec.decode(Draft, codec.encode(a_draft(report)))
