"""What the handler decided, as parts of a record document, with the profile's words beside its keys.

The words travel with the keys because a records system must be readable years after the force changed its profile.
"""

from __future__ import annotations

from triage.models.decision import Decision, Deliverable
from triage.models.draft import CheckRecord, Draft
from triage.models.profile import Profile
from triage.records.assessed import answer_parts, earlier_part, named, thrive_parts
from triage.records.parts import CheckPart, CrimePart, DecisionPart, DeliverablePart, IncidentPart, Named


def decision_part(decision: Decision, profile: Profile, kind: str) -> DecisionPart:
    """The decision; ``kind`` is the report's, whose question sets were answered."""
    draft = decision.draft
    grade, outcome = profile.grade(draft.grade), profile.outcome(draft.outcome)
    return DecisionPart(
        author=decision.author,
        author_name=decision.author_name,
        decided_at=decision.decided_at,
        profile_version=decision.profile_version,
        report_version=decision.report_version,
        outcome=Named(key=draft.outcome, name=outcome.name if outcome else draft.outcome),
        reason=named(draft.reason, profile.reasons) if draft.reason else None,
        grade=Named(key=draft.grade, name=grade.name if grade else draft.grade),
        grade_reason=named(draft.grade_reason, profile.grade_reasons).name,
        overall_risk=named(draft.overall_risk, profile.risk_levels),
        thrive=thrive_parts(draft.thrive, draft.thrive_levels, profile),
        rationale=draft.rationale,
        checks=tuple(_check(record, profile) for record in draft.checks),
        advice=tuple(named(key, profile.advice) for key in draft.advice),
        answers=answer_parts(draft, profile, kind),
        earlier=tuple(earlier_part(one, profile) for one in draft.earlier),
        approval=decision.approval,
    )


def deliverable_part(deliverable: Deliverable, draft: Draft, profile: Profile) -> DeliverablePart:
    """A deliverable with a Home Office class carries a crime, the incident its NSIR category, others neither."""
    return DeliverablePart(
        key=deliverable.key,
        kind=deliverable.kind,
        crime=_crime(deliverable, draft, profile) if deliverable.class_code else None,
        incident=_incident(draft, profile) if deliverable.kind == "incident" else None,
    )


def _crime(deliverable: Deliverable, draft: Draft, profile: Profile) -> CrimePart:
    known = profile.crime_class(deliverable.class_code)
    line = next((line for line in draft.crimes if line.key == deliverable.key), None)
    return CrimePart(
        class_code=deliverable.class_code,
        class_name=known.name if known else "",
        counting_rule=known.counting if known else "",
        counted_per=known.per if known else "",
        victim=deliverable.victim,
        place=deliverable.place_key,
        principal=deliverable.principal,
        note=line.note if line else "",
    )


def _incident(draft: Draft, profile: Profile) -> IncidentPart:
    return IncidentPart(
        category=named(draft.incident.category, profile.incident_categories),
        qualifiers=tuple(named(key, profile.qualifiers) for key in draft.incident.qualifiers),
    )


def _check(record: CheckRecord, profile: Profile) -> CheckPart:
    rule = next((rule for rule in profile.checks if rule.key == record.key), None)
    return CheckPart(
        key=record.key,
        name=rule.name if rule else record.key,
        state=record.state.value,
        result=record.result,
        system=record.system,
        reference=record.reference,
        trace=record.trace,
        by=record.by,
        at=record.at,
    )
