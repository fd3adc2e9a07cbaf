"""What the screen shows: server snapshot and local work laid over each other (rule R8), read-only."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from triage.models.delivery import Delivery, HeldBecause
from triage.models.draft import Draft
from triage.models.errors import FieldError
from triage.models.files import FileLeftOut
from triage.models.ids import OpId, ReportId
from triage.models.lease import Lease, LeaseState
from triage.models.operation import Operation
from triage.models.queue import ReportBody, Summary
from triage.models.stage import Stage


@dataclass(frozen=True, slots=True, kw_only=True)
class QueueRow:
    """A line of the queue as projected: ``stage``, ``lease`` and ``delivery`` know our own unsent work.

    ``put_off_until``: by this person, or at the gateway for everybody; ``tags``: this person's own.
    """

    summary: Summary
    stage: Stage
    lease: LeaseState = LeaseState.NONE
    delivery: Delivery = Delivery.NONE
    mine: bool = False
    has_draft: bool = False
    unseen: bool = False
    put_off_until: datetime | None = None
    tags: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class DeliveryLine:
    """How far one deliverable has come, for the report's own panel."""

    deliverable: str
    destination: str
    status: Delivery
    held: HeldBecause | None = None
    reference: str = ""
    attempts: int = 0
    last_text: str = ""
    errors: tuple[FieldError, ...] = ()
    op_id: OpId | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportDetail:
    """All that the middle and right columns show of one report.

    ``body`` is None when the workstation holds only the summary (not claimed, not fetched). ``editable``: we hold
    it (HELD, EXPIRING or LAPSED lease) and it is CLAIMED or IN_TRIAGE. ``undo_until``: server time until which the
    decision can be undone at once; ``recallable``: it can still be taken back, because nothing of it has left.
    """

    summary: Summary
    stage: Stage
    body: ReportBody | None = None
    lease: Lease | None = None
    lease_state: LeaseState = LeaseState.NONE
    draft: Draft
    deliveries: tuple[DeliveryLine, ...] = ()
    editable: bool = False
    undo_until: datetime | None = None
    recallable: bool = False
    new_version: bool = False
    earlier: tuple[int, ...] = ()
    """Versions that were replaced while we held the report, the oldest first."""
    left_out: tuple[FileLeftOut, ...] = ()
    """Files that did not go to their record, because somebody here said so."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OutboxLine:
    """A line of the outbox panel."""

    operation: Operation
    title: str
    customer_reference: str
    report_id: ReportId


@dataclass(frozen=True, slots=True, kw_only=True)
class OutboxFigures:
    """For the status bar. ``waiting`` counts operations not yet done that no person needs to touch."""

    waiting: int = 0
    oldest_at: datetime | None = None
    needs_fixing: int = 0
    uncertain: int = 0


class Link(StrEnum):
    UNKNOWN = "unknown"
    ONLINE = "online"
    DEGRADED = "degraded"
    OFFLINE = "offline"
    SIGNED_OUT = "signed_out"


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkState:
    """One system's reachability. ``name`` is "gateway" or a destination key; ``latency_ms`` of the last answer."""

    name: str
    title: str
    state: Link = Link.UNKNOWN
    since: datetime | None = None
    last_ok: datetime | None = None
    latency_ms: float | None = None
