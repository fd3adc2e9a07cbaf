"""Claiming and giving back. The wish is saved before the gateway is asked, so a lost answer strands nothing.

A claim whose answer was lost leaves its intent behind. `reconcile` finds out what became of it: the gateway gives our
own live lease again to whoever asks for it, and the feed names the reports that we hold.
"""

from __future__ import annotations

import asyncio
import uuid
from collections.abc import Awaitable, Callable
from datetime import timedelta

from sqlalchemy import Connection, delete, insert, select

from triage.models.clock import Clock
from triage.models.draft import Draft
from triage.models.errors import KnownError
from triage.models.ids import ReportId
from triage.models.lease import Lease
from triage.models.queue import Claimed, Moved
from triage.models.stage import Stage, StageEvent, step
from triage.services import lost, snapshot, work
from triage.services.api.client import ApiFailure
from triage.services.api.queue import QueueApi, told_until
from triage.services.closing import erase_report
from triage.services.drafts import EDITABLE
from triage.services.hub import OutboxChanged, ReportsChanged
from triage.services.moments import millis
from triage.services.renewals import Renewals, not_held
from triage.services.tables import INTENTS, SUMMARIES, WORK
from triage.services.uploader import mark_uploaded, pending
from triage.services.workplace import Workplace


class Claims:
    def __init__(self, place: Workplace, api: QueueApi, renewals: Renewals, *, lease_seconds: int) -> None:
        self._store = place.store
        self._api = api
        self._hub = place.hub
        self._clock = place.clock
        self._audit = place.audit
        self._renewals = renewals
        self._me = place.me
        self._seconds = lease_seconds
        self._one_at_a_time = asyncio.Lock()

    async def claim_next(self, view: str = "") -> ReportId | None:
        """Take the next report by the gateway's priority; None when there is nothing to take.

        Raises:
            KnownError: offline, too many held, or no answer (then the report appears by itself if it was given).
        """
        async with self._one_at_a_time:
            intent = await self._intend(None)
            try:
                granted = await self._api.claim_next(lease_seconds=self._seconds, view=view)
            except ApiFailure as failure:
                raise _in_words(await self._failed(intent, failure)) from failure
            if not granted:
                await self._store.write(lambda conn: _drop_intent(conn, intent))
                return None
            for claimed in granted:
                await self._take(claimed, intent)
            return granted[0].report_id

    async def claim(self, report_id: ReportId) -> ReportId:
        """Take this report; our own live lease is given again.

        Raises:
            KnownError: another holds it (named), it cannot be claimed, offline.
        """
        async with self._one_at_a_time:
            intent = await self._intend(report_id)
            try:
                await self._ask(report_id, intent)
            except ApiFailure as failure:
                raise _in_words(await self._failed(intent, failure)) from failure
            return report_id

    async def given(self, report_id: ReportId, ask: Callable[[], Awaitable[Claimed]]) -> Claimed:
        """What ``ask`` brings: a report that is asked for by another call than a claim. Whoever keeps the grant drops
        its intent (`drop_intent_for`); an answer that was lost leaves it to `reconcile`, as a claim does.

        Raises:
            KnownError: what ``ask`` raises, or no answer (then the report appears by itself if it was given).
        """
        async with self._one_at_a_time:
            intent = await self._intend(report_id)
            try:
                return await ask()
            except ApiFailure as failure:
                raise await self._failed(intent, failure) from failure

    async def release(self, report_id: ReportId, why: str = "") -> None:
        """Give a report back to the queue; our draft goes to the gateway first and is offered to whoever is next.

        Raises:
            KnownError: not held, decided already, or the gateway cannot be reached (nothing has changed then).
        """
        await self.give_back(report_id, lambda lease: self._api.release(lease, why), "released")

    async def give_back(
        self, report_id: ReportId, ask: Callable[[Lease], Awaitable[Moved]], word: str, **detail: str
    ) -> None:
        """What release and putting off share: ``ask`` is the call, ``word`` the audit's. Raises as `release`."""
        lease = await self._store.read(lambda conn: _releasable(conn, report_id))
        for entry in await self._store.read(lambda conn: pending(conn, self._me)):
            if entry.draft.report_id == report_id:
                await self._api.put_draft(entry.lease, entry.draft)
                await self._store.write(lambda conn, draft=entry.draft: mark_uploaded(conn, draft))  # type: ignore[misc]
        try:
            moved = await ask(lease)
        except ApiFailure as failure:
            if failure.word in ("lease-lost", "unknown-report"):
                await self._renewals.suspect(report_id)
            raise

        def write(conn: Connection) -> None:
            erase_report(conn, report_id)
            snapshot.moved(conn, report_id, moved.stage, moved.etag)
            self._audit.line(conn, word, report_id, fence=lease.fence, **detail)

        await self._store.write(write)
        self._changed(report_id)

    async def let_go(self, report_id: ReportId) -> None:
        """Forget our words on a report whose lease we lost. A person decided that; it cannot be undone.

        Raises:
            KnownError: we still hold it, or something of it may still be under way.
        """

        def write(conn: Connection) -> None:
            if work.work_of(conn, report_id) is None:
                raise not_held()
            if not lost.is_lost(conn, report_id):
                raise KnownError("You still hold this report.", "Release it instead.")
            lost.check_nothing_under_way(conn, report_id)
            lost.forget(conn, report_id)
            self._audit.line(conn, "let_go", report_id)

        await self._store.write(write)
        self._changed(report_id)

    async def reconcile(self, *, starting: bool = False) -> tuple[ReportId, ...]:
        """Find out what became of claims without an answer; at start also what the gateway says we hold.

        Returns the reports that were taken in. Without an answer from the gateway the intents simply stay.
        """
        async with self._one_at_a_time:
            wanted = await self._store.read(lambda conn: self._wanted(conn, starting=starting))
            taken = []
            for report_id in wanted:
                try:
                    await self._ask(report_id, None)
                    taken.append(report_id)
                except ApiFailure as failure:
                    if 400 <= failure.status < 500 and failure.status != 401:
                        await self._store.write(lambda conn, key=report_id: drop_intent_for(conn, key))  # type: ignore[misc]
            await self._store.write(self._drop_old)
            return tuple(taken)

    def _wanted(self, conn: Connection, *, starting: bool) -> tuple[ReportId, ...]:
        intents = conn.execute(select(INTENTS.c.report_id).where(INTENTS.c.asked_by == self._me)).all()
        named = [ReportId(row.report_id) for row in intents if row.report_id is not None]
        if not starting and len(named) == len(intents):
            return tuple(named)
        ours = select(SUMMARIES.c.report_id).where(SUMMARIES.c.held_by == self._me)
        ours = ours.where(SUMMARIES.c.stage != Stage.CLOSED.value)
        ours = ours.where(SUMMARIES.c.report_id.not_in(select(WORK.c.report_id)))
        return tuple(dict.fromkeys([*named, *(ReportId(found) for found in conn.scalars(ours))]))

    def _drop_old(self, conn: Connection) -> None:
        # After a lease's life an unanswered claim holds nothing any more.
        oldest = self._clock.now() - timedelta(seconds=self._seconds)
        conn.execute(delete(INTENTS).where(INTENTS.c.asked_at < millis(oldest)))

    async def _intend(self, report_id: ReportId | None) -> str:
        intent = str(uuid.uuid4())

        def write(conn: Connection) -> None:
            now = millis(self._clock.now())
            row = {"intent_id": intent, "report_id": report_id, "asked_at": now, "asked_by": self._me}
            conn.execute(insert(INTENTS).values(**row))
            self._audit.line(conn, "claim.asked", report_id or "")

        await self._store.write(write)
        return intent

    async def _failed(self, intent: str, failure: ApiFailure) -> KnownError:
        if failure.may_have_happened:
            return KnownError(failure.what, "If a report was given to you, it appears under “Mine” by itself.")
        await self._store.write(lambda conn: _drop_intent(conn, intent))
        return failure

    async def _ask(self, report_id: ReportId, intent: str | None) -> None:
        """Ask for it and keep the grant. When what we had under way ended while the answer was on its way, the answer
        may be of before that, and it is asked again. Raises ApiFailure.
        """
        had = await self._store.read(lambda conn: work.work_of(conn, report_id) is not None)
        claimed = await self._api.claim(report_id, lease_seconds=self._seconds)
        if not await self._take(claimed, intent, had=had):
            await self._take(await self._api.claim(report_id, lease_seconds=self._seconds), intent)

    async def _take(self, claimed: Claimed, intent: str | None, *, had: bool = False) -> bool:
        """False, and nothing is kept: it was asked for while we had it under way (``had``), and that has ended."""

        def write(conn: Connection) -> bool:
            if had and work.work_of(conn, claimed.report_id) is None:
                return False
            take(conn, claimed, self._me, self._clock)
            if intent is not None:
                _drop_intent(conn, intent)
            drop_intent_for(conn, claimed.report_id)
            self._audit.line(
                conn, "claimed", claimed.report_id, fence=claimed.fence, version=claimed.report.report.version
            )
            return True

        kept = await self._store.write(write)
        if kept:
            await self._told(claimed.report_id)
        return kept

    async def _told(self, report_id: ReportId) -> None:
        self._changed(report_id)
        await self._renewals.round()

    def _changed(self, report_id: ReportId) -> None:
        self._hub.publish(ReportsChanged(frozenset({report_id})))
        self._hub.publish(OutboxChanged(frozenset({report_id})))


