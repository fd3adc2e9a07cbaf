"""What the handler decided, as parts of a record document, with the profile's words beside its keys.

The words travel with the keys because a records system must be readable years after the force changed its profile.
"""

from __future__ import annotations

from collections.abc import Iterable

from triage.models.decision import Decision, Deliverable
from triage.models.draft import CheckRecord, Draft
from triage.models.profile import Choice, Profile
from triage.records.parts import CheckPart, CrimePart, DecisionPart, DeliverablePart, IncidentPart, Named, ThrivePart


def decision_part(decision: Decision, profile: Profile) -> DecisionPart:
    draft = decision.draft
    grade, outcome = profile.grade(draft.grade), profile.outcome(draft.outcome)
    return DecisionPart(
        author=decision.author,
        author_name=decision.author_name,
        decided_at=decision.decided_at,
        profile_version=decision.profile_version,
        report_version=decision.report_version,
        outcome=Named(key=draft.outcome, name=outcome.name if outcome else draft.outcome),
        reason=_named(draft.reason, profile.reasons) if draft.reason else None,
        grade=Named(key=draft.grade, name=grade.name if grade else draft.grade),
        grade_reason=_named(draft.grade_reason, profile.grade_reasons).name,
        overall_risk=_named(draft.overall_risk, profile.risk_levels),
        thrive=_thrive(draft, profile),
        rationale=draft.rationale,
        checks=tuple(_check(record, profile) for record in draft.checks),
        advice=tuple(_named(key, profile.advice) for key in draft.advice),
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
        category=_named(draft.incident.category, profile.incident_categories),
        qualifiers=tuple(_named(key, profile.qualifiers) for key in draft.incident.qualifiers),
    )


def _thrive(draft: Draft, profile: Profile) -> tuple[ThrivePart, ...]:
    """In the order of the force's letters; words under a letter that the profile no longer has come last."""
    names = {letter.key: letter.name for letter in profile.thrive}
    order = [key for key in names if key in draft.thrive] + [key for key in draft.thrive if key not in names]
    return tuple(ThrivePart(key=key, name=names.get(key, key), words=draft.thrive[key]) for key in order)


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


def _named(key: str, choices: Iterable[Choice]) -> Named:
    return Named(key=key, name=next((choice.name for choice in choices if choice.key == key), key))
