"""The training ground's fault switches. Only in training mode; live has no such address."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from triage.models import codec
from triage.models.errors import InputError
from triage.services.api.client import Client, unreadable

Faults = dict[str, Any]


class TrainingApi:
    """``link`` is "gateway" or "records"; ``system`` a destination key ("control", "crime")."""

    def __init__(self, client: Client) -> None:
        self._client = client

    async def faults(self) -> Faults:
        """How each link and each system misbehaves now."""
        return _object((await self._client.call("GET", "/faults")).body)

    async def set_link(self, link: str, mode: str, **settings: float) -> Faults:
        """``mode``: open, cut, slow, flaky or blackhole; settings such as ``delay`` in seconds."""
        return await self._put(f"/faults/{link}", {"mode": mode, **settings})

    async def set_records(self, system: str, faults: Mapping[str, Any]) -> Faults:
        """Make a records system slow, down, refuse a field or drop answers; what is left out is off."""
        return await self._put(f"/records/{system}", dict(faults))

    async def aclose(self) -> None:
        await self._client.aclose()

    async def _put(self, path: str, body: Mapping[str, Any]) -> Faults:
        return _object((await self._client.call("PUT", path, body=codec.encode(body))).body)


def _object(body: bytes) -> Faults:
    try:
        return codec.decode(dict[str, Any], body)
    except InputError as error:
        raise unreadable(error) from error
