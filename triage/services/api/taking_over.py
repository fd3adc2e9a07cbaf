"""What others hold, and taking it over, for supervisors. Every call raises `ApiFailure` only."""

from __future__ import annotations

from triage.models import codec
from triage.models.ids import OpId, ReportId
from triage.models.queue import Claimed
from triage.models.taking_over import HeldWorks, TakeOverRequest
from triage.services.api.client import Client
from triage.services.api.reading import as_type, keyed


class TakingOverApi:
    def __init__(self, client: Client) -> None:
        self._client = client

    async def held(self) -> HeldWorks:
        return as_type(HeldWorks, (await self._client.call("GET", "/v1/held")).body)

    async def take_over(self, report_id: ReportId, told: TakeOverRequest, *, key: OpId) -> Claimed:
        path = f"/v1/reports/{report_id}/take-over"
        got = await self._client.call("POST", path, body=codec.encode(told), headers=keyed(key))
        return as_type(Claimed, got.body)
