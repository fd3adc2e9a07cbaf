"""Handover between shifts at the gateway. Every call raises `ApiFailure` only."""

from __future__ import annotations

from triage.models import codec
from triage.models.handover import HandoverSheet, ShiftNote, ShiftNotePut
from triage.services.api.client import Client
from triage.services.api.reading import as_type


class HandoverApi:
    def __init__(self, client: Client) -> None:
        self._client = client

    async def sheet(self) -> HandoverSheet:
        """What is left, and the notes of the last shifts."""
        return as_type(HandoverSheet, (await self._client.call("GET", "/v1/handover")).body)

    async def note(self, words: str) -> ShiftNote:
        """Leave words for the next shift."""
        body = codec.encode(ShiftNotePut(words=words))
        return as_type(ShiftNote, (await self._client.call("POST", "/v1/handover/notes", body=body)).body)
