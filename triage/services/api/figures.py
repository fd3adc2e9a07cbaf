"""The board's figures, and who the gateway takes us for. Every call raises `ApiFailure` only."""

from __future__ import annotations

from triage.models.caller import Caller
from triage.models.figures import BoardFigures
from triage.services.api.client import Client
from triage.services.api.reading import as_type


class FiguresApi:
    def __init__(self, client: Client) -> None:
        self._client = client

    async def figures(self) -> BoardFigures:
        """The board as it stands; for supervisors, admins and auditors."""
        return as_type(BoardFigures, (await self._client.call("GET", "/v1/figures")).body)

    async def me(self) -> Caller:
        """Who is signed in here, in which roles."""
        return as_type(Caller, (await self._client.call("GET", "/v1/me")).body)