def take(conn: Connection, claimed: Claimed, me: str, clock: Clock) -> None:
    """Keep a grant with its report. Work of ours that is already here stays as it is, and so do our words, unless
    another handler went on from all of them meanwhile."""
    begun = claimed.report.summary.stage is Stage.BEGUN
    snapshot.put_body(conn, claimed.report, claimed.etag)
    work.put_lease(conn, claimed)
    known = work.work_of(conn, claimed.report_id)
    stage = known.stage if known else Stage.IN_TRIAGE if begun else Stage.CLAIMED
    work.put_work(
        conn,
        work.Work(
            report_id=claimed.report_id,
            stage=stage,
            owner=me,
            begun_etag=claimed.etag if begun else "",
            decision_id=known.decision_id if known else None,
        ),
    )
    theirs = claimed.report.draft
    if theirs is not None and _goes_on_from_ours(conn, theirs, stage):
        work.put_draft(conn, theirs, by=me, now=clock.now(), uploaded=theirs.revision)


def _goes_on_from_ours(conn: Connection, theirs: Draft, stage: Stage) -> bool:
    ours = work.draft_of(conn, theirs.report_id)
    if ours is None:
        return True
    return stage in EDITABLE and theirs.revision > ours.revision and work.draft_is_uploaded(conn, theirs.report_id)


