"""What the queue API says when it says no: RFC 9457 problem documents.

``type`` is a relative reference that ends in a short word ("lease-lost"); programs go by the word, people by title
and detail. No text of a report ever gets in here.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from starlette.responses import Response

from triage.models import codec
from triage.models.errors import FieldError
from triage.models.queue import ProblemDocument, ProblemField

MEDIA_TYPE = "application/problem+json"
BASE = "/problems/"

WORDS: Mapping[str, tuple[int, str]] = {
    "bad-request": (400, "The request cannot be read"),
    "idempotency-key-missing": (400, "This call needs an Idempotency-Key"),
    "unauthorised": (401, "Sign in first"),
    "forbidden": (403, "Your role may not do this"),
    "no-role": (403, "Your account has no role here"),
    "not-found": (404, "There is no such thing here"),
    "unknown-report": (404, "There is no such report"),
    "unknown-lease": (404, "There is no such lease"),
    "unknown-handoff": (404, "There is no such handoff"),
    "unknown-proposal": (404, "There is no such proposal"),
    "unknown-words": (404, "Nobody said that to you"),
    "unknown-decision": (404, "There is no such settled decision"),
    "unknown-feedback": (404, "There is no such feedback for you"),
    "unknown-message": (404, "There is no such message"),
    "unknown-withdrawal": (404, "The contact log has no such withdrawal"),
    "unknown-version": (404, "There is no such version of this report"),
    "unknown-attachment": (404, "There is no such attachment"),
    "method-not-allowed": (405, "This address does not take that method"),
    "already-claimed": (409, "Somebody else holds this report"),
    "begun-elsewhere": (409, "Somebody else has begun to send this report"),
    "begun": (409, "This report has been begun: settle or abort it"),
    "not-begun": (409, "This report has not been begun"),
    "not-claimable": (409, "This report cannot be claimed in its stage"),
    "too-many-held": (409, "You hold as many reports as you may"),
    "not-holder": (409, "You do not hold this report"),
    "lease-lost": (409, "This lease is lost"),
    "clock-ends-first": (409, "A clock of this report ends before that"),
    "not-closed": (409, "This report is not closed"),
    "not-held": (409, "This report is not held"),
    "not-awaiting": (409, "This handoff is not waiting for an answer"),
    "not-open": (409, "This proposal is not open any more"),
    "needs-approval": (409, "A supervisor approves this decision first"),
    "never-held": (409, "You never held this report"),
    "attachment-pending": (409, "This file is not here yet"),
    "attachment-failed": (409, "This file could not be fetched"),
    "attachment-suspicious": (409, "This file is not what it says it is"),
    "infected": (409, "This file carries a virus"),
    "unsafe-channel": (409, "Writing there could put somebody at risk"),
    "not-again": (409, "This message is not to be sent again"),
    "not-drawn": (409, "This decision is not in the sample of that week"),
    "reviewed-already": (409, "This decision has been reviewed already"),
    "answered-already": (409, "You have answered this feedback"),
    "switched-off": (409, "This gateway is not set up for that"),
    "in-progress": (409, "The same call is still running"),
    "cursor-gone": (410, "This cursor cannot be continued: start again without one"),
    "erased": (410, "What this report said has been erased after its time"),
    "stale": (412, "The report has changed since you read it"),
    "too-large": (413, "The request is too large"),
    "range-not-satisfiable": (416, "The attachment has no such bytes"),
    "invalid": (422, "Something in the request is not as it must be"),
    "hash-mismatch": (422, "The decision does not match its hash"),
    "idempotency-key-reused": (422, "This Idempotency-Key was used for another request"),
    "locked": (423, "This file is locked: it may be illegal"),
    "precondition-required": (428, "This call needs If-Match"),
    "too-many-calls": (429, "Too many calls in this minute"),
    "bug": (500, "The gateway made a mistake"),
    "not-ready": (503, "This gateway cannot work just now"),
    "sign-in-down": (503, "The sign-in provider cannot be asked just now"),
    "database-down": (503, "The gateway's database cannot be used just now"),
}
"""Every word the gateway can say, with its status and title."""


class Refusal(Exception):
    """An answer that says no. Raised anywhere below a route; the transaction around it leaves nothing."""

    def __init__(
        self,
        word: str,
        detail: str = "",
        *,
        errors: tuple[FieldError, ...] = (),
        held_by: str = "",
        lease_expires_at: datetime | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> None:
        self.status, title = WORDS[word]
        super().__init__(f"{self.status} {word}")
        self.word = word
        self.headers = dict(headers or {})
        self.document = ProblemDocument(
            type=BASE + word,
            title=title,
            status=self.status,
            detail=detail,
            errors=tuple(ProblemField(pointer=entry.pointer, detail=entry.detail) for entry in errors),
            held_by=held_by,
            lease_expires_at=lease_expires_at,
        )


def invalid(pointer: str, detail: str) -> Refusal:
    """422 for one field."""
    return Refusal("invalid", errors=(FieldError(pointer, detail),))


def database_down() -> Refusal:
    return Refusal("database-down", "Nothing of this call was kept. Try again shortly.", headers={"Retry-After": "5"})


def answer(refusal: Refusal) -> Response:
    """The HTTP answer of a refusal."""
    return Response(
        codec.encode(refusal.document),
        status_code=refusal.status,
        media_type=MEDIA_TYPE,
        headers={"Cache-Control": "no-store", **refusal.headers},
    )


def word_for_status(status: int) -> str:
    """The nearest word for a status that the framework chose."""
    known = {400: "bad-request", 401: "unauthorised", 403: "forbidden", 404: "not-found", 405: "method-not-allowed"}
    if status in known:
        return known[status]
    return "bad-request" if 400 <= status < 500 else "bug"
