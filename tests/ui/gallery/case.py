"""An invented report of stalking, with everything that the report and decide columns can show."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from tests.builders import NOW, a_person, a_report
from triage.insight.risk.assess import assess
from triage.models.answer import Answer, Gap, Moment
from triage.models.decision import Reference
from triage.models.delivery import Delivery, HeldBecause
from triage.models.draft import CheckRecord, CheckState, Correction, CrimeLine, Draft, IncidentLine
from triage.models.errors import FieldError
from triage.models.ids import LeaseId, PersonKey
from triage.models.indicators import Assessment, Indicator
from triage.models.lease import Lease, LeaseState
from triage.models.person import Contact
from triage.models.profile import Profile
from triage.models.profile_file import default_profile
from triage.models.queue import ReportBody
from triage.models.report import Report, When
from triage.models.stage import Stage
from triage.models.summarise import summarise
from triage.models.things import Attachment, Place, PropertyItem, Vehicle
from triage.models.views import DeliveryLine, ReportDetail

NARRATIVE = (
    "I split with him in August. He keeps turning up at my work and messaging off new numbers when I block him. "
    "Tonight when I got in he was sat in his car outside mine and when I went to the door he said if I didnt talk to "
    "him he would make me sorry. My little boy was with me. I have reported him before in september. He has not hit "
    "me this time. Im not sure what to do, he is still out there.\u202e\u200b"
)
EVIDENCE = {
    "threat": ("“he would make me sorry”", "“still out there”, written 17 minutes before it was sent"),
    "risk": ("Reported before in September",),
    "investigation": ("Messages on the phone", "Colleagues saw him at her work"),
    "engagement": ("Text only, no calls",),
}


def profile() -> Profile:
    return default_profile()


def report() -> Report:
    """A victim with a corrected name, a suspect with a car, two places, answers, files, gaps."""
    made = a_report(
        311,
        kind="stalking",
        title="Harassment by a former partner",
        narrative=NARRATIVE,
        when=When(
            start=Moment(text="2026-11-19T22:10:00Z", at="2026-11-19T22:10:00Z"), end=Moment(text="still happening")
        ),
        people=(_victim(), _suspect()),
        places=(
            Place(
                key="l1",
                roles=("incident",),
                description="Outside 8 Mill Rise",
                lines=("8 Mill Rise",),
                town="Aberwen",
                postcode="AB4 3ZZ",
                latitude=51.88951,
                longitude=0.90421,
            ),
            Place(
                key="l2", roles=("home of Danielle Hughs",), lines=("8 Mill Rise",), town="Aberwen", postcode="AB4 3ZZ"
            ),
        ),
        vehicles=(
            Vehicle(
                key="v1", roles=("suspect",), registration="TE57 VRM", make="Example", model="Saloon", colour="Grey"
            ),
        ),
        property_items=(PropertyItem(key="i1", roles=("damaged",), kind="Letter box", value="30"),),
        attachments=(
            Attachment(
                number=1,
                name="message-screens-from-the-new-numbers-october-and-november.pdf",
                media_type="application/pdf",
                size=412_334,
                sha256="3fa2" * 16,
            ),
            Attachment(
                number=2, name="car.jpg", media_type="image/jpeg", size=2_412_334, sha256="9bc1" * 16, state="stored"
            ),
        ),
        answers=tuple(_answers(18)),
        other=tuple(_answers(40, "Question that nobody has modelled yet, number")),
        gaps=(Gap(key="contact", words="Ask when it is safe to ring."),),
    )
    return replace(
        made,
        submission=replace(
            made.submission,
            customer_reference="TYA-77-26-0311-000",
            content=f"OFFICIAL-SENSITIVE\n\nWhat happened?\n{NARRATIVE}\n" * 3,
        ),
    )


def assessment(of: Report | None = None) -> Assessment:
    """What the risk sense says, with a few hits of every strength pointing at the very words."""
    of = of or report()
    return replace(assess(of, now=NOW), indicators=tuple(_hits(of.narrative)), thrive=EVIDENCE, min_grade="emergency")


def draft(of: Report | None = None, **changes: object) -> Draft:
    """Half done: four checks, three letters, a corrected surname, a crime."""
    of = of or report()
    made = Draft(
        report_id=of.report_id,
        corrections=(Correction(field="people/p1/surname", original="Hughs", value="Hughes", by="R. Adeyemi", at=NOW),),
        checks=(
            CheckRecord(
                key="repeat",
                state=CheckState.DONE,
                result="Two reports since September.",
                trace="found",
                by="R. Adeyemi",
                at=NOW,
            ),
            CheckRecord(key="place_force", state=CheckState.DONE, by="R. Adeyemi", at=NOW),
            CheckRecord(
                key="linked",
                state=CheckState.NOT_POSSIBLE,
                result="The search is down until 07:00.",
                by="R. Adeyemi",
                at=NOW,
            ),
        ),
        thrive={"threat": "Says he will make her sorry; outside now.", "harm": "Fear, child of 4 in the house."},
        overall_risk="high",
        grade="emergency",
        crimes=(CrimeLine(key="crime-1", class_code="8Q", victim=PersonKey("p1"), place_key="l1", principal=True),),
        incident=IncidentLine(category="psw_domestic", qualifiers=("domestic", "repeat")),
        advice=("danger_999", "evidence_digital"),
    )
    return replace(made, **changes)  # type: ignore[arg-type]


def detail(**changes: object) -> ReportDetail:
    """The report as its holder sees it."""
    told = report()
    found = assessment(told)
    summary = summarise(
        told, found, profile(), etag="e1", stage=Stage.IN_TRIAGE, received_at=NOW - timedelta(minutes=11)
    )
    lease = Lease(
        report_id=told.report_id,
        lease_id=LeaseId("lease-1"),
        fence=1,
        granted_at=NOW,
        expires_at=NOW + timedelta(minutes=15),
    )
    made = ReportDetail(
        summary=summary,
        stage=Stage.IN_TRIAGE,
        body=ReportBody(report=told, summary=summary, assessment=found),
        lease=lease,
        lease_state=LeaseState.HELD,
        draft=draft(told),
        editable=True,
    )
    return replace(made, **changes)  # type: ignore[arg-type]


def sent_detail() -> ReportDetail:
    """Just sent: the undo time runs, one part is refused, one is held."""
    whole = detail()
    done = replace(
        whole.draft, outcome="crime", rationale="Course of conduct since August; threat tonight; suspect still there."
    )
    return replace(
        whole,
        stage=Stage.DECIDED,
        editable=False,
        draft=done,
        undo_until=NOW + timedelta(seconds=10),
        deliveries=(
            DeliveryLine(
                deliverable="incident",
                destination="control",
                status=Delivery.DELIVERED,
                reference="CAD 1234 of 20NOV26",
            ),
            DeliveryLine(
                deliverable="crime-1",
                destination="crime",
                status=Delivery.REJECTED,
                attempts=1,
                errors=(FieldError("/people/0/surname", "must not hold digits"),),
            ),
            DeliveryLine(deliverable="crime-2", destination="crime", status=Delivery.HELD, held=HeldBecause.GATEWAY),
        ),
    )


def references() -> tuple[Reference, ...]:
    return (Reference(deliverable="incident", destination="control", reference="CAD 1234 of 20NOV26"),)


def _victim():  # type: ignore[no-untyped-def]
    return a_person(
        roles=("victim", "reporter"),
        title="Ms",
        given="Danielle",
        surname="Hughs",
        born="1994-03-14",
        gender="Female",
        contacts=(
            Contact(kind="phone", value="07700 900118", safe=True),
            Contact(kind="phone", value="01632 960118", label="Home phone", safe=False),
            Contact(kind="email", value="danielle.a.very.long.mailbox.name@example.com"),
        ),
        place_key="l2",
        details=tuple(_answers(9)),
    )


def _suspect():  # type: ignore[no-untyped-def]
    return a_person(
        "p2",
        roles=("suspect",),
        given="Liam",
        surname="Porter",
        born="",
        about_age="about 35",
        contacts=(),
        place_key="",
        description="Former partner. Tall, dark beard, grey jacket with a torn left sleeve.",
    )


def _answers(number: int, label: str = "Has this happened before, question"):  # type: ignore[no-untyped-def]
    return (
        Answer(path=f"/data/{at}", label=f"{label} {at}", text="Yes, twice since the summer" if at % 3 else "")
        for at in range(1, number + 1)
    )


def _hits(narrative: str):  # type: ignore[no-untyped-def]
    for kind, words, strength in (
        ("happening_now", "still out there", 0.95),
        ("threat", "he would make me sorry", 0.9),
        ("stalking", "keeps turning up at my work", 0.5),
        ("presence", "sat in his car outside mine", 0.8),
    ):
        start = narrative.index(words)
        yield Indicator(
            kind=kind,
            strength=strength,
            quote=words,
            start=start,
            end=start + len(words),
            rule=f"{kind}-1",
            why=f"The words tell of {kind}",
        )
    yield Indicator(
        kind="child_present",
        strength=0.6,
        quote="",
        start=-1,
        end=-1,
        rule="form-7",
        why="A child was there (answer 7)",
        path="/data/7",
    )
