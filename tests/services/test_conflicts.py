"""Somebody else took the report while we wrote: nothing is sent, nothing is lost, a person decides."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from tests.services.world import World, arrived, closed, notices, triage_one, until, world, write_draft
from triage.models.clock import ManualClock, ServerClock, SystemClock
from triage.models.conflict import Keep
from triage.models.delivery import Delivery
from triage.models.errors import InputError, KnownError
from triage.models.ids import ReportId
from triage.models.proposal import ProposalKind
from triage.models.queue import Claimed
from triage.models.stage import Stage
from triage.models.taking_over import HeldWork
from triage.models.verdict import Reply, Transport
from triage.services.api.client import ApiFailure
from triage.services.api.taking_over import TakingOverApi
from triage.services.desk import Desk
from triage.services.taking_over import Looked

WHY = "Her computer stands still."


@pytest.fixture
async def place(tmp_path: Path) -> AsyncIterator[World]:
    async with world(tmp_path) as made:
        yield made


@asynccontextmanager
async def desk_of(place: World, me: str) -> AsyncIterator[Desk]:
    async with place.desk(place.settings(me, f"desk-{me}")) as desk:
        yield desk


async def held_of(sue: Desk, report_id: ReportId) -> HeldWork:
    return next(one for one in (await sue.taking_over.held()).items if one.report_id == report_id)


async def takes_over(sue: Desk, report_id: ReportId, looked: Looked | None = None) -> None:
    held = await held_of(sue, report_id)
    await sue.taking_over.take(held, looked or await sue.taking_over.look(held), WHY)


async def lost_to_sue(ann: Desk, sue: Desk, report_id: ReportId, **words: Any) -> None:
    """Ann wrote what the gateway never heard of, and Sue took the report and wrote something else."""
    await ann.claims.claim(report_id)
    await ann.triage.open(report_id)
    await write_draft(ann, report_id, rationale="As Ann sees it.", grade="scheduled")
    await takes_over(sue, report_id)
    await sue.triage.open(report_id)
    await write_draft(sue, report_id, **{"rationale": "As Sue sees it.", "grade": "emergency", **words})
    await sue._uploader.upload()
    await ann._renewals.suspect(report_id)


async def test_mine_and_theirs_are_laid_side_by_side_and_proposed(place: World) -> None:
    report_id = await place.arrive("s-1")
    async with desk_of(place, "ann") as ann, desk_of(place, "sue") as sue:
        await arrived(ann, report_id)
        await arrived(sue, report_id)
        await lost_to_sue(ann, sue, report_id)
        assert await ann.conflicts.waiting() == (report_id,)
        found = await ann.conflicts.open(report_id)
        told = {one.key: (one.mine, one.theirs) for one in found.differences}
        assert found.holder == "sue"
        assert told["rationale"] == ("As Ann sees it.", "As Sue sees it.")
        assert "grade" in told
        with pytest.raises(InputError):
            await ann.conflicts.propose(found, {"grade": Keep.MINE}, "See the CCTV.")
        choices = {one.key: one.options[-1] for one in found.differences} | {"grade": Keep.MINE}
        await ann.conflicts.propose(found, choices, "See the CCTV.")
        await until(ann, lambda: gone(ann, report_id), "Ann's words are at the gateway and gone from here")
        body = await sue.fetch(report_id)
        assert [(one.kind, one.author, one.why) for one in body.proposals] == [
            (ProposalKind.LEASE_LOST, "ann", "See the CCTV.")
        ]
        proposed = body.proposals[0].decision.draft
        assert (proposed.rationale, proposed.grade) == ("As Ann sees it.\nAs Sue sees it.", "scheduled")
        await sue.proposed.end(body.proposals[0])
        assert (await sue.fetch(report_id)).proposals == ()


async def gone(desk: Desk, report_id: ReportId) -> bool:
    return not await desk.conflicts.waiting() and not [
        line for line in await desk.outbox.lines() if line.operation.status is not Delivery.DELIVERED
    ]


async def test_what_was_chosen_is_kept_for_later(place: World) -> None:
    report_id = await place.arrive("s-1")
    async with desk_of(place, "sue") as sue:
        async with desk_of(place, "ann") as ann:
            await arrived(ann, report_id)
            await arrived(sue, report_id)
            await lost_to_sue(ann, sue, report_id)
            await ann.conflicts.keep(report_id, {"grade": Keep.THEIRS, "not-there": Keep.MINE})
        async with desk_of(place, "ann") as ann:
            assert await ann.conflicts.waiting() == (report_id,)
            assert (await ann.conflicts.open(report_id)).choices == {"grade": Keep.THEIRS}


async def test_letting_go_needs_a_reason_and_can_be_undone(place: World) -> None:
    report_id = await place.arrive("s-1")
    clock = ManualClock(SystemClock().now())
    async with desk_of(place, "ann") as ann, desk_of(place, "sue") as sue:
        await arrived(ann, report_id)
        await arrived(sue, report_id)
        await lost_to_sue(ann, sue, report_id)
        conflicts = ann.conflicts
        conflicts._clock = ServerClock(clock)
        with pytest.raises(KnownError, match="reason"):
            await conflicts.discard(report_id, " ")
        await conflicts.discard(report_id, "Sue has all of it.")
        assert await conflicts.waiting() == ()
        await conflicts.undo_discard(report_id)
        assert await conflicts.waiting() == (report_id,)
        await conflicts.discard(report_id, "Sue has all of it.")
        await conflicts.end_discards()
        assert (await ann.drafts.load(report_id)).rationale == "As Ann sees it."
        clock.advance(seconds=31)
        await conflicts.end_discards()
        assert (await ann.drafts.load(report_id)).rationale == ""
        with pytest.raises(KnownError, match="gone"):
            await conflicts.undo_discard(report_id)


async def test_nothing_of_ours_is_lost_where_we_hold_the_report(place: World) -> None:
    report_id = await place.arrive("s-1")
    async with desk_of(place, "ann") as ann:
        await arrived(ann, report_id)
        await ann.claims.claim(report_id)
        await write_draft(ann, report_id)
        assert await ann.conflicts.waiting() == ()
        with pytest.raises(KnownError, match="Nothing of yours"):
            await ann.conflicts.open(report_id)


async def test_a_handler_cannot_take_over(place: World) -> None:
    async with desk_of(place, "ann") as ann:
        with pytest.raises(KnownError, match="role"):
            await ann.taking_over.held()


async def test_a_stranded_decision_without_a_record_is_worked_again_by_the_supervisor_and_made_once(
    place: World,
) -> None:
    report_id = await place.arrive("s-1")
    await place.faults("control", down=True)
    await place.faults("crime", down=True)
    async with desk_of(place, "sue") as sue:
        await arrived(sue, report_id)
        async with desk_of(place, "ann") as ann:
            await arrived(ann, report_id)
            await triage_one(ann, report_id, rationale="As Ann sees it.")
            await until(sue, lambda: begun(sue, report_id), "it is begun")
        for system in ("control", "crime"):
            await place.faults(system)
        held = await held_of(sue, report_id)
        sue.taking_over._clock.offset = -timedelta(seconds=1)  # type: ignore[attr-defined]  # it is told in whole seconds
        looked = await sue.taking_over.look(held)
        assert (held.stage, looked.references, looked.silent) == (Stage.BEGUN, (), ())
        await sue.taking_over.take(held, looked, WHY)
        await sue.triage.open(report_id)
        assert (await sue.drafts.load(report_id)).rationale == "As Ann sees it."
        await sue.triage.decide(report_id)
        await closed(sue, report_id)
        async with desk_of(place, "ann") as ann:
            with notices(ann.hub):
                await until(ann, lambda: nothing_open(ann), "Ann's desk finds what Sue made, and links it")
    assert [len(await place.records_of(system, report_id)) for system in ("control", "crime")] == [1, 1]


async def test_a_report_that_was_given_over_without_an_answer_appears_by_itself(
    place: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    report_id = await place.arrive("s-1")
    async with desk_of(place, "ann") as ann, desk_of(place, "sue") as sue:
        await arrived(sue, report_id)
        await arrived(ann, report_id)
        await ann.claims.claim(report_id)
        held = await held_of(sue, report_id)
        ask = TakingOverApi.take_over

        async def lost(api: TakingOverApi, *about: Any, **with_key: Any) -> Claimed:
            await ask(api, *about, **with_key)
            raise ApiFailure(Transport.NO_ANSWER)

        monkeypatch.setattr(TakingOverApi, "take_over", lost)
        with pytest.raises(KnownError) as raised:
            await sue.taking_over.take(held, Looked(), WHY)
        assert "appears under" in raised.value.do
        await sue.claims.reconcile()
        detail = await sue.reports.detail(report_id)
        assert detail is not None
        assert detail.editable


async def test_a_stranded_decision_that_a_supervisor_sees_otherwise_is_kept_for_its_author(place: World) -> None:
    report_id = await place.arrive("s-1")
    await place.faults("control", down=True)
    async with desk_of(place, "sue") as sue:
        await arrived(sue, report_id)
        async with desk_of(place, "ann") as ann:
            await arrived(ann, report_id)
            await triage_one(ann, report_id, rationale="As Ann sees it.")
            await until(sue, lambda: begun(sue, report_id), "it is begun")
        await place.faults("control")
        held = await held_of(sue, report_id)
        await sue.taking_over.take(held, await sue.taking_over.look(held), WHY)
        async with desk_of(place, "ann") as ann:
            await until(ann, lambda: needs_fixing(ann), "it is kept back")
            assert await ann.conflicts.waiting() == (report_id,)
            found = await ann.conflicts.open(report_id)
            await ann.conflicts.propose(found, {one.key: Keep.MINE for one in found.differences}, "Mine was signed.")
            await until(ann, lambda: gone(ann, report_id), "it is at the gateway")
    assert not await place.records_of("control", report_id)


async def begun(desk: Desk, report_id: ReportId) -> bool:
    detail = await desk.reports.detail(report_id)
    return detail is not None and detail.stage is Stage.BEGUN


async def nothing_open(desk: Desk) -> bool:
    figures = await desk.outbox.figures()
    return not figures.waiting and not figures.needs_fixing


async def test_a_stranded_decision_of_which_records_have_all_is_finished(place: World) -> None:
    report_id = await place.arrive("s-1")
    async with desk_of(place, "sue") as sue:
        await arrived(sue, report_id)
        async with desk_of(place, "ann") as ann:
            ann._api.settle = cut_off  # type: ignore[method-assign]
            await arrived(ann, report_id)
            await triage_one(ann, report_id)
            await until(ann, lambda: made(place, report_id), "records made all of it and the gateway does not know")
            await until(sue, lambda: begun(sue, report_id), "it is begun")
        held = await held_of(sue, report_id)
        looked = await sue.taking_over.look(held)
        assert looked.whole
        await sue.taking_over.take(held, looked, WHY)
        await closed(sue, report_id)
        assert {one.destination for one in (await sue.fetch(report_id)).references} == {"control", "crime"}


async def cut_off(*_args: Any, **_named: Any) -> Any:
    raise ApiFailure(Transport.NOT_SENT)


async def made(place: World, report_id: ReportId) -> bool:
    return all([await place.records_of(system, report_id) for system in ("control", "crime")])


async def test_records_that_do_not_answer_keep_the_report_begun(place: World) -> None:
    report_id = await place.arrive("s-1")
    await place.faults("control", down=True)
    async with desk_of(place, "sue") as sue:
        await arrived(sue, report_id)
        async with desk_of(place, "ann") as ann:
            await arrived(ann, report_id)
            await triage_one(ann, report_id)
            await until(sue, lambda: begun(sue, report_id), "it is begun")
        held = await held_of(sue, report_id)
        looked = await sue.taking_over.look(held)
        assert looked.silent == ("control",)
        await sue.taking_over.take(held, looked, WHY)
        assert (await sue.fetch(report_id)).summary.stage is Stage.BEGUN
        await place.faults("control")
        await sue.triage.open(report_id)
        await sue.triage.decide(report_id)
        await closed(sue, report_id)
    assert [len(await place.records_of(system, report_id)) for system in ("control", "crime")] == [1, 1]


async def test_whoever_is_stuck_asks_a_supervisor_through_the_outbox(place: World) -> None:
    report_id = await place.arrive("s-1")
    async with desk_of(place, "ann") as ann, desk_of(place, "sue") as sue:
        await arrived(ann, report_id)
        await ann.claims.claim(report_id)
        await ann.triage.open(report_id)
        await write_draft(ann, report_id)
        await ann.conflicts.ask_supervisor(report_id, "Records refuse the surname and I cannot see why.")
        await until(ann, lambda: nothing_open(ann), "it is asked")
        (asked,) = await sue.proposed.open_ones()
        assert (asked.kind, asked.author) == (ProposalKind.STUCK, "ann")
        assert (await ann.drafts.load(report_id)).rationale  # the report stays hers


async def test_a_decision_that_met_a_conflict_is_proposed_and_its_operations_end(place: World) -> None:
    report_id = await place.arrive("s-1")
    async with desk_of(place, "ann") as ann, desk_of(place, "sue") as sue:
        await arrived(ann, report_id)
        await arrived(sue, report_id)
        await lost_to_sue(ann, sue, report_id)
        await until(ann, lambda: signed_unheard(ann, report_id), "signed as if her desk had not heard of it")
        await until(ann, lambda: needs_fixing(ann), "the begin is a conflict")
        found = await ann.conflicts.open(report_id)
        choices = {one.key: Keep.MINE for one in found.differences}
        await ann.conflicts.propose(found, choices, "Mine was signed.")
        await until(ann, lambda: gone(ann, report_id), "proposed, and nothing of it is open")
        assert not await place.records_of("control", report_id)


async def signed_unheard(ann: Desk, report_id: ReportId) -> bool:
    """False: the desk heard of it once more in between."""
    await ann.store.write(lambda conn: revive(conn, report_id))
    try:
        await ann.triage.decide(report_id)
    except KnownError:
        return False
    return True


def revive(conn: Any, report_id: ReportId) -> None:
    from triage.services.tables import LEASES

    conn.execute(LEASES.update().where(LEASES.c.report_id == report_id).values(lost=0))


async def needs_fixing(desk: Desk) -> bool:
    return bool((await desk.outbox.figures()).needs_fixing)


async def test_words_that_changed_since_are_compared_again(place: World) -> None:
    report_id = await place.arrive("s-1")
    async with desk_of(place, "ann") as ann, desk_of(place, "sue") as sue:
        await arrived(ann, report_id)
        await arrived(sue, report_id)
        await lost_to_sue(ann, sue, report_id)
        found = await ann.conflicts.open(report_id)
        other = replace(found, mine=replace(found.mine, rationale="Before."))
        with pytest.raises(KnownError, match="changed"):
            await ann.conflicts.propose(other, {one.key: Keep.MINE for one in found.differences}, "So.")


async def test_what_a_supervisor_set_aside_keeps_its_handlers_words(place: World) -> None:
    report_id = await place.arrive("s-1")
    async with desk_of(place, "ann") as ann, desk_of(place, "sue") as sue:
        await arrived(ann, report_id)
        await ann.claims.claim(report_id)
        await ann.triage.open(report_id)
        await write_draft(ann, report_id, rationale="As Ann sees it.")
        await sue._api.client.call("POST", f"/v1/reports/{report_id}/hold", body=b'{"why":"Wait for the sergeant."}')
        await ann._renewals.suspect(report_id)
        found = await ann.conflicts.open(report_id)
        assert (found.stage, found.holder, found.mine.rationale) == (Stage.HELD, "", "As Ann sees it.")


async def test_a_report_that_went_out_of_sight_keeps_our_words_until_we_let_them_go(place: World) -> None:
    report_id = await place.arrive("s-1")
    async with desk_of(place, "ann") as ann, desk_of(place, "sue") as sue:
        await arrived(ann, report_id)
        await arrived(sue, report_id)
        await lost_to_sue(ann, sue, report_id)

        async def gone_from_sight(_report_id: ReportId) -> Any:
            raise ApiFailure(Reply(status=404, problem="unknown-report"))

        ann.conflicts._api = SimpleNamespace(report=gone_from_sight)  # type: ignore[assignment]
        with pytest.raises(KnownError, match="out of your sight"):
            await ann.conflicts.open(report_id)
        assert (await ann.drafts.load(report_id)).rationale == "As Ann sees it."
