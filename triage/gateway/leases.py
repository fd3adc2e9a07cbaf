"""Who may work on a report, and until when: claims by priority, claims of one, renewal, release, expiry.

Each grant raises the report's fence; whoever comes with a smaller one has lost. Times are the gateway's.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, case, func, insert, literal_column, select, true, update
from sqlalchemy.ext.asyncio import AsyncConnection

from triage.gateway import audit, tables
from triage.gateway import state as states
from triage.gateway.claim_wishes import LONGEST, VIEWS, Wanted
from triage.gateway.database import Database
from triage.gateway.knowledge.view_conditions import condition
from triage.gateway.problems import Refusal, invalid
from triage.gateway.sight import Sight
from triage.gateway.state import UNDER_LEASE, CurrentLease, ReportState
from triage.gateway.workflow.serving import placed, servable
from triage.models.ids import ReportId, new_lease_id
from triage.models.profile import Profile
from triage.models.query import LIFTED_RANK, lift_at
from triage.models.queue import ReleaseRequest
from triage.models.stage import Stage, StageEvent, allows, step

EXPIRED_AT_ONCE = 100


class Leases:
    """Grants, renews and ends leases. Every method is called inside a write transaction.

    ``most_deliveries``: a report whose lease ran out that many times is held for a person (0: never).
    """

    def __init__(self, database: Database, profile: Callable[[], Profile], most_deliveries: int = 0) -> None:
        self._database = database
        self._profile = profile
        self._most_deliveries = most_deliveries

    @property
    def most_held(self) -> int:
        """How many reports one person may hold."""
        return self._profile().leases.max_held

    def lift_at(self, now: datetime) -> datetime:
        """What is due until then is lifted (models/query.py)."""
        return lift_at(now, self._profile().clocks.lift_minutes)

    async def claim_next(
        self, connection: AsyncConnection, subject: str, wanted: Wanted, sight: Sight, now: datetime
    ) -> list[ReportState]:
        """Take the next reports by priority, step by step; an empty list when there is nothing to take.

        Raises:
            Refusal: too-many-held, 422 for a view that this person does not have.
        """
        await self._database.serialise(connection, f"claims of {subject}")
        shown = await condition(connection, subject, wanted.view, now) if wanted.view else true()
        if shown is None:
            built_in = ", ".join(sorted(view for view in VIEWS if view))
            raise invalid("/view", f"must be one of {built_in}, the key of a saved view, or left out")
        free = await self._free_hands(connection, subject, now)
        await self.expire(connection, now)
        reports = tables.reports
        query = select(reports.c.report_id).where(
            reports.c.stage == literal_column("'incoming'"),  # as the indexes say it
            servable(subject, now),
            sight.condition,
            shown,
        )
        if wanted.high_only:
            query = query.where(reports.c.rank < LIFTED_RANK)
        query = (
            query.order_by(placed(subject), *self._priority(now))
            .limit(min(wanted.most, free))
            .with_for_update(skip_locked=True)
        )
        chosen = list((await connection.scalars(query)).all())
        return [
            await self.grant(connection, await states.load(connection, report_id), subject, wanted.length, now)
            for report_id in chosen
        ]

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
        return await self.grant(connection, state, subject, length, now)

    async def renew(
        self, connection: AsyncConnection, lease_id: str, subject: str, length: timedelta, now: datetime
    ) -> tuple[ReportId, CurrentLease]:
        """Count the lease from now; one that ran out and that nobody took since is alive again.

        Raises:
            Refusal: unknown-lease, lease-lost (taken, ended, another's, or past the longest time from its grant).
        """
        state = await states.load_leased(connection, lease_id)
        if state is None:
            raise Refusal("unknown-lease")
        lease = own_lease(state, lease_id, subject, now)
        expires_at = min(now + length, lease.first_granted_at + LONGEST)
        if expires_at <= now:
            raise Refusal("lease-lost", "It has been held as long as a lease may be: claim the report anew.")
        await connection.execute(
            update(tables.leases)
            .where(tables.leases.c.lease_id == lease_id)
            .values(granted_at=now, expires_at=expires_at, lapsed_at=None)
        )
        if state.stage is Stage.INCOMING:
            revived = step(state.stage, StageEvent.CLAIM)
            await states.publish(connection, state.report_id, "revived", now, stage=revived)
        elif not lease.live(now) and state.stage in UNDER_LEASE:
            await states.publish(connection, state.report_id, "revived", now, stage=state.stage)
        return state.report_id, replace(lease, granted_at=now, expires_at=expires_at)

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
        """Give reports whose lease ran out back to the queue, at most `EXPIRED_AT_ONCE`; returns how many.

        The lease may still be revived, unless it was the last of the report's deliveries: then a person must look.
        """
        reports, leases = tables.reports, tables.leases
        run_out = and_(leases.c.ended_at.is_(None), leases.c.lapsed_at.is_(None), leases.c.expires_at <= now)
        query = (
            select(reports.c.report_id)
            .join(leases, leases.c.report_id == reports.c.report_id)
            .where(run_out)
            .order_by(leases.c.expires_at)
            .limit(EXPIRED_AT_ONCE)
            .with_for_update(of=reports, skip_locked=True)
        )
        locked = (await connection.scalars(query)).all()
        if not locked:
            return 0
        # Now that nobody else can touch them, look again: one of them may have been renewed before it was locked.
        lapsed = await connection.execute(
            update(leases)
            .where(leases.c.report_id.in_(locked), run_out)
            .values(lapsed_at=now)
            .returning(leases.c.report_id, leases.c.fence)
        )
        expired = 0
        for report_id, fence in lapsed.all():
            state = await states.load(connection, report_id)
            if state.stage in UNDER_LEASE and state.fence == fence:
                await self._give_back(connection, state, now)
                expired += 1
        return expired

    async def _give_back(self, connection: AsyncConnection, state: ReportState, now: datetime) -> None:
        most = self._most_deliveries
        if not most or await self._times_run_out(connection, state.report_id) < most:
            stage = step(state.stage, StageEvent.EXPIRE)
            await states.publish(connection, state.report_id, "expired", now, stage=stage)
            return
        assert state.lease is not None
        await self.end(connection, state.lease.lease_id, "held", now)
        stage = step(state.stage, StageEvent.HOLD)
        why = f"Its lease ran out {most} times" if most > 1 else "Its lease ran out"
        await states.publish(connection, state.report_id, "held", now, stage=stage, waiting_why=why)
        await audit.record(
            connection, now, "gateway", "hold", report_id=state.report_id, details={"deliveries": state.delivery_count}
        )

    async def _times_run_out(self, connection: AsyncConnection, report_id: str) -> int:
        """Leases that ended by nobody's will since the report was last held or settled."""
        leases = tables.leases
        of_report = leases.c.report_id == report_id
        marks = leases.c.ended_by.in_(("held", "settled"))
        since = select(func.coalesce(func.max(leases.c.fence), 0)).where(of_report, marks).scalar_subquery()
        failed = and_(leases.c.lapsed_at.is_not(None), leases.c.ended_by.in_(("", "taken")), leases.c.fence > since)
        return int(await connection.scalar(select(func.count()).where(of_report, failed)) or 0)

    def _priority(self, now: datetime) -> tuple[ColumnElement[Any], ...]:
        reports = tables.reports
        lift = self.lift_at(now)
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
        most = self.most_held
        if (held or 0) >= most:
            raise too_many_held(held or 0, most)
        return most - (held or 0)

    async def grant(
        self,
        connection: AsyncConnection,
        state: ReportState,
        subject: str,
        length: timedelta,
        now: datetime,
        *,
        stage: Stage | None = None,
    ) -> ReportState:
        """Let this person hold the report, which is locked and free; gives it as it stands then.

        ``stage``: the one it has from now on, where that is not what a claim leads to.
        """
        since = now
        if before := state.lease:
            # Clocks of two gateways may differ, and a call may be told an earlier time than one that overtook it: a
            # grant never begins before the one before it ended.
            since = max(now, before.granted_at, before.ended_at or before.expires_at)
            if not before.ended:
                await self.end(connection, before.lease_id, "taken", since)
        lease = CurrentLease(
            lease_id=new_lease_id(),
            fence=state.fence + 1,
            subject=subject,
            first_granted_at=since,
            granted_at=since,
            expires_at=since + length,
            ended=False,
            ended_by="",
        )
        await connection.execute(
            insert(tables.leases).values(
                lease_id=lease.lease_id,
                report_id=state.report_id,
                fence=lease.fence,
                subject=subject,
                first_granted_at=since,
                granted_at=since,
                expires_at=lease.expires_at,
            )
        )
        changed: dict[str, Any] = {
            "stage": stage or step(state.stage_at(now), StageEvent.CLAIM),
            "fence": lease.fence,
            "delivery_count": state.delivery_count + 1,
            "deferred_until": None,
        }
        await states.publish(connection, state.report_id, "claimed", now, **changed)
        return replace(state, lease=lease, **changed)


def too_many_held(held: int, most: int) -> Refusal:
    return Refusal("too-many-held", f"You hold {held} of at most {most}. Send or give back one of them first.")


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
