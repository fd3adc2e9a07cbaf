"""The gateway's call that looks up outside the force."""

from __future__ import annotations

from triage.models import codec
from triage.models.errors import InputError
from triage.models.ids import ReportId
from triage.models.lookup import LookupAnswer, LookupAnswers, LookupAsk, LookupRequest
from triage.services.api.client import Client, unreadable


class LookupsApi:
    """Raises `ApiFailure` and nothing else."""

    def __init__(self, client: Client) -> None:
        self._client = client

    async def ask(self, report_id: ReportId, asks: tuple[LookupAsk, ...]) -> tuple[LookupAnswer, ...]:
        """Every source's answers, in the order asked; none for what no source knows."""
        body = codec.encode(LookupRequest(asks=asks))
        got = await self._client.call("POST", f"/v1/reports/{report_id}/lookups", body=body)
        try:
            return codec.decode(LookupAnswers, got.body).answers
        except InputError as error:
            raise unreadable(error) from error
