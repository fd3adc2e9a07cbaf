"""Keeping leases alive, silently, and noticing when one lapsed or was lost (architecture §5).

Times are the server's; the loop only wakes us, what counts are the clocks compared when it does, so a workstation
that slept for an hour sees its leases lapsed at the first look.
"""

from __future__ import annotations

import asyncio

from sqlalchemy import Connection, select

from triage.models.errors import KnownError
from triage.models.ids import ReportId
from triage.models.lease import Lease, LeaseState, renew_due, state_at
from triage.models.operation import GATEWAY
from triage.models.queue import Renewed
from triage.models.stage import Stage
from triage.models.views import Link
from triage.services import work
from triage.services.api.client import ApiFailure
from triage.services.api.queue import QueueApi, told_until
from triage.services.closing import erase_report
from triage.services.hub import LeaseChanged, Notice, ReportsChanged
from triage.services.links import Links
from triage.services.tables import DRAFTS
from triage.services.workplace import Workplace

LOOK_EVERY = 5.0
_GONE = frozenset({404, 409, 410})


class Renewals:
    """Renews what we hold; ``lease_seconds`` of the profile is what it asks for."""

    def __init__(
        self, place: Workplace, api: QueueApi, links: Links, *, lease_seconds: int, every: float = LOOK_EVERY
    ) -> None:
        self._store = place.store
        self._api = api
        self._hub = place.hub
        self._clock = place.clock
        self._audit = place.audit
        self._links = links
        self._seconds = lease_seconds
        self._every = every
        self._told: dict[ReportId, LeaseState] = {}

    async def run(self) -> None:
        while True:
            await self.round()
            await asyncio.sleep(self._every)

    async def round(self, *, everything: bool = False) -> None:
        """Renew what is due (at start: everything we think we hold) and tell what changed."""
        leases = await self._store.read(_kept)
        if self._links.state(GATEWAY) is not Link.OFFLINE:
            for lease in leases:
                if everything or renew_due(lease, self._clock.now()):
                    await self._try(lease)
        self._tell(await self._store.read(_kept))

    async def renew(self, report_id: ReportId) -> LeaseState:
        """Renew this one now; the state it is in afterwards (LOST when the gateway said so).

        Raises:
            ApiFailure: no word from the gateway; the lease is as it was.
        """
        lease = await self._store.read(lambda conn: work.lease_of(conn, report_id))
        if lease is None or lease.lost:
            return LeaseState.NONE if lease is None else LeaseState.LOST
        try:
            renewed = await self._api.renew(lease.lease_id, lease_seconds=self._seconds)
        except ApiFailure as failure:
            if failure.status not in _GONE:
                raise
            await self._lost(lease, failure)
        else:
            await self._store.write(lambda conn: _keep(conn, lease, renewed))
        after = await self._store.read(lambda conn: work.lease_of(conn, report_id))
        if after is not None:
            self._tell((after,), only=True)
        return state_at(after, self._clock.now())

    async def suspect(self, report_id: ReportId) -> None:
        """Something the gateway said makes this lease doubtful: look into it; silence is no answer."""
        try:
            await self.renew(report_id)
        except ApiFailure:
            return

    async def _try(self, lease: Lease) -> None:
        await self.suspect(lease.report_id)

    async def _lost(self, lease: Lease, failure: ApiFailure) -> None:
        holder, _ = told_until(failure)

        def write(conn: Connection) -> tuple[bool, bool]:
            if not work.lose_lease(conn, lease.report_id, lease.lease_id):
                return False, False
            self._audit.line(conn, "lease.lost", lease.report_id, fence=lease.fence, why=failure.word)
            found = work.work_of(conn, lease.report_id)
            untouched = found is not None and found.stage is Stage.CLAIMED and not _has_words(conn, lease.report_id)
            if untouched:
                erase_report(conn, lease.report_id)
            return True, not untouched

        lost, kept = await self._store.write(write)
        if not lost:
            return
        self._hub.publish(LeaseChanged(lease.report_id, LeaseState.LOST))
        self._told[lease.report_id] = LeaseState.LOST
        self._hub.publish(ReportsChanged(frozenset({lease.report_id})))
        what = f"{holder} holds a report that you held." if holder else "Your hold on a report has ended."
        do = "What you wrote is kept here; claim the report again to go on." if kept else ""
        self._hub.publish(Notice("warning", what, do, lease.report_id, key=f"lease:{lease.report_id}"))

    def _tell(self, leases: tuple[Lease, ...], *, only: bool = False) -> None:
        now = self._clock.now()
        states = {lease.report_id: state_at(lease, now) for lease in leases}
        for report_id, state in states.items():
            if self._told.get(report_id) is not state:
                self._told[report_id] = state
                self._hub.publish(LeaseChanged(report_id, state))
        if not only:
            self._told = {report_id: state for report_id, state in self._told.items() if report_id in states}


def _kept(conn: Connection) -> tuple[Lease, ...]:
    """Leases that matter: not lost, not begun (expiry frees nothing then)."""
    begun = {entry.report_id for entry in work.all_work(conn) if entry.begun_etag}
    return tuple(lease for lease in work.all_leases(conn) if not lease.lost and lease.report_id not in begun)


def _has_words(conn: Connection, report_id: ReportId) -> bool:
    found: int | None = conn.scalar(select(DRAFTS.c.revision).where(DRAFTS.c.report_id == report_id))
    return bool(found)


def _keep(conn: Connection, asked: Lease, renewed: Renewed) -> None:
    """Store the answer unless we let the report go while it was under way."""
    known = work.lease_of(conn, asked.report_id)
    if known is not None and known.lease_id == asked.lease_id and renewed.report_id == asked.report_id:
        work.put_lease(conn, renewed)


def not_held() -> KnownError:
    return KnownError("You do not hold this report.", "Claim it first.")
