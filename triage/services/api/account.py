"""The account and this workstation's statement at the gateway. Every call raises `ApiFailure` only."""

from __future__ import annotations

from datetime import datetime
from urllib.parse import quote

from triage.models import codec
from triage.models.account import AccountPage, Statement
from triage.services.api.client import Client
from triage.services.api.reading import as_type

PAGE = 1000
PATIENCE = 30.0
"""Seconds on top of the usual time-out: a page is a thousand reports."""


class AccountApi:
    def __init__(self, client: Client) -> None:
        self._client = client

    async def page(self, *, since: datetime | None, until: datetime | None, after: str) -> AccountPage:
        """The next part of the account; for supervisors and auditors."""
        asked = {"since": since.isoformat() if since else "", "until": until.isoformat() if until else ""}
        params = {name: value for name, value in {**asked, "after": after}.items() if value}
        params["limit"] = str(PAGE)
        return as_type(AccountPage, (await self._client.call("GET", "/v1/account", params=params, wait=PATIENCE)).body)

    async def state(self, told: Statement) -> None:
        """Say what this workstation holds."""
        await self._client.call("PUT", f"/v1/workstations/{quote(told.store, safe='')}", body=codec.encode(told))
