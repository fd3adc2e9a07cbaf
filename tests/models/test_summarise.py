"""A report as one line of the queue."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from tests.builders import NOW, a_person, a_profile, a_report
from triage.models.answer import Answer, Moment
from triage.models.indicators import Assessment, RiskLevel
from triage.models.queue import Summary
from triage.models.report import Report, Submission
from triage.models.stage import Stage
from triage.models.summarise import summarise
from triage.models.things import Place

RAISED = Assessment(level=RiskLevel.RAISED, score=40, thrive={}, why=("A threat is reported",), marks=("Threat",))


def line(report: Report, **more: Any) -> Summary:
    told = {"etag": '"1-1"', "received_at": NOW} | more
    return summarise(report, RAISED, a_profile(), **told)


def sent(text: str, at: str | None) -> Submission:
    report = a_report()
    return Submission(submission_id=report.submission.submission_id, submitted=Moment(text=text, at=at))


def test_the_clocks_run_from_the_sending() -> None:
    summary = line(a_report())
    assert summary.submitted_at == NOW - timedelta(minutes=48)
    assert summary.first_look_by == summary.submitted_at + timedelta(minutes=45)
    assert summary.record_by == summary.submitted_at + timedelta(hours=24)
    assert (summary.attend_by, summary.due_at) == (None, summary.first_look_by)


def test_a_clock_ahead_of_ours_gains_no_time() -> None:
    summary = line(a_report(submission=sent("2027-01-01T00:00:00Z", "2027-01-01T00:00:00Z")))
    assert summary.first_look_by == NOW + timedelta(minutes=45)


@pytest.mark.parametrize("at", [None, "2026-11-20"])
def test_without_a_time_of_sending_the_receipt_counts(at: str | None) -> None:
    assert line(a_report(submission=sent("today", at))).submitted_at == NOW


def test_the_attendance_target_counts_once_graded() -> None:
    at = NOW - timedelta(minutes=30)
    assert line(a_report(), attend_by=at).due_at == at


def test_risk_goes_into_the_line() -> None:
    summary = line(a_report())
    assert (summary.risk, summary.rank, summary.score, summary.why, summary.marks) == (
        RiskLevel.RAISED, 1, 40, ("A threat is reported",), ("Threat",),
    )  # fmt: skip


def test_the_gist_is_one_short_safe_line() -> None:
    summary = line(a_report(narrative="My\nbike \u202ewas\t taken " + "and gone " * 60))
    assert summary.gist.startswith("My bike ‹RLO›was taken and")
    assert len(summary.gist) <= 140
    assert "\n" not in summary.gist


def test_the_place_is_the_town_of_the_incident() -> None:
    home = Place(key="l9", roles=("home of victim",), town="Elsewhere")
    incident = Place(key="l1", roles=("incident",), town="Aberwen", lines=("1 Secret Street",))
    assert line(a_report(places=(home, incident))).place == "Aberwen"


@pytest.mark.parametrize(("postcode", "shown"), [("AB1 2CD", "AB1"), ("ab12cd", "AB1"), ("SW1A1AA", "SW1A"), ("", "")])
def test_or_the_outward_half_of_the_postcode(postcode: str, shown: str) -> None:
    assert line(a_report(places=(Place(key="l1", roles=("incident",), postcode=postcode),))).place == shown


def involved(text: str) -> tuple[Answer, ...]:
    return (Answer(path="/data/attributes/howInvolvedInCrime", label="How involved", text=text, raw=text),)


@pytest.mark.parametrize(
    ("changes", "shown"),
    [
        ({}, "Victim"),
        ({"people": (a_person(anonymous=True),)}, "Anonymous"),
        ({"people": ()}, "Anonymous"),
        ({"people": (), "skeleton": True}, "Member of the public"),
        ({"answers": involved("Witness")}, "Witness"),
        ({"answers": involved("For a business or shop")}, "Business"),
        ({"people": (a_person(roles=("reporter",)),)}, "Member of the public"),
    ],
)
def test_the_reporter_is_a_kind_never_a_name(changes: dict[str, Any], shown: str) -> None:
    assert line(a_report(**changes)).reporter == shown


def test_the_title_is_the_profiles_word_for_the_kind() -> None:
    assert line(a_report(kind="theft", title="Old words")).title == "Theft"
    assert line(a_report(kind="unknown", title="Old words")).title == "Old words"


def test_the_state_at_the_gateway_is_taken_over() -> None:
    summary = line(a_report(), stage=Stage.CLAIMED, version=3, held_by="h1", delivery_count=2)
    assert (summary.stage, summary.version, summary.held_by, summary.delivery_count) == (Stage.CLAIMED, 3, "h1", 2)
