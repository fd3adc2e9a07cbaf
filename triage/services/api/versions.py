"""The gateway's call for one version of a report."""

from __future__ import annotations

from triage.models.ids import ReportId
from triage.models.queue import ReportVersion
from triage.services.api.client import Client
from triage.services.api.reading import as_type


class VersionsApi:
    """Every call raises `ApiFailure` and nothing else."""

    def __init__(self, client: Client) -> None:
        self._client = client

    async def version(self, report_id: ReportId, number: int) -> ReportVersion:
        """Problems: unknown-report, unknown-version, erased."""
        got = await self._client.call("GET", f"/v1/reports/{report_id}/versions/{number}")
        return as_type(ReportVersion, got.body)
