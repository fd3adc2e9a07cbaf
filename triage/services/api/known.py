"""What the gateway knows of a report's people and of reports like it. Raises `ApiFailure` only."""

from __future__ import annotations

from urllib.parse import quote

from triage.models import codec
from triage.models.errors import InputError
from triage.models.ids import ReportId
from triage.models.search import Related
from triage.services.api.client import Client, unreadable


class KnownApi:
    def __init__(self, client: Client) -> None:
        self._client = client

    async def related(self, report_id: ReportId) -> Related:
        """Everything that other retained reports have to do with this one."""
        got = await self._client.call("GET", f"/v1/reports/{quote(report_id, safe='')}/related")
        try:
            return codec.decode(Related, got.body)
        except InputError as error:
            raise unreadable(error) from error
