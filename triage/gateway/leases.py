"""Who may work on a report, and until when: claims by priority, claims of one, renewal, release, expiry.

Each grant raises the report's fence; whoever comes with a smaller one has lost. Times are the gateway's.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, case, func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from triage.gateway import state as states
from triage.gateway import tables
from triage.gateway.database import Database
from triage.gateway.problems import Refusal, invalid
from triage.gateway.state import UNDER_LEASE, CurrentLease, ReportState
from triage.models.ids import ReportId, new_lease_id
from triage.models.profile import Profile
from triage.models.query import LIFTED_RANK, lift_at
from triage.models.queue import ClaimRequest, ReleaseRequest
from triage.models.stage import Stage, StageEvent, allows, step

LONGEST = timedelta(hours=12)
MOST_AT_ONCE = 10
_VIEWS = frozenset({"", "to_do", "all", "high_risk"})


def lease_length(seconds: int) -> timedelta:
    """Raises Refusal (422) for a length that no lease has."""
    if not 1 <= seconds <= LONGEST.total_seconds():
        raise invalid("/lease_seconds", f"must be from 1 to {int(LONGEST.total_seconds())}")
    return timedelta(seconds=seconds)


class Leases:
    """Grants, renews and ends leases. Every method is called inside a write transaction."""

    def __init__(self, database: Database, profile: Profile) -> None:
        self._database = database
        self._profile = profile

    async def claim_next(
        self, connection: AsyncConnection, subject: str, wanted: ClaimRequest, now: datetime
    ) -> list[ReportState]:
        """Take the next reports by priority; an empty list when there is nothing to take.

        Raises:
            Refusal: too-many-held, or 422 for numbers out of range or an unknown view.
        """
        length = lease_length(wanted.lease_seconds)
        if not 1 <= wanted.max <= MOST_AT_ONCE:
            raise invalid("/max", f"must be from 1 to {MOST_AT_ONCE}")
        if wanted.view not in _VIEWS:
            raise invalid("/view", f"must be one of: {', '.join(sorted(view for view in _VIEWS if view))}, or left out")
        await self._database.serialise(connection, f"claims of {subject}")
        free = await self._free_hands(connection, subject, now)
        await self.expire(connection, now)
        reports = tables.reports
        query = select(reports.c.report_id).where(reports.c.stage == Stage.INCOMING.value)
        if wanted.view == "high_risk":
            query = query.where(reports.c.rank == 0)
        query = query.order_by(*self._priority(now)).limit(min(wanted.max, free)).with_for_update(skip_locked=True)
        chosen = list((await connection.scalars(query)).all())
        return [await self._grant(connection, report_id, subject, length, now) for report_id in chosen]

    async def claim_one(
        self, connection: AsyncConnection, report_id: str, subject: str, length: timedelta, now: datetime
    ) -> ReportState:
        """Take this report; the holder's own live lease (or begin) is given back unchanged.

        Raises:
            Refusal: unknown-report, already-claimed, begun-elsewhere, not-claimable, too-many-held.
        """
        await self._database.serialise(connection, f"claims of {subject}")
        state = await states.load(connection, report_id, lock=True)
        holder = state.holder_at(now)
        if holder == subject:
            return state
        if holder:
            assert state.lease is not None
            word = "begun-elsewhere" if state.stage is Stage.BEGUN else "already-claimed"
            raise Refusal(word, held_by=holder, lease_expires_at=state.lease.expires_at)
        if not allows(state.stage_at(now), StageEvent.CLAIM):
            raise Refusal("not-claimable", f"It is {state.stage.value.replace('_', ' ')}.")
        await self._free_hands(connection, subject, now)
        return await self._grant(connection, report_id, subject, length, now)

    async def renew(
        self, connection: AsyncConnection, lease_id: str, subject: str, length: timedelta, now: datetime
    ) -> tuple[ReportId, CurrentLease]:
        """Count the lease from now; one that ran out and that nobody took since is alive again.

        Raises:
            Refusal: unknown-lease, lease-lost (taken, ended, another's, or past the longest time from its grant).
        """
        report_id = await connection.scalar(
            select(tables.leases.c.report_id).where(tables.leases.c.lease_id == lease_id)
        )
        if report_id is None:
            raise Refusal("unknown-lease")
        state = await states.load(connection, report_id, lock=True)
        lease = own_lease(state, lease_id, subject, now)
        expires_at = min(now + length, lease.first_granted_at + LONGEST)
        if expires_at <= now:
            raise Refusal("lease-lost", "It has been held as long as a lease may be: claim the report anew.")
        await connection.execute(
            update(tables.leases)
            .where(tables.leases.c.lease_id == lease_id)
            .values(granted_at=now, expires_at=expires_at)
        )
        if state.stage is Stage.INCOMING:
            await states.publish(connection, report_id, "revived", now, stage=step(state.stage, StageEvent.CLAIM))
        elif not lease.live(now) and state.stage in UNDER_LEASE:
            await states.publish(connection, report_id, "revived", now, stage=state.stage)
        renewed = (await states.load(connection, report_id)).lease
        assert renewed is not None
        return state.report_id, renewed

    async def release(
        self,
        connection: AsyncConnection,
        report_id: str,
        wanted: ReleaseRequest,
        subject: str,
        now: datetime,
    ) -> ReportState:
        """Give the report back to the queue; a repeated release finds it done.

        Raises:
            Refusal: unknown-report, lease-lost, begun.
        """
        state = await states.load(connection, report_id, lock=True)
        lease = state.lease
        if lease and lease.lease_id == wanted.lease_id and lease.subject == subject and lease.ended_by == "released":
            return state
        if own_lease(state, wanted.lease_id, subject, now).fence != wanted.fence:
            raise lost(state, now)
        if state.stage is Stage.BEGUN:
            raise Refusal("begun")
        await self.end(connection, wanted.lease_id, "released", now, note=wanted.why)
        if state.stage in UNDER_LEASE:
            stage = step(state.stage, StageEvent.RELEASE)
            await states.publish(connection, report_id, "released", now, stage=stage)
        return await states.load(connection, report_id)

    async def end(self, connection: AsyncConnection, lease_id: str, why: str, now: datetime, *, note: str = "") -> None:
        """Nobody can renew this lease any more."""
        await connection.execute(
            update(tables.leases)
            .where(tables.leases.c.lease_id == lease_id, tables.leases.c.ended_at.is_(None))
            .values(ended_at=now, ended_by=why, note=note)
        )

    async def expire(self, connection: AsyncConnection, now: datetime) -> int:
        """Give reports whose lease ran out back to the queue; returns how many. The lease may still be revived."""
        reports, leases = tables.reports, tables.leases
        query = (
            select(reports.c.report_id)
            .join(leases, and_(leases.c.report_id == reports.c.report_id, leases.c.fence == reports.c.fence))
            .where(reports.c.stage.in_([stage.value for stage in UNDER_LEASE]), leases.c.expires_at <= now)
            .with_for_update(of=reports, skip_locked=True)
        )
        expired = 0
        for report_id in (await connection.scalars(query)).all():
            state = await states.load(connection, report_id)
            if state.stage in UNDER_LEASE and state.stage_at(now) is Stage.INCOMING:
                stage = step(state.stage, StageEvent.EXPIRE)
                await states.publish(connection, report_id, "expired", now, stage=stage)
                expired += 1
        return expired

    def _priority(self, now: datetime) -> tuple[ColumnElement[Any], ...]:
        reports = tables.reports
        lift = lift_at(now, self._profile.clocks.lift_minutes)
        lifted = and_(reports.c.rank > LIFTED_RANK, reports.c.due_at <= lift)
        return (case((lifted, LIFTED_RANK), else_=reports.c.rank), reports.c.due_at, reports.c.report_id)

    async def _free_hands(self, connection: AsyncConnection, subject: str, now: datetime) -> int:
        """How many more this person may hold. A begun report does not count: it waits for records, not for them."""
        reports, leases = tables.reports, tables.leases
        held = await connection.scalar(
            select(func.count())
            .select_from(leases.join(reports, reports.c.report_id == leases.c.report_id))
            .where(
                leases.c.subject == subject,
                leases.c.ended_at.is_(None),
                leases.c.expires_at > now,
                leases.c.fence == reports.c.fence,
                reports.c.stage.in_([stage.value for stage in UNDER_LEASE]),
            )
        )
        most = self._profile.leases.max_held
        if (held or 0) >= most:
            raise Refusal("too-many-held", f"You hold {held} of at most {most}. Send or give back one of them first.")
        return most - (held or 0)

    async def _grant(
        self, connection: AsyncConnection, report_id: str, subject: str, length: timedelta, now: datetime
    ) -> ReportState:
        state = await states.load(connection, report_id)
        if state.lease and not state.lease.ended:
            await self.end(connection, state.lease.lease_id, "taken", now)
        fence = state.fence + 1
        await connection.execute(
            insert(tables.leases).values(
                lease_id=new_lease_id(),
                report_id=report_id,
                fence=fence,
                subject=subject,
                first_granted_at=now,
                granted_at=now,
                expires_at=now + length,
            )
        )
        await states.publish(
            connection,
            report_id,
            "claimed",
            now,
            stage=step(state.stage_at(now), StageEvent.CLAIM),
            fence=fence,
            delivery_count=state.delivery_count + 1,
        )
        return await states.load(connection, report_id)


def own_lease(state: ReportState, lease_id: str, subject: str, now: datetime) -> CurrentLease:
    """The report's current lease, which must be this one, this person's, and not ended; it may have run out.

    Raises:
        Refusal: lease-lost.
    """
    lease = state.lease
    if lease is None or lease.lease_id != lease_id or lease.subject != subject or lease.ended:
        raise lost(state, now)
    return lease


def lost(state: ReportState, now: datetime) -> Refusal:
    """409 lease-lost, telling who holds the report now."""
    holder = state.holder_at(now)
    expires = state.lease.expires_at if holder and state.lease else None
    return Refusal("lease-lost", held_by=holder, lease_expires_at=expires)
