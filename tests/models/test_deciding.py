"""From a draft to a decision: what is needed, what is delivered, what is suggested."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.builders import NOW, a_draft, a_person, a_profile, a_report
from triage.models import codec
from triage.models.deciding import (
    add_crime,
    decide,
    default_incident,
    deliverables,
    outcome_by_digit,
    problems,
    remove_crime,
)
from triage.models.decision import Decision
from triage.models.draft import CheckRecord, CheckState, Draft, IncidentLine, empty_draft
from triage.models.errors import InputError
from triage.models.grading import needs_grade_reason, suggested_grade
from triage.models.indicators import Assessment, RiskLevel
from triage.models.profile import Grade, ReportKind

EMERGENCY = Assessment(level=RiskLevel.HIGH, score=90, thrive={}, min_grade="emergency")


def fields(draft: Draft, **profile: object) -> list[str]:
    return [problem.field for problem in problems(a_report(), draft, a_profile(**profile))]


def test_a_complete_draft_has_no_problem() -> None:
    assert fields(a_draft(a_report())) == []


def test_an_empty_draft_is_asked_for_everything_in_the_order_of_the_screen() -> None:
    report = a_report()
    assert fields(empty_draft(report.report_id, 1)) == [
        "checks/repeat",
        "thrive/threat",
        "thrive/harm",
        "overall_risk",
        "grade",
        "outcome",
        "rationale",
    ]


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"thrive": {"threat": "  ", "harm": "some"}}, "thrive/threat"),
        ({"grade": "nonsense"}, "grade"),
        ({"crimes": ()}, "crimes"),
        ({"incident": IncidentLine(category="nonsense")}, "incident"),
        ({"rationale": "\n"}, "rationale"),
        ({"checks": (CheckRecord(key="repeat", state=CheckState.NOT_POSSIBLE),)}, "checks/repeat"),
    ],
)
def test_one_thing_missing_is_named(changes: dict[str, object], field: str) -> None:
    assert fields(replace(a_draft(a_report()), **changes)) == [field]  # type: ignore[arg-type]


def test_a_check_that_could_not_be_done_is_enough_when_it_says_why() -> None:
    check = CheckRecord(key="repeat", state=CheckState.NOT_POSSIBLE, result="Records system is down")
    assert fields(a_draft(a_report(), checks=(check,))) == []


def test_an_outcome_without_crimes_refuses_crime_lines() -> None:
    assert fields(a_draft(a_report(), outcome="incident")) == ["crimes"]


def test_a_crime_per_victim_asks_who_the_victim_is() -> None:
    report = a_report(people=(a_person("p1"), a_person("p2")))
    draft = add_crime(a_draft(report, crimes=()), "105A", report)
    assert [problem.field for problem in problems(report, draft, a_profile())] == ["crimes/crime-1"]


def test_a_grade_below_the_suggested_one_needs_a_reason() -> None:
    draft, report = a_draft(a_report(), grade="scheduled"), a_report()
    assert [p.field for p in problems(report, draft, a_profile(), EMERGENCY)] == ["grade_reason"]
    reasoned = replace(draft, grade_reason="He has been arrested.")
    assert problems(report, reasoned, a_profile(), EMERGENCY) == ()


def test_a_grade_at_or_above_the_suggested_one_needs_none() -> None:
    assert not needs_grade_reason(Grade(key="e", name="E", role="emergency"), EMERGENCY)
    assert not needs_grade_reason(Grade(key="s", name="S", role="scheduled"), None)


def test_the_suggested_grade_is_the_one_with_that_role() -> None:
    suggested = suggested_grade(EMERGENCY, a_profile())
    assert suggested is not None
    assert suggested.key == "emergency"
    assert suggested_grade(replace(EMERGENCY, min_grade="none"), a_profile()) is None


def test_a_crime_yields_one_incident_and_one_deliverable_each() -> None:
    report = a_report()
    draft = add_crime(a_draft(report), "105A", report)
    made = deliverables(draft, a_profile())
    assert [(one.key, one.destination) for one in made] == [
        ("incident", "control"),
        ("crime-1", "crime"),
        ("crime-2", "crime"),
    ]


def test_a_profile_without_destination_is_named_not_guessed() -> None:
    with pytest.raises(InputError, match="destination"):
        deliverables(a_draft(a_report()), a_profile(destinations=()))


def test_add_crime_fills_in_the_only_victim_and_scene() -> None:
    report = a_report()
    line = add_crime(a_draft(report, crimes=()), "44", report).crimes[0]
    assert (line.victim, line.place_key, line.principal) == ("p1", "l1", True)


def test_removing_the_principal_crime_hands_the_mark_on() -> None:
    report = a_report()
    draft = remove_crime(add_crime(a_draft(report), "105A", report), "crime-1")
    assert [(line.key, line.principal) for line in draft.crimes] == [("crime-2", True)]


def test_a_removed_crime_s_key_is_not_used_again_for_a_later_one() -> None:
    report = a_report()
    two = add_crime(a_draft(report), "105A", report)
    assert add_crime(remove_crime(two, "crime-1"), "44", report).crimes[-1].key == "crime-3"


def test_the_kind_opens_the_incident_category_but_never_replaces_a_choice() -> None:
    profile = a_profile(kinds=(ReportKind(key="theft", name="Theft", incident_category="safety"),))
    report = a_report()
    opened = default_incident(report, a_draft(report, incident=IncidentLine()), profile)
    assert opened.incident.category == "safety"
    assert default_incident(report, a_draft(report), profile).incident.category == "transport"


def test_deciding_signs_the_draft() -> None:
    report = a_report()
    made = decide(report, a_draft(report), a_profile(), author="h1", author_name="Handler One", now=NOW)
    assert (made.author, made.report_version, made.profile_version) == ("h1", 1, "test-1")
    assert codec.decode(Decision, codec.encode(made)) == made


def test_deciding_too_early_names_every_field_and_signs_nothing() -> None:
    report = a_report()
    with pytest.raises(InputError) as refused:
        decide(report, empty_draft(report.report_id, 1), a_profile(), author="h1", author_name="H", now=NOW)
    assert "grade" in {error.pointer for error in refused.value.errors}


def test_outcomes_are_found_by_their_digit() -> None:
    found = outcome_by_digit(a_profile(), "2")
    assert found is not None
    assert found.key == "incident"
    assert outcome_by_digit(a_profile(), "9") is None
