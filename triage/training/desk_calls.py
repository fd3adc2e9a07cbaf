"""What one invented colleague's desktop says to the gateway: claims, drafts, decisions, proposals, what was answered.

The standard library's client is enough for it.
"""

from __future__ import annotations

import http.client
from urllib.parse import urlsplit

from triage.models import codec
from triage.models.decision import Decision, Reference
from triage.models.draft import Draft
from triage.models.errors import KnownError
from triage.models.ids import ReportId, new_op_id
from triage.models.proposal import ProposalKind, ProposalRequest
from triage.models.queue import BeginRequest, Claimed, DraftPut, ReleaseRequest, SettleRequest
from triage.models.supervising import Said, SaidPage


class DeskCalls:
    """``me``: the id that the gateway knows the token's owner by. Every method raises KnownError when the gateway
    refuses or does not answer."""

    def __init__(self, gateway: str, token: str, me: str) -> None:
        self.me = me
        self._gateway = gateway
        self._token = token

    def claim(self, most: int) -> tuple[Claimed, ...]:
        """The next reports by priority, none when nothing waits."""
        got = self._call("POST", "/v1/claims", codec.encode({"max": most}))
        return codec.decode(tuple[Claimed, ...], got) if got else ()

    def claim_one(self, report_id: ReportId) -> Claimed:
        """Just this report, as whoever it is kept for does."""
        return codec.decode(Claimed, self._call("POST", f"/v1/reports/{report_id}/claim", b"{}"))

    def release(self, claimed: Claimed) -> None:
        """Give it back to the queue."""
        given = codec.encode(ReleaseRequest(lease_id=claimed.lease_id, fence=claimed.fence))
        self._call("POST", f"/v1/reports/{claimed.report_id}/release", given)

    def put_draft(self, claimed: Claimed, draft: Draft) -> None:
        """Leave the draft at the gateway."""
        body = codec.encode(DraftPut(lease_id=claimed.lease_id, fence=claimed.fence, draft=draft))
        self._call("PUT", f"/v1/reports/{claimed.report_id}/draft", body)

    def begin(self, claimed: Claimed, decision: Decision) -> None:
        """Say that the decision is about to be recorded."""
        request = BeginRequest(
            lease_id=claimed.lease_id,
            fence=claimed.fence,
            decision=decision,
            decision_sha256=codec.sha256(codec.canonical(decision)),
        )
        headers = {"If-Match": f'"{claimed.etag}"', "Idempotency-Key": f'"{new_op_id()}"'}
        self._call("POST", f"/v1/reports/{claimed.report_id}/begin", codec.encode(request), headers)

    def settle(self, claimed: Claimed, decision: Decision, references: tuple[Reference, ...]) -> None:
        """Say that it is done, and what the records systems called what they made."""
        settled = codec.encode(
            SettleRequest(fence=claimed.fence, references=references, outcome=decision.draft.outcome)
        )
        self._call("POST", f"/v1/reports/{claimed.report_id}/settle", settled, {"Idempotency-Key": f'"{new_op_id()}"'})

    def ask_approval(self, claimed: Claimed, decision: Decision, why: str) -> None:
        """Send the decision to a supervisor; the report waits from then on."""
        wanted = ProposalRequest(
            kind=ProposalKind.APPROVAL, decision=decision, why=why, lease_id=claimed.lease_id, fence=claimed.fence
        )
        self._call("POST", f"/v1/reports/{claimed.report_id}/proposals", codec.encode(wanted))

    def unread(self) -> tuple[Said, ...]:
        """What supervisors said to this colleague and was not read yet, the oldest first."""
        page = codec.decode(SaidPage, self._call("GET", "/v1/said"))
        return tuple(said for said in reversed(page.items) if said.seen_at is None)

    def read(self, said: Said) -> None:
        """It was read; it is not told again."""
        self._call("POST", f"/v1/said/{said.number}/seen")

    def _call(self, method: str, path: str, body: bytes = b"", headers: dict[str, str] | None = None) -> bytes:
        own = {"Authorization": f"Bearer {self._token}", "Content-Type": "application/json"}
        return asked(self._gateway, method, path, body, {**own, **(headers or {})}, who="The gateway")


def asked(base: str, method: str, path: str, body: bytes, headers: dict[str, str], *, who: str) -> bytes:
    """The body of the answer. ``who`` is asked, in words.

    Raises:
        KnownError: a refusal, or no answer.
    """
    address = urlsplit(base)
    connection = http.client.HTTPConnection(address.hostname or "127.0.0.1", address.port, timeout=30)
    try:
        connection.request(method, path, body or None, headers)
        answer = connection.getresponse()
        content = answer.read()
    except (OSError, http.client.HTTPException) as error:
        raise KnownError(f"{who} did not answer a training colleague.") from error
    finally:
        connection.close()
    if answer.status >= 300:
        raise KnownError(f"{who} answered {answer.status} to a training colleague.")
    return content
