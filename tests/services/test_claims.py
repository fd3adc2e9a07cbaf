"""Claims over the real gateway: none is stranded, whatever becomes of the answer."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.services.world import World, arrived, until, world, write_draft
from triage.models.clock import ManualClock, SystemClock
from triage.models.errors import KnownError
from triage.models.ids import ReportId
from triage.models.lease import LeaseState
from triage.models.stage import Stage
from triage.models.verdict import Transport
from triage.services import work
from triage.services.api.client import ApiFailure
from triage.services.desk import Desk


@pytest.fixture
async def there(tmp_path: Path) -> AsyncIterator[World]:
    async with world(tmp_path) as made:
        yield made


class AnswerLost:
    """Lets a call through and loses its answer, once."""

    def __init__(self, desk: Desk, name: str) -> None:
        self._real = getattr(desk._api, name)
        self._api, self._name = desk._api, name
        setattr(desk._api, name, self)

    async def __call__(self, *args: Any, **named: Any) -> Any:
        setattr(self._api, self._name, self._real)
        await self._real(*args, **named)
        raise ApiFailure(Transport.NO_ANSWER)


async def is_held(desk: Desk, report_id: ReportId) -> bool:
    return await desk.store.read(lambda conn: work.lease_of(conn, report_id)) is not None


async def test_a_claim_brings_the_whole_report(there: World) -> None:
    report_id = await there.arrive("s-1", "The gate was open.")
    async with there.desk() as desk:
        await arrived(desk, report_id)
        await desk.claims.claim(report_id)
        detail = await desk.reports.detail(report_id)
        assert detail is not None
        assert detail.body is not None
        assert (detail.lease_state, detail.editable) == (LeaseState.HELD, True)


async def test_a_report_that_another_holds_names_them(there: World) -> None:
    report_id = await there.arrive("s-1")
    async with there.desk() as ann, there.desk(there.settings("bob", "desk-2")) as bob:
        await arrived(ann, report_id)
        await ann.claims.claim(report_id)
        with pytest.raises(KnownError, match="ann"):
            await bob.claims.claim(report_id)
        assert not await is_held(bob, report_id)


@pytest.mark.parametrize("how", ["claim_next", "claim"])
async def test_a_claim_whose_answer_was_lost_is_found_again(there: World, how: str) -> None:
    report_id = await there.arrive("s-1")
    async with there.desk() as desk:
        await arrived(desk, report_id)
        AnswerLost(desk, how)
        with pytest.raises(KnownError, match="did not answer"):
            await (desk.claims.claim_next() if how == "claim_next" else desk.claims.claim(report_id))
        assert not await is_held(desk, report_id)

        async def found() -> bool:
            await desk.claims.reconcile()
            return await is_held(desk, report_id)

        await until(desk, found)


async def test_a_claim_lost_with_the_program_is_found_at_the_next_start(there: World) -> None:
    report_id = await there.arrive("s-1")
    async with there.desk() as desk:
        await arrived(desk, report_id)
        AnswerLost(desk, "claim_next")
        with pytest.raises(KnownError):
            await desk.claims.claim_next()
    async with there.desk() as again:
        await until(again, lambda: is_held(again, report_id))


async def test_a_lost_workstation_strands_nothing(there: World) -> None:
    report_id = await there.arrive("s-1")
    async with there.desk() as first:
        await arrived(first, report_id)
        await first.claims.claim(report_id)
        await first.triage.open(report_id)
        await write_draft(first, report_id, rationale="Written on the first machine.")
    async with there.desk(there.settings(home="another-machine")) as second:
        await until(second, lambda: is_held(second, report_id))
        assert (await second.drafts.load(report_id)).rationale == "Written on the first machine."


async def test_offline_nothing_can_be_claimed(tmp_path: Path) -> None:
    async with world(tmp_path) as there:
        report_id = await there.arrive("s-1")
        desk = await Desk.open(there.settings())
        there_no_more = there.gateway_url
    assert there_no_more
    try:
        with pytest.raises(KnownError, match="cannot be reached"):
            await desk.claims.claim(report_id)
        assert await desk.claims.reconcile() == ()
    finally:
        await desk.stop()


async def test_a_release_gives_the_report_and_our_words_to_the_next(there: World) -> None:
    report_id = await there.arrive("s-1")
    async with there.desk() as ann:
        await arrived(ann, report_id)
        await ann.claims.claim(report_id)
        await write_draft(ann, report_id, rationale="As far as I got.")
        await ann.claims.release(report_id)
        detail = await ann.reports.detail(report_id)
        assert detail is not None
        assert (detail.stage, detail.body, detail.lease) == (Stage.INCOMING, None, None)
        async with there.desk(there.settings("bob", "desk-2")) as bob:
            await arrived(bob, report_id)
            await bob.claims.claim(report_id)
            assert (await bob.drafts.load(report_id)).rationale == "As far as I got."


class AnsweredLate:
    """Lets a call through; until its answer is handed over, something else happens, once."""

    def __init__(self, desk: Desk, name: str, meanwhile: Callable[[], Awaitable[object]]) -> None:
        self._real, self._meanwhile = getattr(desk._api, name), meanwhile
        self._api, self._name = desk._api, name
        setattr(desk._api, name, self)

    async def __call__(self, *args: Any, **named: Any) -> Any:
        setattr(self._api, self._name, self._real)
        answer = await self._real(*args, **named)
        await self._meanwhile()
        return answer


async def test_a_page_of_the_feed_that_is_older_than_a_release_does_not_bring_the_hold_back(there: World) -> None:
    report_id = await there.arrive("s-1")
    desk = await Desk.open(there.settings())
    try:
        await desk.loops.puller.pull()
        await desk.claims.claim(report_id)
        AnsweredLate(desk, "changes", lambda: desk.claims.release(report_id))
        assert await desk.loops.puller.pull()  # there is more: the page is asked for again
        detail = await desk.reports.detail(report_id)
        assert detail is not None
        assert (detail.stage, detail.summary.held_by) == (Stage.INCOMING, "")
        assert not await desk.loops.puller.pull()
        detail = await desk.reports.detail(report_id)
        assert detail is not None
        assert (detail.stage, detail.summary.held_by) == (Stage.INCOMING, "")
    finally:
        await desk.stop()


async def test_a_page_of_the_feed_that_is_newer_than_a_release_loses_nothing(there: World) -> None:
    report_id = await there.arrive("s-1")
    ann = await Desk.open(there.settings())
    bob = await Desk.open(there.settings("bob", "desk-2"))
    try:
        await ann.loops.puller.pull()
        await ann.claims.claim(report_id)
        real = ann._api.changes

        async def released_and_taken(*args: Any, **named: Any) -> Any:
            ann._api.changes = real  # type: ignore[method-assign]
            await ann.claims.release(report_id)
            await bob.claims.claim(report_id)
            return await real(*args, **named)

        ann._api.changes = released_and_taken  # type: ignore[assignment]
        while await ann.loops.puller.pull():
            pass
        detail = await ann.reports.detail(report_id)
        assert detail is not None
        assert detail.summary.held_by == "bob"
    finally:
        await ann.stop()
        await bob.stop()


async def test_a_decided_report_cannot_be_released(there: World) -> None:
    report_id = await there.arrive("s-1")
    async with there.desk() as desk:
        await arrived(desk, report_id)
        await desk.claims.claim(report_id)
        await write_draft(desk, report_id)
        await desk._tasks.close()
        await desk.triage.decide(report_id)
        with pytest.raises(KnownError):
            await desk.claims.release(report_id)


async def test_leases_are_renewed_silently_and_lapse_only_offline(there: World) -> None:
    report_id = await there.arrive("s-1")
    clock = ManualClock(SystemClock().now())
    desk = await Desk.open(there.settings(), clock=clock)
    try:
        await desk.claims.claim(report_id)
        before = await desk.store.read(lambda conn: work.lease_of(conn, report_id))
        clock.at += timedelta(minutes=6)
        await desk._renewals.round()
        after = await desk.store.read(lambda conn: work.lease_of(conn, report_id))
        assert before is not None
        assert after is not None
        assert (after.lease_id, after.fence) == (before.lease_id, before.fence)
        assert after.expires_at > before.expires_at
    finally:
        await desk.stop()


async def test_a_lease_that_another_took_is_lost_and_the_words_stay(there: World) -> None:
    report_id = await there.arrive("s-1")
    desk = await Desk.open(there.settings())
    try:
        await desk.claims.claim(report_id)
        await write_draft(desk, report_id, rationale="Mine.")
        lease = await desk.store.read(lambda conn: work.lease_of(conn, report_id))
        assert lease is not None
        await desk._api.release(lease)  # as if a supervisor had moved it on
        async with there.desk(there.settings("bob", "desk-2")) as bob:
            await arrived(bob, report_id)
            await bob.claims.claim(report_id)
            assert await desk._renewals.renew(report_id) is LeaseState.LOST
        detail = await desk.reports.detail(report_id)
        assert detail is not None
        assert (detail.lease_state, detail.editable, detail.draft.rationale) == (LeaseState.LOST, False, "Mine.")
        await desk.claims.let_go(report_id)
        assert (await desk.drafts.load(report_id)).rationale == ""
    finally:
        await desk.stop()
