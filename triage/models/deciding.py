"""From a draft to a decision: what is still needed, what will be delivered, and the signature.

Sources: NCRS (every report registers an incident; no crime needs a reason), THRIVE and grading as the force profile
has them, HMICFRS findings (a grade below the suggested one needs a reason).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime

from triage.models.decision import Decision, Deliverable, Problem
from triage.models.draft import CheckState, CrimeLine, Draft
from triage.models.errors import FieldError, InputError
from triage.models.grading import approval_words
from triage.models.indicators import Assessment
from triage.models.needed import grade_problems, letter_level_problems, question_problems, trace_problems
from triage.models.outcome_draft import ASK, ATTACH, RECORD
from triage.models.outcome_problems import does, leaving_problems, signpost_problems
from triage.models.person import Person
from triage.models.profile import Outcome, Profile
from triage.models.report import Report


def problems(
    report: Report, draft: Draft, profile: Profile, assessment: Assessment | None = None
) -> tuple[Problem, ...]:
    """Everything that keeps the draft from being sent, in the order of the screen; empty when it may go."""
    doing = does(draft, profile)
    if doing == ASK:
        return tuple(leaving_problems(report, draft, profile, assessment))
    if doing != RECORD:
        return (
            *_thrive_problems(draft, profile),
            *leaving_problems(report, draft, profile, assessment),
            *(_closing_problems(draft) if doing == ATTACH else ()),
        )
    return (
        *_check_problems(report, draft, profile),
        *question_problems(report, draft, profile),
        *_thrive_problems(draft, profile),
        *grade_problems(draft, profile, assessment),
        *_outcome_problems(draft, profile),
        *_crime_problems(report, draft, profile),
        *_closing_problems(draft),
    )


def _check_problems(report: Report, draft: Draft, profile: Profile) -> Iterator[Problem]:
    for rule in profile.checks_for(report.kind):
        record = draft.check(rule.key)
        if rule.required and record.state is CheckState.OPEN:
            yield Problem(
                field=f"checks/{rule.key}", words=f"Do the check “{rule.name}”, or say why it cannot be done."
            )
        if record.state is CheckState.NOT_POSSIBLE and not record.result.strip():
            yield Problem(field=f"checks/{rule.key}", words=f"Say why “{rule.name}” could not be done.")
        yield from trace_problems(rule, record)


def _thrive_problems(draft: Draft, profile: Profile) -> Iterator[Problem]:
    for letter in profile.thrive:
        if letter.required and not draft.thrive.get(letter.key, "").strip():
            yield Problem(field=f"thrive/{letter.key}", words=f"Write something for {letter.name}.")
        yield from letter_level_problems(letter, draft, profile)
    if draft.overall_risk not in {level.key for level in profile.risk_levels}:
        yield Problem(field="overall_risk", words="Choose the overall risk.")


def _outcome_problems(draft: Draft, profile: Profile) -> Iterator[Problem]:
    outcome = profile.outcome(draft.outcome)
    if outcome is None:
        yield Problem(field="outcome", words="Choose an outcome.")
        return
    if outcome.needs_reason and draft.reason not in {reason.key for reason in profile.reasons}:
        yield Problem(field="reason", words=f"Choose the reason for “{outcome.name}”.")
    yield from signpost_problems(outcome, draft, profile)
    if "incident" in outcome.deliverables and draft.incident.category not in {
        category.key for category in profile.incident_categories
    }:
        yield Problem(field="incident", words="Choose the incident category.")


def _crime_problems(report: Report, draft: Draft, profile: Profile) -> Iterator[Problem]:
    outcome = profile.outcome(draft.outcome)
    if outcome and outcome.needs_crime and not draft.crimes:
        yield Problem(field="crimes", words=f"Add a crime, or choose another outcome than “{outcome.name}”.")
    if outcome and outcome.no_crime and draft.crimes:
        yield Problem(
            field="crimes", words=f"“{outcome.name}” records no crime: remove the crimes or change the outcome."
        )
    for line in draft.crimes:
        known = profile.crime_class(line.class_code)
        if known is None:
            yield Problem(field=f"crimes/{line.key}", words="Choose a class for this crime.")
        elif known.per == "victim" and line.victim is None and report.people:
            yield Problem(field=f"crimes/{line.key}", words=f"Say who is the victim of “{known.name}”.")
    if draft.crimes and sum(line.principal for line in draft.crimes) != 1:
        yield Problem(field="crimes", words="Mark one crime as the principal one.")


def _closing_problems(draft: Draft) -> Iterator[Problem]:
    if not draft.rationale.strip():
        yield Problem(field="rationale", words="Write the rationale in a sentence or two.")


def add_crime(draft: Draft, class_code: str, report: Report) -> Draft:
    """The draft with one more crime; victim and place filled in when the report leaves no choice."""
    numbers = [int(line.key.rpartition("-")[2]) for line in draft.crimes if line.key.rpartition("-")[2].isdigit()]
    victims = _victims(report)
    scenes = [place for place in report.places if "incident" in place.roles] or list(report.places[:1])
    line = CrimeLine(
        key=f"crime-{max(numbers, default=0) + 1}",
        class_code=class_code,
        victim=victims[0].key if len(victims) == 1 else None,
        place_key=scenes[0].key if len(scenes) == 1 else "",
        principal=not draft.crimes,
    )
    return replace(draft, crimes=(*draft.crimes, line))


def _victims(report: Report) -> tuple[Person, ...]:
    """Who can be the victim: who is named as such; else the organisation reported for; else the only person."""
    named = report.with_role("victim") or report.with_role("organisation")
    return named or (report.people if len(report.people) == 1 else ())


def remove_crime(draft: Draft, key: str) -> Draft:
    """The draft without that crime; when it was the principal one, the first that is left takes its place."""
    kept = tuple(line for line in draft.crimes if line.key != key)
    if kept and not any(line.principal for line in kept):
        kept = (replace(kept[0], principal=True), *kept[1:])
    return replace(draft, crimes=kept)


def deliverables(draft: Draft, profile: Profile) -> tuple[Deliverable, ...]:
    """What the outcome makes at records, each with its destination.

    Raises:
        InputError: the profile names no destination for something the outcome needs.
    """
    outcome = profile.outcome(draft.outcome)
    made: list[Deliverable] = []
    if outcome and outcome.does == ATTACH and draft.attach is not None:
        return (Deliverable(key="supplement", kind="supplement", destination=draft.attach.destination),)
    if outcome and "incident" in outcome.deliverables:
        made.append(Deliverable(key="incident", kind="incident", destination=_destination("incident", profile)))
    if outcome and "crimes" in outcome.deliverables:
        made += [_crime_deliverable(line, profile) for line in draft.crimes]
    return tuple(made)


def _crime_deliverable(line: CrimeLine, profile: Profile) -> Deliverable:
    return Deliverable(
        key=line.key,
        kind="crime",
        destination=_destination("crime", profile),
        class_code=line.class_code,
        victim=line.victim or "",
        place_key=line.place_key,
        principal=line.principal,
    )


def _destination(kind: str, profile: Profile) -> str:
    destination = profile.destination_for(kind)
    if destination is None:
        detail = f"no destination takes “{kind}”"
        raise InputError(f"The force profile is incomplete: {detail}.", (FieldError("destinations", detail),))
    return destination.key


def decide(
    report: Report,
    draft: Draft,
    profile: Profile,
    *,
    author: str,
    author_name: str,
    now: datetime,
    assessment: Assessment | None = None,
) -> Decision:
    """Sign the draft.

    Raises:
        InputError: something is still needed; one error for each `Problem`, named by its field.
    """
    missing = problems(report, draft, profile, assessment)
    if missing:
        errors = tuple(FieldError(problem.field, problem.words) for problem in missing)
        raise InputError(f"{len(missing)} things are still needed.", errors, missing[0].words)
    return Decision(
        report_id=report.report_id,
        report_version=report.version,
        author=author,
        author_name=author_name,
        decided_at=now,
        profile_version=profile.version,
        draft=draft,
        deliverables=deliverables(draft, profile),
        approval=approval_words(draft, profile, assessment),
    )


def unsigned(draft: Draft, profile: Profile, *, version: int, author: str, author_name: str, now: datetime) -> Decision:
    """The draft in the form of a decision, whatever is still missing: to be looked at or proposed, never to be sent."""
    try:
        made = deliverables(draft, profile)
    except InputError:
        made = ()
    return Decision(
        report_id=draft.report_id,
        report_version=version,
        author=author,
        author_name=author_name,
        decided_at=now,
        profile_version=profile.version,
        draft=draft,
        deliverables=made,
    )


def default_incident(report: Report, draft: Draft, profile: Profile) -> Draft:
    """The draft with the incident category that the report's kind opens with, when none was chosen yet."""
    kind = profile.kind(report.kind)
    if draft.incident.category or kind is None or not kind.incident_category:
        return draft
    return replace(draft, incident=replace(draft.incident, category=kind.incident_category))


def outcome_by_digit(profile: Profile, digit: str) -> Outcome | None:
    return next((outcome for outcome in profile.outcomes if outcome.digit == digit), None)
