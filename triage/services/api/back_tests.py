"""Back-tests at the gateway. Every call raises `ApiFailure` only."""

from __future__ import annotations

from triage.models import codec
from triage.models.back_test import BackTestAsk, BackTested
from triage.services.api.client import Client
from triage.services.api.reading import as_type

PATIENCE = 60.0
"""Seconds on top of the usual time-out: a page waits for what arrives, and for the pages of others."""


class BackTestsApi:
    def __init__(self, client: Client) -> None:
        self._client = client

    async def page(self, ask: BackTestAsk) -> BackTested:
        """The next reports tried; changes nothing, so that it can be asked again."""
        got = await self._client.call("POST", "/v1/back-tests", body=codec.encode(ask), wait=PATIENCE)
        return as_type(BackTested, got.body)
