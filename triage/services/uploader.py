"""Copies drafts to the gateway, newest only, so that a dead workstation strands nothing."""

from __future__ import annotations

import asyncio
import contextlib
import random
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from sqlalchemy import Connection, select, update

from triage.models import codec
from triage.models.draft import Draft
from triage.models.errors import KnownError
from triage.models.ids import ReportId
from triage.models.lease import Lease
from triage.models.operation import GATEWAY
from triage.models.stage import Stage
from triage.models.views import Link
from triage.services import work
from triage.services.api.client import ApiFailure
from triage.services.api.queue import QueueApi
from triage.services.backoff import delay
from triage.services.hub import DraftSaved, LinkChanged
from triage.services.links import REACHABLE, Links
from triage.services.tables import DRAFTS, LEASES, WORK
from triage.services.workplace import Workplace

SETTLE_SECONDS = 1.0
"""Typing comes in bursts: a copy goes up this long after the first change, with all of them."""
_ITS_OWN = frozenset({400, 413, 422})
"""Refusals of one draft that say nothing about the others."""
_OURS = (Stage.CLAIMED.value, Stage.IN_TRIAGE.value, Stage.DECIDED.value)


@dataclass(frozen=True, slots=True)
class Pending:
    lease: Lease
    draft: Draft


def pending(conn: Connection, me: str) -> tuple[Pending, ...]:
    """Drafts whose newest revision the gateway does not have, under a lease that is not lost."""
    joined = DRAFTS.join(LEASES, LEASES.c.report_id == DRAFTS.c.report_id).join(
        WORK, WORK.c.report_id == DRAFTS.c.report_id
    )
    query = select(DRAFTS.c.report_id, DRAFTS.c.body).select_from(joined)
    query = query.where(DRAFTS.c.revision > DRAFTS.c.uploaded, DRAFTS.c.saved_by == me, LEASES.c.lost == 0)
    query = query.where(WORK.c.stage.in_(_OURS), WORK.c.begun_etag == "")
    found = []
    for row in conn.execute(query).all():
        lease = work.lease_of(conn, ReportId(row.report_id))
        if lease is not None:
            found.append(Pending(lease, codec.decode(Draft, row.body)))
    return tuple(found)


def mark_uploaded(conn: Connection, draft: Draft) -> None:
    where = (DRAFTS.c.report_id == draft.report_id) & (DRAFTS.c.uploaded < draft.revision)
    conn.execute(update(DRAFTS).where(where).values(uploaded=draft.revision))


class Uploader:
    """``suspect`` is told of a report whose lease the gateway refused, so that the lease is looked into."""

    def __init__(
        self,
        place: Workplace,
        api: QueueApi,
        links: Links,
        suspect: Callable[[ReportId], Awaitable[object]],
        rng: random.Random,
    ) -> None:
        self._store = place.store
        self._api = api
        self._links = links
        self._me = place.me
        self._suspect = suspect
        self._rng = rng
        self._wake = asyncio.Event()
        self._failures = 0
        place.hub.subscribe(DraftSaved, lambda _saved: self._wake.set())
        place.hub.subscribe(LinkChanged, self._link_changed)

    async def run(self) -> None:
        while True:
            if self._links.state(GATEWAY) in REACHABLE:
                with contextlib.suppress(KnownError):  # the store cannot be read now; the copies wait
                    await self.upload()
            wait = delay(self._failures, self._rng).total_seconds() if self._failures else None
            try:
                async with asyncio.timeout(wait):
                    await self._wake.wait()
            except TimeoutError:
                continue
            self._wake.clear()
            await asyncio.sleep(SETTLE_SECONDS)

    async def upload(self) -> int:
        """Send every pending copy once; returns how many arrived."""
        arrived = 0
        self._failures += 1
        for entry in await self._store.read(lambda conn: pending(conn, self._me)):
            try:
                await self._api.put_draft(entry.lease, entry.draft)
            except ApiFailure as failure:
                if failure.status in (404, 409):
                    await self._suspect(entry.draft.report_id)
                elif failure.status not in _ITS_OWN:
                    return arrived
                continue
            await self._store.write(lambda conn, draft=entry.draft: mark_uploaded(conn, draft))  # type: ignore[misc]
            arrived += 1
        self._failures = 0
        return arrived

    def _link_changed(self, event: LinkChanged) -> None:
        if event.link.name == GATEWAY and event.link.state in (Link.ONLINE, Link.DEGRADED):
            self._wake.set()
