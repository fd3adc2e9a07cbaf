"""What intake works out from a payload before it stores anything: pure computation, run beside the event loop."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from triage.gateway.digest import content_sha256
from triage.insight.risk.assess import assess
from triage.models import codec
from triage.models.profile import Profile
from triage.models.queue import Summary
from triage.models.report import Report
from triage.models.sdm import parse
from triage.models.stage import Stage
from triage.models.summarise import summarise


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """A payload read, assessed and summed up; ``*_json`` is what the database keeps."""

    report: Report
    report_json: bytes
    summary: Summary
    summary_json: bytes
    assessment_json: bytes
    content_sha256: str
    raw_sha256: str


def read_payload(raw: bytes, *, profile: Profile, version: int, received_at: datetime) -> Reading:
    """Read a payload as version ``version`` of its report.

    Raises:
        InputError: not JSON, nested too deeply, or no recognisable incident or submission.
    """
    report = parse(raw, force=profile.force.id, version=version, received_at=received_at, profile=profile)
    assessment = assess(report, now=received_at)
    summary = summarise(
        report, assessment, profile, etag="", stage=Stage.INCOMING, version=version, received_at=received_at
    )
    if version > 1:
        summary = replace(summary, marks=(f"Version {version}", *_others(summary.marks)))
    return Reading(
        report=report,
        report_json=codec.encode(report),
        summary=summary,
        summary_json=codec.encode(summary),
        assessment_json=codec.encode(assessment),
        content_sha256=content_sha256(raw),
        raw_sha256=codec.sha256(raw),
    )


def _others(marks: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(mark for mark in marks if not mark.startswith("Version "))
