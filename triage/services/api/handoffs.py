"""Handing over, its answers, and reopening at the gateway (contracts B). Every call raises `ApiFailure` only."""

from __future__ import annotations

from triage.models import codec
from triage.models.ids import OpId, ReportId
from triage.models.queue import Moved
from triage.models.workflow import HandedOff, Handoff, Handoffs, HandoffState, ReopenRequest
from triage.services.api.client import Client
from triage.services.api.reading import as_type, keyed


class HandoffsApi:
    """The bodies that are sent are frozen `HandoffRequest`, `AcceptRequest` and `ReturnRequest`."""

    def __init__(self, client: Client) -> None:
        self._client = client

    async def hand_off(self, report_id: ReportId, body: bytes, *, key: OpId) -> HandedOff:
        path = f"/v1/reports/{report_id}/handoffs"
        return as_type(HandedOff, (await self._client.call("POST", path, body=body, headers=keyed(key))).body)

    async def accept(self, report_id: ReportId, number: int, body: bytes, *, key: OpId) -> HandedOff:
        """The other side took it on."""
        path = f"/v1/reports/{report_id}/handoffs/{number}/accept"
        return as_type(HandedOff, (await self._client.call("POST", path, body=body, headers=keyed(key))).body)

    async def give_back(self, report_id: ReportId, number: int, body: bytes, *, key: OpId) -> HandedOff:
        """The other side refused it."""
        path = f"/v1/reports/{report_id}/handoffs/{number}/return"
        return as_type(HandedOff, (await self._client.call("POST", path, body=body, headers=keyed(key))).body)

    async def of_report(self, report_id: ReportId) -> tuple[Handoff, ...]:
        """Every handover of the report, the first one first."""
        return as_type(Handoffs, (await self._client.call("GET", f"/v1/reports/{report_id}/handoffs")).body).items

    async def awaiting(self, limit: int = 100) -> tuple[Handoff, ...]:
        """Handovers that nobody answered yet, the newest first."""
        params = {"state": HandoffState.AWAITING.value, "limit": str(limit)}
        return as_type(Handoffs, (await self._client.call("GET", "/v1/handoffs", params=params)).body).items

    async def package(self, report_id: ReportId, number: int) -> bytes:
        """What the other side is given: a ZIP with its manifest."""
        path = f"/v1/reports/{report_id}/handoffs/{number}/package"
        return (await self._client.call("GET", path, media=None)).body

    async def reopen(self, report_id: ReportId, why: str, *, key: OpId) -> Moved:
        body = codec.encode(ReopenRequest(why=why))
        path = f"/v1/reports/{report_id}/reopen"
        return as_type(Moved, (await self._client.call("POST", path, body=body, headers=keyed(key))).body)
