"""A report as one line of the queue: enough to choose by, and no more personal data than that."""

from __future__ import annotations

import re
from datetime import datetime, timedelta

from triage.models.indicators import Assessment
from triage.models.profile import Profile
from triage.models.queue import Summary
from triage.models.report import Report
from triage.models.sdm.moments import as_utc
from triage.models.stage import Stage
from triage.models.visible import one_line

GIST = 140
_SHORT = 60
_POSTCODE = re.compile(r"\b(?P<outward>[A-Z]{1,2}\d[A-Z\d]?)\s*\d[A-Z]{2}\b", re.IGNORECASE)
_SAID = ("victim", "witness", "business", "for someone else", "heard about it")
_BUSINESS = re.compile(r"\b(?:business|shop|store|company|organisation|retail)", re.IGNORECASE)


def clocks_began(submitted_at: datetime, received_at: datetime) -> datetime:
    """From when a report waits: the sending, never later than the receipt, for a form's clock may be wrong."""
    return min(submitted_at, received_at)


def nearest_clock(profile: Profile) -> timedelta:
    """How long after that moment the first clock of a report ends that nobody has graded."""
    return min(timedelta(minutes=profile.clocks.first_look_minutes), timedelta(hours=profile.clocks.record_hours))


def summarise(
    report: Report,
    assessment: Assessment,
    profile: Profile,
    *,
    etag: str,
    stage: Stage = Stage.INCOMING,
    version: int | None = None,
    received_at: datetime,
    attend_by: datetime | None = None,
    held_by: str = "",
    lease_expires_at: datetime | None = None,
    delivery_count: int = 0,
) -> Summary:
    """The queue line of a report.

    The clocks run from `clocks_began`: first look, recording, and ``attend_by`` once it is graded; ``due_at`` is the
    nearest.
    """
    told = report.submission.submitted
    submitted = (as_utc(told.at) if told and told.at else None) or received_at
    started = clocks_began(submitted, received_at)
    first_look_by = started + timedelta(minutes=profile.clocks.first_look_minutes)
    record_by = started + timedelta(hours=profile.clocks.record_hours)
    kind = profile.kind(report.kind)
    return Summary(
        report_id=report.report_id,
        etag=etag,
        version=report.version if version is None else version,
        kind=report.kind,
        title=one_line(kind.name if kind else report.title, _SHORT),
        place=_place(report),
        gist=one_line(report.narrative or "Nothing was written about what happened.", GIST),
        reporter=_reporter(report),
        customer_reference=one_line(report.submission.customer_reference, _SHORT),
        submitted_at=submitted,
        received_at=received_at,
        stage=stage,
        risk=assessment.level,
        rank=assessment.level.rank,
        score=assessment.score,
        why=assessment.why,
        marks=assessment.marks,
        first_look_by=first_look_by,
        record_by=record_by,
        attend_by=attend_by,
        due_at=min(at for at in (first_look_by, record_by, attend_by) if at is not None),
        held_by=held_by,
        lease_expires_at=lease_expires_at,
        delivery_count=delivery_count,
        attachments=len(report.attachments),
    )


def _place(report: Report) -> str:
    """The town of the incident, else the outward half of its postcode; never a whole address."""
    ordered = sorted(report.places, key=lambda place: "incident" not in place.roles)
    for place in ordered:
        if place.town:
            return one_line(place.town, _SHORT)
        found = _POSTCODE.search(place.postcode) or _POSTCODE.search(place.one_line)
        if found:
            return found["outward"].upper()
    return ""


def _reporter(report: Report) -> str:
    """What the reporter is in the report ("Victim", "Business", "Anonymous"), never who."""
    reporters = report.with_role("reporter") or (report.people[:1] if len(report.people) == 1 else ())
    if any(person.anonymous for person in reporters) or (not report.people and not report.skeleton):
        return "Anonymous"
    for told in report.answers:
        if "nvolve" in told.path and told.text.lower() in _SAID:
            return told.text
        if "nvolve" in told.path and _BUSINESS.search(told.text):
            return "Business"
    for role in ("victim", "witness", "driver", "owner"):
        if any(role in person.roles for person in reporters):
            return role.capitalize()
    return "Member of the public"