def _releasable(conn: Connection, report_id: ReportId) -> Lease:
    found, lease = work.work_of(conn, report_id), work.lease_of(conn, report_id)
    if found is None or lease is None:
        raise not_held()
    if lease.lost:
        raise KnownError("You do not hold this report any more.", "Claim it again, or let your words go.")
    step(found.shown, StageEvent.RELEASE)
    if found.begun_etag:
        raise KnownError("This report has been begun, so it cannot be given back.", "Send it, or ask a supervisor.")
    return lease


def _in_words(failure: KnownError) -> KnownError:
    """A claim that failed, as the person is told of it."""
    if not isinstance(failure, ApiFailure):
        return failure
    if failure.status == 0:
        return KnownError("The gateway cannot be reached, so no report can be claimed.", "Work on what you hold.")
    holder, _ = told_until(failure)
    if holder:
        return KnownError(f"{holder} holds this report.", "Take another, or ask them to give it back.")
    return failure


def _drop_intent(conn: Connection, intent: str) -> None:
    conn.execute(delete(INTENTS).where(INTENTS.c.intent_id == intent))


def drop_intent_for(conn: Connection, report_id: ReportId) -> None:
    """The report was given, or refused: nothing about it has to be found out."""
    conn.execute(delete(INTENTS).where(INTENTS.c.report_id == report_id))
