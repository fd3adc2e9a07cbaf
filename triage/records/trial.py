"""A record that says of itself that it is a trial: for dry runs and for checking a test system."""

from __future__ import annotations

from datetime import datetime

from triage.models.deciding import add_crime, default_incident, deliverables
from triage.models.decision import Decision
from triage.models.draft import Draft
from triage.models.errors import InputError
from triage.models.outcome_draft import RECORD
from triage.models.profile import Outcome, Profile
from triage.models.report import Report

MARK = "TRIAL of the records connection"
"""Begins the rationale of every such record; no force's crime is recorded by one."""


def trial_decision(report: Report, profile: Profile, now: datetime, outcome: str = "") -> Decision:
    """A decision as if somebody had made it: the outcome named, else the one that makes most; first grade and level.

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
