"""One line of the outbox: something that will be sent exactly as it was committed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from triage.models.delivery import Delivery, HeldBecause
from triage.models.errors import FieldError
from triage.models.ids import OpId, ReportId


class OpKind(StrEnum):
    """What an operation does. Order per report: begin, then creates, then attachments, settle last.

    ASK, HAND_OFF and APPROVAL (to wait for one) are whole decisions of their own (contracts E). Those of `WORDS` go
    beside a decision: they wait for each other, and neither waits for a decision nor keeps one waiting.
    """

    BEGIN = "begin"
    CREATE = "create"
    ATTACH = "attach"
    SETTLE = "settle"
    ABORT = "abort"
    RELEASE = "release"
    ASK = "ask"
    HAND_OFF = "hand_off"
    SUPPLEMENT = "supplement"
    MESSAGE = "message"
    AGAIN = "again"
    CONTACT = "contact"
    WITHDRAWAL = "withdrawal"
    NOT_WITHDRAWN = "not_withdrawn"
    TAKEN_ON = "taken_on"
    RETURNED = "returned"
    LOCK_FILE = "lock_file"
    PROPOSE = "propose"
    APPROVAL = "approval"


WORDS = frozenset(
    {
        OpKind.MESSAGE,
        OpKind.AGAIN,
        OpKind.CONTACT,
        OpKind.WITHDRAWAL,
        OpKind.NOT_WITHDRAWN,
        OpKind.TAKEN_ON,
        OpKind.RETURNED,
        OpKind.LOCK_FILE,
        OpKind.PROPOSE,
    }
)
"""Words to people, contacts and withdrawals noted, the answers of those to whom reports were handed, what is proposed
to whoever holds a report, and locks of files."""
ALONE = frozenset({OpKind.LOCK_FILE, OpKind.WITHDRAWAL, OpKind.NOT_WITHDRAWN})
"""Of those the ones that wait for nothing, not even for other words of their report."""
MAKES = frozenset({OpKind.CREATE, OpKind.SUPPLEMENT})
"""Operations whose receipt holds references."""
LEAVING = frozenset({OpKind.ASK, OpKind.HAND_OFF, OpKind.APPROVAL})
"""Operations that end our hold: the gateway takes the report from us with its answer."""
UNDER_LEASE = frozenset({OpKind.BEGIN, *LEAVING})
"""Operations that the gateway takes from the holder only."""

GATEWAY = "gateway"
"""The destination name of operations that go to the gateway; all others are destinations of the profile."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Operation:
    """An outbox row. ``body`` is frozen and hashed when the person acted; ``op_id`` is its idempotency key for ever.

    ``deliverables`` are the keys this operation delivers ("incident", "crime-1"). ``receipt`` is the JSON text of
    the destination's answer once done. ``errors`` name the fields of a refusal.
    """

    seq: int
    op_id: OpId
    report_id: ReportId
    kind: OpKind
    destination: str
    if_match: str = ""
    """The ETag that a begin was decided against."""
    deliverables: tuple[str, ...] = ()
    body: bytes = b""
    body_sha256: str = ""
    status: Delivery = Delivery.QUEUED
    held: HeldBecause | None = None
    attempts: int = 0
    next_at: datetime | None = None
    last_code: str = ""
    last_text: str = ""
    errors: tuple[FieldError, ...] = ()
    created_at: datetime
    created_by: str
    receipt: str = ""
