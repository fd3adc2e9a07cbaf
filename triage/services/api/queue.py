"""Queue API v1 (contracts B) as typed calls. Every call raises `ApiFailure` and nothing else."""

from __future__ import annotations

import asyncio
from datetime import datetime
from typing import TypeVar

from triage.models import codec
from triage.models.draft import Draft
from triage.models.errors import InputError
from triage.models.ids import LeaseId, OpId, ReportId
from triage.models.large_json import LARGE
from triage.models.lease import Lease
from triage.models.profile import Profile
from triage.models.queue import (
    AbortRequest,
    Begun,
    Changes,
    Claimed,
    ClaimRequest,
    DraftPut,
    Moved,
    ReleaseRequest,
    Renewed,
    RenewRequest,
    ReportBody,
    Settled,
)
from triage.services.api.client import ApiFailure, Client, unreadable

T = TypeVar("T")
OCTETS = None
"""Any content type: the original bytes and attachments."""


class QueueApi:
    """The gateway as this desktop sees it."""

    def __init__(self, client: Client) -> None:
        self._client = client

    @property
    def client(self) -> Client:
        """For the calls of other rooms; it stays this one's to close."""
        return self._client

    async def changes(self, after: str, *, limit: int = 500, wait: int = 0) -> Changes:
        """A page of the feed; a problem "cursor-gone" (410) means: start again without a cursor."""
        params = {"limit": str(limit), **({"after": after} if after else {}), **({"wait": str(wait)} if wait else {})}
        got = await self._client.call("GET", "/v1/changes", params=params, wait=wait)
        return _as(Changes, got.body)

    async def claim_next(self, *, lease_seconds: int, view: str = "") -> tuple[Claimed, ...]:
        """The next by priority; empty when there is nothing to take."""
        body = codec.encode(ClaimRequest(max=1, lease_seconds=lease_seconds, view=view))
        got = await self._client.call("POST", "/v1/claims", body=body)
        return () if got.status == 204 else await _as_soon(tuple[Claimed, ...], got.body)

    async def claim(self, report_id: ReportId, *, lease_seconds: int) -> Claimed:
        body = codec.encode(ClaimRequest(lease_seconds=lease_seconds))
        got = await self._client.call("POST", f"/v1/reports/{report_id}/claim", body=body)
        return await _as_soon(Claimed, got.body)

    async def renew(self, lease_id: LeaseId, *, lease_seconds: int) -> Renewed:
        body = codec.encode(RenewRequest(lease_seconds=lease_seconds))
        got = await self._client.call("PUT", f"/v1/leases/{lease_id}", body=body)
        return _as(Renewed, got.body)

    async def release(self, lease: Lease, why: str = "") -> Moved:
        body = codec.encode(ReleaseRequest(lease_id=lease.lease_id, fence=lease.fence, why=why))
        return _as(Moved, (await self._client.call("POST", f"/v1/reports/{lease.report_id}/release", body=body)).body)

    async def abort(self, report_id: ReportId, fence: int, why: str = "") -> Moved:
        body = codec.encode(AbortRequest(fence=fence, why=why))
        return _as(Moved, (await self._client.call("POST", f"/v1/reports/{report_id}/abort", body=body)).body)

    async def put_draft(self, lease: Lease, draft: Draft) -> None:
        body = codec.encode(DraftPut(lease_id=lease.lease_id, fence=lease.fence, draft=draft))
        await self._client.call("PUT", f"/v1/reports/{lease.report_id}/draft", body=body)

    async def begin(self, report_id: ReportId, body: bytes, *, if_match: str, key: OpId) -> Begun:
        """Send a frozen `BeginRequest`."""
        headers = {"If-Match": f'"{if_match}"', "Idempotency-Key": f'"{key}"'}
        got = await self._client.call("POST", f"/v1/reports/{report_id}/begin", body=body, headers=headers)
        return _as(Begun, got.body)

    async def settle(self, report_id: ReportId, body: bytes, *, key: OpId) -> Settled:
        """Send a frozen `SettleRequest`."""
        headers = {"Idempotency-Key": f'"{key}"'}
        got = await self._client.call("POST", f"/v1/reports/{report_id}/settle", body=body, headers=headers)
        return _as(Settled, got.body)

    async def report(self, report_id: ReportId) -> ReportBody:
        return await _as_soon(ReportBody, (await self._client.call("GET", f"/v1/reports/{report_id}")).body)

    async def raw(self, report_id: ReportId) -> bytes:
        """The original bytes as the public's form sent them."""
        return (await self._client.call("GET", f"/v1/reports/{report_id}/raw", media=OCTETS)).body

    async def profile(self, etag: str = "") -> tuple[Profile, str] | None:
        """The force profile and its ETag; None when the one we have is the current one."""
        headers = {"If-None-Match": etag} if etag else {}
        got = await self._client.call("GET", "/v1/profile", headers=headers)
        return None if got.status == 304 else (_as(Profile, got.body), got.headers.get("etag", ""))

    async def healthy(self) -> bool:
        """A light probe; whoever hears the exchanges learns of it."""
        try:
            await self._client.call("GET", "/healthz")
        except ApiFailure:
            return False
        return True

    async def aclose(self) -> None:
        await self._client.aclose()


async def _as_soon(kind: type[T], body: bytes) -> T:
    """The same for what may be large: read in a thread, so that the caller's loop goes on."""
    return _as(kind, body) if len(body) < LARGE else await asyncio.to_thread(_as, kind, body)


def _as(kind: type[T], body: bytes) -> T:
    try:
        return codec.decode(kind, body)
    except InputError as error:
        raise unreadable(error) from error


def told_until(failure: ApiFailure) -> tuple[str, datetime | None]:
    """Who holds the report and until when, as a refused claim told."""
    problem = failure.problem
    return (problem.held_by, problem.lease_expires_at) if problem else ("", None)
