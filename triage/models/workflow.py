"""The words for what people do with a report beside deciding it (contracts B): put off, hold, reopen, hand off."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from triage.models.decision import Decision, Reference
from triage.models.draft import Draft
from triage.models.ids import LeaseId, ReportId
from triage.models.proposal import Proposal, ProposalEnd, ProposalRequest, Proposals, Proposed
from triage.models.report import Report
from triage.models.stage import Stage
from triage.models.things import Attachment

MOST_WORDS = 2000
"""Characters that a reason may have."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DeferRequest:
    """Give the report back; it is not served before ``until`` (anyone may still claim it singly)."""

    until: datetime
    why: str
    lease_id: LeaseId
    fence: int


@dataclass(frozen=True, slots=True, kw_only=True)
class HoldRequest:
    """The report waits for a person. What somebody holds is held by its holder or a supervisor only."""

    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class UnholdRequest:
    why: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReopenRequest:
    why: str


class HandoffTo(StrEnum):
    TEAM = "team"
    FORCE = "force"
    AGENCY = "agency"


class HandoffState(StrEnum):
    """``chased_back``: not accepted within the second term, so it came back into the queue for a person."""

    AWAITING = "awaiting"
    ACCEPTED = "accepted"
    RETURNED = "returned"
    CHASED_BACK = "chased_back"


@dataclass(frozen=True, slots=True, kw_only=True)
class PackageWish:
    """What the package shall hold beside the report itself. ``draft`` None: the copy that the gateway keeps."""

    note: str = ""
    draft: Draft | None = None
    decision: Decision | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class HandoffRequest:
    """``to``: the key of a team of the profile, or the name of a force or agency in plain words."""

    to_kind: HandoffTo
    to: str
    why: str
    package: PackageWish = PackageWish()
    lease_id: LeaseId
    fence: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Package:
    """What the other side is given: one JSON document, whole in itself. ``format`` tells its kind and version."""

    format: str = "triage-handoff/1"
    report_id: ReportId
    number: int
    force: str
    made_at: datetime
    made_by: str
    to_kind: HandoffTo
    to: str
    why: str
    note: str = ""
    report: Report
    attachments: tuple[Attachment, ...] = ()
    draft: Draft | None = None
    decision: Decision | None = None
    references: tuple[Reference, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Handoff:
    """One handing-over. ``number`` counts from 1 inside the report; ``overdue``: the due time has passed unanswered.

    ``to_name`` is what people call the receiver; ``package_sha256`` the SHA-256 of the package's JSON.
    """

    report_id: ReportId
    number: int
    state: HandoffState
    to_kind: HandoffTo
    to: str
    to_name: str
    why: str
    by: str
    at: datetime
    due_at: datetime
    overdue: bool = False
    chases: int = 0
    chased_at: datetime | None = None
    report_version: int
    package_sha256: str
    acceptor: str = ""
    reference: str = ""
    accepted_at: datetime | None = None
    answered_by: str = ""
    answered_at: datetime | None = None
    return_why: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class HandedOff:
    report_id: ReportId
    etag: str
    stage: Stage
    handoff: Handoff


@dataclass(frozen=True, slots=True, kw_only=True)
class Handoffs:
    """``next``: ask again with it as ``after`` for older ones."""

    items: tuple[Handoff, ...] = ()
    next: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AcceptRequest:
    """``acceptor``: who took it over, in the other side's words; ``reference``: what they call it there."""

    acceptor: str
    reference: str
    at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ReturnRequest:
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PackedFile:
    """A file of the ZIP that a handoff is downloaded as."""

    name: str
    size: int
    sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """What lies in the ZIP, so that the other side can check it. ``missing``: attachments whose bytes we lack."""

    format: str = "triage-handoff-files/1"
    report_id: ReportId
    number: int
    files: tuple[PackedFile, ...]
    missing: tuple[str, ...] = ()


TYPES = (
    AcceptRequest, DeferRequest, HandedOff, Handoff, HandoffRequest, Handoffs, HoldRequest, Package, Proposal,
    ProposalEnd, ProposalRequest, Proposals, Proposed, ReopenRequest, ReturnRequest, UnholdRequest,
)  # fmt: skip
"""For the gateway's OpenAPI document."""
