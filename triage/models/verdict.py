"""What a reply (or its absence) means for an outbox operation: ARCHITECTURE.md §6 as one pure function.

Guided by the lessons of others: 200 is not success when it is not our content type (a captive portal answers 200),
a time-out after bytes were sent is not failure, and no answer ever drops an operation.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from triage.models.errors import FieldError


class Verdict(StrEnum):
    DONE = "done"
    RETRY = "retry"
    """Nothing happened there; try again with back-off, for ever."""
    AUTH = "auth"
    """Pause that destination until somebody signs in; the attempt does not count."""
    UNCERTAIN = "uncertain"
    """It may have happened: look up by external reference first."""
    LINK = "link"
    """The destination says it exists already: look up and link."""
    CONFLICT = "conflict"
    """Somebody else moved the report on (412, lease lost)."""
    REJECTED = "rejected"
    """Content refused: mend and resend as a new operation."""
    BUG = "bug"
    """Not foreseen; the operation is kept and shown once."""


class Transport(StrEnum):
    """How an exchange ended when there was no reply."""

    NOT_SENT = "not_sent"
    """Refused, unresolved or unreachable before a byte of the body left."""
    NO_ANSWER = "no_answer"
    """Reset or timed out after bytes were sent."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """What came back. ``problem`` is the type or code word of a problem document ("lease-lost", "in-progress",
    "exists", "idempotency-key-reused"), ``expected_type`` whether the content type is ours."""

    status: int
    expected_type: bool = True
    problem: str = ""
    title: str = ""
    errors: tuple[FieldError, ...] = ()
    retry_after: float | None = None


_BUSY = frozenset({408, 425, 429})
_CONFLICT_WORDS = frozenset({"lease-lost", "already-claimed", "begun-elsewhere", "stale"})


def classify(outcome: Reply | Transport, *, idempotent: bool) -> Verdict:
    """The verdict for one exchange.

    ``idempotent``: the destination declares that the same key gives the same answer, so a blind resend is safe
    after a 5xx or a time-out; without it those are UNCERTAIN.
    """
    if isinstance(outcome, Transport):
        return Verdict.RETRY if outcome is Transport.NOT_SENT or idempotent else Verdict.UNCERTAIN
    status = outcome.status
    if status == 401:
        return Verdict.AUTH
    if status in _BUSY:
        return Verdict.RETRY
    if 200 <= status < 400:
        return _success(outcome, idempotent=idempotent)
    if 400 <= status < 500:
        return _refusal(outcome)
    if status == 511 and not outcome.expected_type:
        return Verdict.RETRY  # the network itself wants a log-in: nothing went further
    if 500 <= status < 600:
        return Verdict.RETRY if idempotent else Verdict.UNCERTAIN
    return Verdict.BUG


def _success(reply: Reply, *, idempotent: bool) -> Verdict:
    if reply.expected_type and reply.status < 300:
        return Verdict.DONE
    # A log-in page or captive portal took the request: the destination may or may not have seen it.
    return Verdict.RETRY if idempotent else Verdict.UNCERTAIN


def _refusal(reply: Reply) -> Verdict:
    if not reply.expected_type and reply.status in {403, 407}:
        return Verdict.RETRY  # a proxy's page, not the destination's word
    if reply.status == 412 or reply.problem in _CONFLICT_WORDS:
        return Verdict.CONFLICT
    if reply.status == 409:
        return Verdict.RETRY if reply.problem == "in-progress" else Verdict.LINK
    if reply.status == 422 and reply.problem == "idempotency-key-reused":
        return Verdict.BUG
    return Verdict.REJECTED
