"""What supervisors do with the work of others, and what they said to us. Every call raises `ApiFailure` only."""

from __future__ import annotations

from triage.models import codec
from triage.models.ids import OpId, ReportId
from triage.models.proposal import Proposed
from triage.models.queue import Moved
from triage.models.supervising import (
    ApproveRequest,
    AssignRequest,
    Colleague,
    Colleagues,
    PinRequest,
    Said,
    SaidPage,
    UnlockRequest,
    UnpinRequest,
)
from triage.services.api.client import Client
from triage.services.api.reading import as_type, keyed

Move = UnlockRequest | AssignRequest | PinRequest | UnpinRequest
_CALLS: dict[type[Move], str] = {
    UnlockRequest: "unlock",
    AssignRequest: "assign",
    PinRequest: "pin",
    UnpinRequest: "unpin",
}


class SupervisingApi:
    def __init__(self, client: Client) -> None:
        self._client = client

    async def move(self, report_id: ReportId, told: Move, *, key: OpId) -> Moved:
        """Take back, assign, pin or unpin: whichever ``told`` asks for."""
        path = f"/v1/reports/{report_id}/{_CALLS[type(told)]}"
        return as_type(Moved, (await self._client.call("POST", path, body=codec.encode(told), headers=keyed(key))).body)

    async def approve(self, report_id: ReportId, told: ApproveRequest, *, key: OpId) -> Proposed:
        path = f"/v1/reports/{report_id}/approve"
        got = await self._client.call("POST", path, body=codec.encode(told), headers=keyed(key))
        return as_type(Proposed, got.body)

    async def colleagues(self) -> tuple[Colleague, ...]:
        return as_type(Colleagues, (await self._client.call("GET", "/v1/colleagues")).body).items

    async def said(self) -> tuple[Said, ...]:
        return as_type(SaidPage, (await self._client.call("GET", "/v1/said")).body).items

    async def seen(self, number: int) -> None:
        await self._client.call("POST", f"/v1/said/{number}/seen")
