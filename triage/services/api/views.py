"""Calls of the queue column (contracts B): saved views, full-text search, putting off. Raise `ApiFailure` only."""

from __future__ import annotations

from datetime import datetime
from typing import TypeVar
from urllib.parse import quote

from triage.models import codec
from triage.models.errors import InputError
from triage.models.lease import Lease
from triage.models.queue import Moved
from triage.models.search import SearchPage
from triage.models.view_store import StoredView, ViewList, ViewPut
from triage.models.workflow import DeferRequest
from triage.services.api.client import Client, unreadable

T = TypeVar("T")


class ListApi:
    def __init__(self, client: Client) -> None:
        self._client = client

    async def views(self) -> ViewList:
        """One's own views, then the shared ones; without counts, which this workstation makes itself."""
        return _as(ViewList, (await self._client.call("GET", "/v1/views")).body)

    async def put_view(self, key: str, view: ViewPut, etag: str = "") -> StoredView:
        """Keep a view; ``etag`` of the one it replaces, "" for a new one."""
        headers = {"If-Match": f'"{etag}"'} if etag else {}
        got = await self._client.call("PUT", f"/v1/views/{quote(key)}", body=codec.encode(view), headers=headers)
        return _as(StoredView, got.body)

    async def delete_view(self, view: StoredView) -> None:
        params = {"shared": "true"} if view.shared else {}
        headers = {"If-Match": f'"{view.etag}"'}
        await self._client.call("DELETE", f"/v1/views/{quote(view.key)}", params=params, headers=headers)

    async def search(self, words: str, *, after: str = "", limit: int = 50) -> SearchPage:
        params = {"q": words, "limit": str(limit), **({"after": after} if after else {})}
        return _as(SearchPage, (await self._client.call("GET", "/v1/search", params=params)).body)

    async def defer(self, lease: Lease, until: datetime, why: str) -> Moved:
        """Give the report back, not to be served before ``until``."""
        request = DeferRequest(until=until, why=why, lease_id=lease.lease_id, fence=lease.fence)
        path = f"/v1/reports/{lease.report_id}/defer"
        return _as(Moved, (await self._client.call("POST", path, body=codec.encode(request))).body)


def _as(kind: type[T], body: bytes) -> T:
    try:
        return codec.decode(kind, body)
    except InputError as error:
        raise unreadable(error) from error
