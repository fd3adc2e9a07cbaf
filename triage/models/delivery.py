"""How far one deliverable of a decision has come. The third axis of a report's state.

It is derived from outbox operations, never set by hand; a failed push never moves the stage backwards by itself.
"""

from __future__ import annotations

from enum import StrEnum


class Delivery(StrEnum):
    NONE = "none"
    QUEUED = "queued"
    HELD = "held"
    SENDING = "sending"
    UNCERTAIN = "uncertain"
    DELIVERED = "delivered"
    REJECTED = "rejected"
    CONFLICT = "conflict"


class HeldBecause(StrEnum):
    AUTH = "auth"
    GATEWAY = "gateway"
    LEASE = "lease"
    APPROVAL = "approval"
    UNDO = "undo"
    PERSON = "person"


FINAL = frozenset({Delivery.DELIVERED})
NEEDS_PERSON = frozenset({Delivery.REJECTED, Delivery.CONFLICT})
_WORST_FIRST = (
    Delivery.CONFLICT,
    Delivery.REJECTED,
    Delivery.UNCERTAIN,
    Delivery.HELD,
    Delivery.SENDING,
    Delivery.QUEUED,
    Delivery.DELIVERED,
    Delivery.NONE,
)


def worst(deliveries: list[Delivery]) -> Delivery:
    """One word for several deliverables: the one that most needs a person."""
    return min(deliveries, key=_WORST_FIRST.index, default=Delivery.NONE)
