"""A record that says of itself that it is a trial: for dry runs and for checking a test system."""

from __future__ import annotations

import uuid
from datetime import datetime

from triage.models.answer import Moment
from triage.models.deciding import add_crime, default_incident, deliverables
from triage.models.decision import Decision
from triage.models.draft import Draft
from triage.models.errors import InputError
from triage.models.ids import PersonKey, SubmissionId, report_id_for
from triage.models.outcome_draft import RECORD
from triage.models.person import Contact, Person
from triage.models.profile import Outcome, Profile
from triage.models.report import Report, Submission, When
from triage.models.things import Place, Vehicle

MARK = "TRIAL of the records connection"
"""Stands in the title, the narrative and the rationale of every such record; nothing happened to anybody."""


def trial_report(profile: Profile, now: datetime, *, narrative: str = "") -> Report:
    """A report of nothing, each with an id of its own; its person, number and place are kept free for fiction."""
    submission = SubmissionId(str(uuid.uuid4()))
    told = Moment(text=now.isoformat(), at=now.isoformat())
    return Report(
        report_id=report_id_for(profile.force.id, submission),
        submission=Submission(
            submission_id=submission,
            force=profile.force.id,
            source="Trial",
            category="TRIAL",
            subcode="",
            customer_reference="TRIAL",
            submitted=told,
        ),
        kind=profile.kinds[0].key,
        title=MARK,
        narrative=f"{MARK}: nothing happened. {narrative}".strip(),
        when=When(start=told, exact=False),
        people=(
            Person(
                key=PersonKey("p1"),
                roles=("reporter", "victim"),
                given="Trial",
                surname="Trial",
                born="1980-02-29",
                contacts=(Contact(kind="phone", value="07700 900000", safe=True),),
                place_key="l1",
            ),
        ),
        places=(Place(key="l1", roles=("incident",), lines=("1 Trial Street",), town="Trial", postcode="ZZ99 9ZZ"),),
        vehicles=(Vehicle(key="v1", roles=("suspect's",), registration="TR14 ALZ", make="Trial", colour="White"),),
    )


def trial_decision(report: Report, profile: Profile, now: datetime, outcome: str = "") -> Decision:
    """A decision as if somebody had made it: the outcome named, else the one that makes most; last grade, first level.

    Raises:
        InputError: no outcome of that name makes a record.
    """
    chosen = _outcome(profile, outcome)
    draft = Draft(
        report_id=report.report_id,
        base_version=report.version,
        thrive={letter.key: MARK for letter in profile.thrive},
        overall_risk=profile.risk_levels[0].key,
        grade=profile.grades[-1].key,
        outcome=chosen.key,
        rationale=f"{MARK}: no decision was made.",
    )
    draft = default_incident(report, draft, profile)
    if "crimes" in chosen.deliverables:
        kind = profile.kind(report.kind)
        known = [code for code in (kind.suggested_crimes if kind else ()) if profile.crime_class(code)]
        draft = add_crime(draft, known[0] if known else profile.crime_classes[0].code, report)
    return Decision(
        report_id=report.report_id,
        report_version=report.version,
        author="trial",
        author_name="Trial",
        decided_at=now,
        profile_version=profile.version,
        draft=draft,
        deliverables=deliverables(draft, profile),
    )


def _outcome(profile: Profile, key: str) -> Outcome:
    makes = [one for one in profile.outcomes if one.does == RECORD and one.deliverables]
    for one in sorted(makes, key=lambda one: -len(one.deliverables)):
        if key in ("", one.key):
            return one
    raise InputError(
        f"There is no outcome “{key}” that makes a record.", (), f"There are {', '.join(one.key for one in makes)}."
    )
