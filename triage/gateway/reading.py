"""What is worked out from a payload before the queue shows it: pure computation, run beside the event loop or in a
process of its own, so what goes in and out is small and plain.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from triage.gateway.knowledge.index import Entry, prepare
from triage.insight.risk.assess import THRIVE, assess
from triage.insight.risk.pack import Pack
from triage.models import codec
from triage.models.answer import Gap
from triage.models.ids import ReportId, SubmissionId
from triage.models.indicators import Assessment, RiskLevel
from triage.models.profile import Profile
from triage.models.report import Report, Submission
from triage.models.restriction import rule_for
from triage.models.sdm import parse
from triage.models.stage import Stage
from triage.models.summarise import summarise
from triage.models.things import Attachment

UNREAD = "Could not be read: open the original"


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrival:
    """One version of one report as it waits: ``id`` of its submission; ``report_id`` as the hub was told."""

    id: int
    report_id: str
    submission_id: str
    version: int
    received_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """A payload read, assessed and summed up; ``*_json`` is what the database keeps. ``read``: False when it could not
    be read and only its line is shown. ``restricted``: the key of the profile's rule that keeps it from most people.
    ``found_by``: the words and keys that it is found again by. ``kind`` and ``suggested`` (`suggested_role`) are what
    the board counts by.
    """

    report_json: bytes
    summary_json: bytes
    assessment_json: bytes
    rank: int
    due_at: datetime
    kind: str = ""
    suggested: str = ""
    attachments: tuple[Attachment, ...] = ()
    read: bool = True
    restricted: str = ""
    found_by: Entry | None = None


def read_payload(raw: bytes, arrival: Arrival, profile: Profile, pack: Pack) -> Reading:
    """Read a payload as the version that it arrived as.

    Raises:
        InputError: not JSON, nested too deeply, or no recognisable incident or submission.
    """
    received_at, version = arrival.received_at, arrival.version
    report = parse(raw, force=profile.force.id, version=version, received_at=received_at, profile=profile)
    if report.report_id != arrival.report_id:  # the force's id in the profile was changed since it arrived
        report = replace(report, report_id=ReportId(arrival.report_id))
    return _summed_up(report, assess(report, now=received_at, pack=pack), profile, received_at)


def urgency_of(raw: bytes, arrival: Arrival, profile: Profile, pack: Pack) -> int:
    """How urgent a payload seems at a glance: its score where it will stand at the top of the queue, 0 elsewhere.

    Raises:
        InputError: as `read_payload`.
    """
    received_at = arrival.received_at
    report = parse(raw, force=profile.force.id, version=arrival.version, received_at=received_at, profile=profile)
    assessment = assess(report, now=received_at, pack=pack)
    return assessment.score if assessment.level is RiskLevel.HIGH else 0


def unreadable(arrival: Arrival, profile: Profile) -> Reading:
    """What stands in for a payload that a mistake of ours cannot read: first in the queue, so that a person opens the
    original.
    """
    submission_id = SubmissionId(arrival.submission_id)
    report = Report(
        report_id=ReportId(arrival.report_id),
        version=arrival.version,
        submission=Submission(submission_id=submission_id),
        gaps=(Gap(key="unread", words=f"{UNREAD}."),),
        skeleton=True,
        received_at=arrival.received_at,
    )
    assessment = Assessment(
        level=RiskLevel.HIGH, score=100, thrive=dict.fromkeys(THRIVE, ()), why=(UNREAD,), marks=(UNREAD,)
    )
    return replace(_summed_up(report, assessment, profile, arrival.received_at), read=False)


def _summed_up(report: Report, assessment: Assessment, profile: Profile, received_at: datetime) -> Reading:
    version = report.version
    summary = summarise(
        report, assessment, profile, etag="", stage=Stage.INCOMING, version=version, received_at=received_at
    )
    if version > 1:
        summary = replace(summary, marks=(f"Version {version}", *_others(summary.marks)))
    return Reading(
        report_json=codec.encode(report),
        summary_json=codec.encode(summary),
        assessment_json=codec.encode(assessment),
        rank=summary.rank,
        due_at=summary.due_at,
        kind=summary.kind,
        suggested=suggested_role(assessment),
        attachments=tuple(replace(entry, details=()) for entry in report.attachments),
        restricted=rule_for(report, profile),
        found_by=prepare(report),
    )


def suggested_role(assessment: Assessment) -> str:
    """The role of the grade that the risk sense suggests, "" for none."""
    return "" if assessment.min_grade == "none" else assessment.min_grade


def _others(marks: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(mark for mark in marks if not mark.startswith("Version "))
