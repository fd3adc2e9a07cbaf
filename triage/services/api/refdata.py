"""The gateway's calls for reference data: which versions are in use, and their bytes part by part."""

from __future__ import annotations

from triage.models import codec
from triage.models.errors import InputError
from triage.models.reference import RefSet
from triage.models.view_store import RefData
from triage.services.api.client import Client, unreadable


class RefdataApi:
    """Every call raises `ApiFailure` and nothing else."""

    def __init__(self, client: Client) -> None:
        self._client = client

    async def versions(self, etag: str = "") -> tuple[tuple[RefSet, ...], str] | None:
        """The versions in use, and the mark of this answer; None when it is the one that ``etag`` marks."""
        headers = {"If-None-Match": etag} if etag else None
        got = await self._client.call("GET", "/v1/refdata", headers=headers)
        if got.status == 304:
            return None
        try:
            return codec.decode(RefData, got.body).sets, got.headers.get("etag", "")
        except InputError as error:
            raise unreadable(error) from error

    async def piece(self, entry: RefSet, first: int, last: int) -> bytes:
        """Bytes ``first`` to ``last`` (both included) of a version. Problem not-found: it is in use no longer."""
        path = f"/v1/refdata/{entry.kind}/{entry.sha256}"
        got = await self._client.call("GET", path, headers={"Range": f"bytes={first}-{last}"}, media=None)
        return got.body if got.status == 206 else got.body[first : last + 1]
