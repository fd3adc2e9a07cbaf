"""Compliance figures and alarms at the gateway. Every call raises `ApiFailure` only."""

from __future__ import annotations

from urllib.parse import quote

from triage.models import codec
from triage.models.alarms import Alarms, ViewAlarm, ViewAlarmPut
from triage.models.compliance import Figure, FiguredReports, Figures
from triage.models.periods import Period
from triage.services.api.client import Client
from triage.services.api.reading import as_type

PATIENCE = 120.0
"""Seconds on top of the usual time-out: a year is a million reports to walk along, and right after an update a month is
a hundred thousand to make out. Whoever waits sees for how long, and can stop it."""


class ComplianceApi:
    def __init__(self, client: Client) -> None:
        self._client = client

    async def figures(self, period: Period) -> Figures:
        """The figures of these days; for supervisors, administrators and auditors."""
        got = await self._client.call("GET", "/v1/compliance", params=_days(period), wait=PATIENCE)
        return as_type(Figures, got.body)

    async def reports(self, period: Period, figure: Figure, kind: str | None, grade: str | None) -> FiguredReports:
        """The reports behind one figure, the slowest first."""
        params = {**_days(period), "figure": figure.value}
        params |= {name: told for name, told in (("kind", kind), ("grade", grade)) if told is not None}
        got = await self._client.call("GET", "/v1/compliance/reports", params=params, wait=PATIENCE)
        return as_type(FiguredReports, got.body)

    async def alarms(self) -> Alarms:
        """What stands now, and the alarms on views."""
        return as_type(Alarms, (await self._client.call("GET", "/v1/alarms")).body)

    async def set_alarm(self, view: str, limits: ViewAlarmPut) -> ViewAlarm:
        """Set the alarm on a view; for supervisors."""
        path = f"/v1/alarms/views/{quote(view, safe='')}"
        return as_type(ViewAlarm, (await self._client.call("PUT", path, body=codec.encode(limits))).body)

    async def clear_alarm(self, view: str) -> None:
        """Take the alarm off a view; for supervisors."""
        await self._client.call("DELETE", f"/v1/alarms/views/{quote(view, safe='')}")


def _days(period: Period) -> dict[str, str]:
    return {"since": period.since.isoformat(), "until": period.until.isoformat()}
