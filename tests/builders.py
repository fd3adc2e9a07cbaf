"""Readable things to test with: each builder gives a whole, valid object; name only what matters to the test.

All people, places and numbers are invented or reserved for fiction.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from triage.models.answer import Moment
from triage.models.deciding import deliverables
from triage.models.decision import Decision
from triage.models.delivery import Delivery
from triage.models.draft import CheckRecord, CheckState, CrimeLine, Draft, IncidentLine
from triage.models.ids import OpId, PersonKey, ReportId, SubmissionId, report_id_for
from triage.models.indicators import RiskLevel
from triage.models.operation import Operation, OpKind
from triage.models.person import Contact, Person
from triage.models.profile import (
    CheckRule,
    Choice,
    CrimeClass,
    Destination,
    Force,
    Grade,
    Outcome,
    Profile,
    ReportKind,
    ThriveLetter,
)
from triage.models.queue import Summary
from triage.models.report import Report, Submission, When
from triage.models.stage import Stage
from triage.models.things import Attachment, Place, PropertyItem, Vehicle
from triage.models.views import OutboxLine, QueueRow

FORCE = "77"
NOW = datetime(2026, 11, 20, 6, 0, tzinfo=UTC)


def a_profile(**changes: Any) -> Profile:
    """A small force: two grades, two THRIVE letters, crime and incident, two destinations."""
    made = Profile(
        version="test-1",
        force=Force(id=FORCE, name="Training Constabulary"),
        grades=(
            Grade(key="emergency", name="Emergency", role="emergency", target_minutes=15),
            Grade(key="scheduled", name="Scheduled", role="scheduled", target_minutes=1440),
        ),
        thrive=(
            ThriveLetter(key="threat", name="Threat", prompt="Is anybody in danger now?"),
            ThriveLetter(key="harm", name="Harm", prompt="What harm was done?"),
        ),
        risk_levels=(Choice(key="low", name="Low"), Choice(key="high", name="High")),
        outcomes=(
            Outcome(
                key="crime", name="Accept as crime", digit="1", deliverables=("incident", "crimes"), needs_crime=True
            ),
            Outcome(key="incident", name="Accept as incident", digit="2", deliverables=("incident",), no_crime=True),
        ),
        reasons=(Choice(key="civil", name="Civil matter"),),
        crime_classes=(
            CrimeClass(code="44", name="Theft of pedal cycle", per="incident", counting="One crime for each theft"),
            CrimeClass(code="105A", name="Assault without injury", per="victim", counting="One crime for each victim"),
        ),
        incident_categories=(Choice(key="transport", name="Transport"), Choice(key="safety", name="Public safety")),
        qualifiers=(Choice(key="youth", name="Youth"),),
        advice=(Choice(key="lock", name="How to lock a cycle"),),
        checks=(CheckRule(key="repeat", name="Repeat caller or household"),),
        kinds=(ReportKind(key="theft", name="Theft"),),
        destinations=(
            Destination(
                key="control",
                name="Command and control",
                connector="records-rest",
                url="${CONTROL_URL}",
                takes=("incident",),
            ),
            Destination(
                key="crime", name="Crime records", connector="records-rest", url="${CRIME_URL}", takes=("crime",)
            ),
        ),
        reference_patterns={},
    )
    return replace(made, **changes)


def a_report(number: int = 1, **changes: Any) -> Report:
    """A stolen bicycle with a victim, a place, a vehicle, a stolen thing and a picture."""
    submission = SubmissionId(f"00000000-0000-4000-8000-{number:012d}")
    made = Report(
        report_id=ReportId(report_id_for(FORCE, submission)),
        submission=Submission(
            submission_id=submission,
            force=FORCE,
            source="SingleOnlineHome",
            category="OCR",
            subcode="TH1",
            customer_reference=f"TYA-{number}-26-0100-000",
            submitted=Moment(text="2026-11-20T05:12:00Z", at="2026-11-20T05:12:00Z"),
        ),
        kind="theft",
        title="Theft",
        narrative="My bike was taken from outside the baths. The lock was cut.",
        when=When(start=Moment(text="19/11/2026", at="2026-11-19"), exact=False),
        people=(a_person(),),
        places=(
            Place(
                key="l1",
                roles=("incident",),
                lines=("Orme Baths", "1 Example Street"),
                town="Aberwen",
                postcode="AB1 2CD",
            ),
        ),
        vehicles=(Vehicle(key="v1", roles=("suspect's",), registration="TE57 VRM", make="Example", colour="Red"),),
        property_items=(PropertyItem(key="i1", roles=("stolen",), kind="Bicycle", value="450"),),
        attachments=(Attachment(number=1, name="lock.jpg", media_type="image/jpeg", size=3, sha256="ab" * 32),),
    )
    return replace(made, **changes)


def a_person(key: str = "p1", **changes: Any) -> Person:
    made = Person(
        key=PersonKey(key),
        roles=("reporter", "victim"),
        given="Dilys",
        surname="Probart",
        born="1980-02-29",
        contacts=(
            Contact(kind="phone", value="07700 900123", safe=True),
            Contact(kind="email", value="dilys@example.com"),
        ),
        place_key="l1",
    )
    return replace(made, **changes)


def a_draft(report: Report, **changes: Any) -> Draft:
    """A draft that can be sent by `a_profile`: an incident and one crime."""
    made = Draft(
        report_id=report.report_id,
        base_version=report.version,
        revision=3,
        checks=(CheckRecord(key="repeat", state=CheckState.DONE, result="Nothing", trace="no_trace", by="h1", at=NOW),),
        thrive={"threat": "None now", "harm": "Loss of a bicycle"},
        overall_risk="low",
        grade="scheduled",
        crimes=(CrimeLine(key="crime-1", class_code="44", victim=PersonKey("p1"), place_key="l1", principal=True),),
        incident=IncidentLine(category="transport", qualifiers=("youth",)),
        advice=("lock",),
        outcome="crime",
        rationale="Balance of probability: a theft. No immediate risk.",
    )
    return replace(made, **changes)


def a_decision(report: Report, draft: Draft | None = None, profile: Profile | None = None, **changes: Any) -> Decision:
    """The draft (default `a_draft`) as handler h1 signed it."""
    draft, profile = draft or a_draft(report), profile or a_profile()
    made = Decision(
        report_id=report.report_id,
        report_version=report.version,
        author="h1",
        author_name="Handler One",
        decided_at=NOW,
        profile_version=profile.version,
        draft=draft,
        deliverables=deliverables(draft, profile),
    )
    return replace(made, **changes)


def a_summary(number: int = 1, **changes: Any) -> Summary:
    """A routine line of the queue, due in 38 minutes."""
    made = Summary(
        report_id=report_id_for(FORCE, f"00000000-0000-4000-8000-{number:012d}"),
        etag=f'"{number}-1"',
        version=1,
        kind="theft",
        title="Theft",
        place="Aberwen",
        gist="my bike was taken from outside the baths, the lock was cut",
        reporter="Victim",
        customer_reference=f"TYA-{number}-26-0100-000",
        submitted_at=NOW - timedelta(minutes=7),
        received_at=NOW - timedelta(minutes=7),
        stage=Stage.INCOMING,
        risk=RiskLevel.ROUTINE,
        rank=2,
        score=10,
        first_look_by=NOW + timedelta(minutes=38),
        record_by=NOW + timedelta(hours=23, minutes=53),
        due_at=NOW + timedelta(minutes=38),
    )
    return replace(made, **changes)


def a_row(number: int = 1, *, row: dict[str, Any] | None = None, **summary: Any) -> QueueRow:
    """A queue row nobody holds; ``row`` changes the row itself, the rest its summary."""
    made = QueueRow(summary=a_summary(number, **summary), stage=Stage.INCOMING)
    return replace(made, **(row or {}))


def an_outbox_line(number: int = 1, *, report: int | None = None, title: str = "Shoplifting", **op: Any) -> OutboxLine:
    """A line of the outbox that waits to record at Crime; ``report`` names its report, ``op`` changes the operation."""
    report_id = report_id_for(FORCE, f"s-{number if report is None else report}")
    operation = Operation(
        seq=number,
        op_id=OpId(f"op-{number}"),
        report_id=report_id,
        kind=OpKind.CREATE,
        destination="crime",
        status=Delivery.QUEUED,
        created_at=NOW - timedelta(minutes=5),
        created_by="handler-1",
    )
    return OutboxLine(
        operation=replace(operation, **op),
        title=title,
        customer_reference=f"TYA-77-26-{number:04}-000",
        report_id=report_id,
    )
