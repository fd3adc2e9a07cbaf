"""Proposed decisions at the gateway. Every call raises `ApiFailure` only."""

from __future__ import annotations

from triage.models import codec
from triage.models.ids import OpId, ReportId
from triage.models.proposal import Proposal, ProposalEnd, Proposals, Proposed
from triage.services.api.client import Client
from triage.services.api.reading import as_type, keyed

MOST_OPEN = 1000


class ProposalsApi:
    """What is proposed is a frozen `ProposalRequest`."""

    def __init__(self, client: Client) -> None:
        self._client = client

    async def propose(self, report_id: ReportId, body: bytes, *, key: OpId) -> Proposed:
        path = f"/v1/reports/{report_id}/proposals"
        return as_type(Proposed, (await self._client.call("POST", path, body=body, headers=keyed(key))).body)

    async def end(self, report_id: ReportId, number: int, told: ProposalEnd, *, key: OpId) -> Proposed:
        path = f"/v1/reports/{report_id}/proposals/{number}/end"
        got = await self._client.call("POST", path, body=codec.encode(told), headers=keyed(key))
        return as_type(Proposed, got.body)

    async def open_ones(self, limit: int = 100) -> tuple[Proposal, ...]:
        """Those of all reports that nobody has dealt with, the newest first; for supervisors and auditors.

        ``limit``: how many are asked for at a time. The newest `MOST_OPEN` at most.
        """
        found: list[Proposal] = []
        after: str | None = ""
        while after is not None and len(found) < MOST_OPEN:
            params = {"state": "open", "limit": str(limit)} | ({"after": after} if after else {})
            page = as_type(Proposals, (await self._client.call("GET", "/v1/proposals", params=params)).body)
            found += page.items
            after = page.next
        return tuple(found[:MOST_OPEN])
