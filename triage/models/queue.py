"""The words of queue API v1 (contracts B): what gateway and desktop say to each other, as types."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from triage.models.decision import Decision, Reference
from triage.models.draft import Draft
from triage.models.files import FileLeftOut, FileState
from triage.models.ids import LeaseId, ReportId
from triage.models.indicators import Assessment, RiskLevel
from triage.models.proposal import Proposal
from triage.models.report import Report
from triage.models.stage import Stage
from triage.models.supervising import Said


@dataclass(frozen=True, slots=True, kw_only=True)
class Summary:
    """A line of the queue: no more personal data than the line needs.

    ``rank`` 0..3 from the risk level; ``due_at`` the nearest of the three clocks; ``why`` the reasons for its place;
    ``etag`` changes with every change of the report at the gateway; ``version`` counts the public's versions.
    ``deferred_until``: put off, so not served before then; ``waiting_why`` and ``waiting_for`` say why it waits (put
    off, held, handed off, proposed) and for whom. ``pinned``: a supervisor put it first (``why`` begins with
    the reason); ``assigned_to``: for whom it is kept until ``assigned_until``; ``fence``: of its newest hold.
    """

    report_id: ReportId
    etag: str
    version: int
    kind: str
    title: str
    place: str
    gist: str
    reporter: str
    customer_reference: str
    submitted_at: datetime
    received_at: datetime
    stage: Stage
    risk: RiskLevel
    rank: int
    score: int
    why: tuple[str, ...] = ()
    marks: tuple[str, ...] = ()
    first_look_by: datetime
    record_by: datetime
    attend_by: datetime | None = None
    due_at: datetime
    held_by: str = ""
    lease_expires_at: datetime | None = None
    delivery_count: int = 0
    attachments: int = 0
    deferred_until: datetime | None = None
    waiting_why: str = ""
    waiting_for: str = ""
    pinned: bool = False
    assigned_to: str = ""
    assigned_until: datetime | None = None
    fence: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Changes:
    """A page of the delta feed: ``next`` (more now) or ``delta`` (keep for next time), never both."""

    items: tuple[Summary, ...] = ()
    removed: tuple[ReportId, ...] = ()
    next: str | None = None
    delta: str | None = None
    server_time: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportBody:
    """A whole report with everything worked out about it; ``draft`` is the last holder's copy, if any.

    ``references``: all that records ever gave for it, late ones and those of handoffs included; ``proposals``:
    decisions that others proposed and that nobody has dealt with; ``said``: what supervisors said of the work on it
    since it was last settled; ``approved``: decisions that may leave as they are; ``files``: how its files stand
    (none from an older gateway).
    """

    report: Report
    summary: Summary
    assessment: Assessment
    draft: Draft | None = None
    references: tuple[Reference, ...] = ()
    proposals: tuple[Proposal, ...] = ()
    said: tuple[Said, ...] = ()
    approved: tuple[Decision, ...] = ()
    files: tuple[FileState, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportVersion:
    """A report as the public told it in one of its versions. ``newest``: the number of the newest; ``raw_sha256``: of
    the bytes that the hub sent then.
    """

    report: Report
    newest: int
    received_at: datetime
    raw_sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimRequest:
    max: int = 1
    lease_seconds: int = 900
    view: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Claimed:
    """A granted claim with the report itself. Times are the server's."""

    report_id: ReportId
    report: ReportBody
    lease_id: LeaseId
    fence: int
    granted_at: datetime
    lease_expires_at: datetime
    delivery_count: int
    etag: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RenewRequest:
    lease_seconds: int = 900


@dataclass(frozen=True, slots=True, kw_only=True)
class Renewed:
    report_id: ReportId
    lease_id: LeaseId
    fence: int
    granted_at: datetime
    lease_expires_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftPut:
    lease_id: LeaseId
    fence: int
    draft: Draft


@dataclass(frozen=True, slots=True, kw_only=True)
class BeginRequest:
    """``decision_sha256`` is the SHA-256 of the decision's canonical JSON (models/codec.canonical)."""

    lease_id: LeaseId
    fence: int
    decision: Decision
    decision_sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Begun:
    report_id: ReportId
    fence: int
    etag: str
    begun_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class SettleRequest:
    """References per deliverable; needs the fence of the begin and an Idempotency-Key header.

    ``left_out``: files of the report that a person left out of its records.
    """

    fence: int
    references: tuple[Reference, ...]
    outcome: str
    left_out: tuple[FileLeftOut, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Settled:
    """``late``: the begin had been taken back; the references are kept and shown, the report stands where it stood."""

    report_id: ReportId
    etag: str
    stage: Stage
    settled_at: datetime
    late: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class AbortRequest:
    fence: int
    why: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReleaseRequest:
    lease_id: LeaseId
    fence: int
    why: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Moved:
    """The answer to release and abort: where the report stands now."""

    report_id: ReportId
    etag: str
    stage: Stage


@dataclass(frozen=True, slots=True, kw_only=True)
class ProfileVersion:
    """A profile that was in force at some time. ``number`` counts loads; ``version`` is what decisions record."""

    number: int
    version: str
    sha256: str
    source: str
    loaded_by: str
    loaded_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class ProblemField:
    pointer: str
    detail: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ProblemDocument:
    """RFC 9457 problem; ``type`` ends in a short word ("lease-lost", "already-claimed", "stale" …)."""

    type: str
    title: str
    status: int
    detail: str = ""
    instance: str = ""
    errors: tuple[ProblemField, ...] = ()
    held_by: str = ""
    lease_expires_at: datetime | None = None
