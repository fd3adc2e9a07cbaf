"""Decide, undo, recall, mend: each a whole transaction, and what each leaves in the outbox."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from tests.services.rig import Rig, a_body, refused
from triage.models.delivery import Delivery, HeldBecause
from triage.models.errors import FieldError, InputError, KnownError
from triage.models.ids import ReportId
from triage.models.lease import LeaseState
from triage.models.operation import GATEWAY, OpKind
from triage.models.stage import IllegalStep, Stage
from triage.models.verdict import Reply, Transport
from triage.models.views import Link, ReportDetail
from triage.services import audit, projection, work
from triage.services.hub import SignInChanged


async def detail(rig: Rig, report_id: ReportId) -> ReportDetail:
    now = rig.clock.now()
    found = await rig.store.read(lambda conn: projection.detail(conn, report_id, now))
    assert found is not None
    return found


async def decided(rig: Rig, number: int = 1) -> ReportId:
    report_id = await rig.arrive(number)
    await rig.triage.open(report_id)
    await rig.triage.decide(report_id)
    return report_id


async def kinds(rig: Rig, report_id: ReportId) -> list[tuple[OpKind, Delivery]]:
    return [(op.kind, op.status) for op in await rig.outbox.operations(report_id)]


async def push_all(rig: Rig, *faults: str) -> None:
    for fault in faults:
        assert await rig.push_next(fault)


async def test_a_decision_is_one_transaction(rig: Rig) -> None:
    report_id = await decided(rig)
    assert [op.kind for op in await rig.outbox.operations(report_id)] == [OpKind.BEGIN, OpKind.CREATE, OpKind.CREATE]
    assert (await detail(rig, report_id)).stage is Stage.DECIDED


async def test_a_draft_that_lacks_something_changes_nothing(rig: Rig) -> None:
    report_id = await rig.arrive(1)
    await rig.drafts.save(replace(await rig.drafts.load(report_id), grade=""))
    with pytest.raises(InputError) as told:
        await rig.triage.decide(report_id)
    assert [error.pointer for error in told.value.errors] == ["grade"]
    assert await rig.outbox.operations(report_id) == ()
    assert (await detail(rig, report_id)).stage is Stage.CLAIMED


async def test_deciding_twice_is_refused(rig: Rig) -> None:
    report_id = await decided(rig)
    with pytest.raises(IllegalStep):
        await rig.triage.decide(report_id)


async def test_a_decided_draft_cannot_be_written_any_more(rig: Rig) -> None:
    report_id = await decided(rig)
    with pytest.raises(KnownError, match="decided already"):
        await rig.drafts.save(await rig.drafts.load(report_id))


async def test_within_the_undo_time_nothing_leaves(tmp_path: Path) -> None:
    rig = await Rig(tmp_path / "undo.db", undo_seconds=10).open()
    try:
        report_id = await decided(rig)
        shown = await detail(rig, report_id)
        assert shown.undo_until == rig.clock.now() + timedelta(seconds=10)
        assert {(line.status, line.held) for line in shown.deliveries} == {(Delivery.HELD, HeldBecause.UNDO)}
        assert not await rig.push()
        rig.clock.advance(seconds=10)
        assert (await detail(rig, report_id)).undo_until is None
        assert await rig.push()
    finally:
        await rig.close()


async def test_undo_brings_the_draft_back_to_edit(rig: Rig) -> None:
    report_id = await decided(rig)
    await rig.triage.undo(report_id)
    shown = await detail(rig, report_id)
    assert (shown.stage, shown.editable, shown.deliveries) == (Stage.IN_TRIAGE, True, ())
    assert not await rig.push()
    await rig.triage.decide(report_id)
    assert len(await rig.outbox.operations(report_id)) == 3


async def test_a_try_that_never_left_can_still_be_recalled(rig: Rig) -> None:
    report_id = await decided(rig)
    await push_all(rig, "not_sent")
    await rig.triage.recall(report_id)
    assert rig.gateway.log == []


@pytest.mark.parametrize("fault", ["", "lost", "dropped", "killed_after"])
async def test_what_may_have_left_cannot_be_recalled(rig: Rig, fault: str) -> None:
    report_id = await decided(rig)
    await push_all(rig, fault)
    with pytest.raises(KnownError, match="on its way"):
        await rig.triage.recall(report_id)


async def test_the_whole_way_erases_the_words_and_keeps_the_references(rig: Rig) -> None:
    report_id = await decided(rig)
    await rig.settle_down()
    shown = await detail(rig, report_id)
    assert (shown.stage, shown.body, shown.draft.revision) == (Stage.CLOSED, None, 0)
    assert {line.deliverable: line.reference for line in shown.deliveries} == {
        "incident": f"incident of {report_id}",
        "crime-1": f"crime-1 of {report_id}",
    }
    assert all(op.body == b"" for op in await rig.outbox.operations(report_id))
    words = [line.what for line in await rig.store.read(lambda conn: audit.lines(conn, report_id))]
    assert [word for word in words if not word.startswith("op.")] == [
        "draft.saved", "opened", "decided", "begun", "created", "created", "closed",
    ]  # fmt: skip


async def test_a_refused_record_is_mended_with_new_keys_under_the_same_fence(rig: Rig) -> None:
    report_id = await decided(rig)
    await push_all(rig, "", "", "refused")
    before = {op.op_id for op in await rig.outbox.operations(report_id)}
    line = next(line for line in (await detail(rig, report_id)).deliveries if line.deliverable == "crime-1")
    assert (line.status, line.errors) == (Delivery.REJECTED, (FieldError("/people/0/surname", "no"),))
    await rig.triage.mend(report_id)
    assert (await detail(rig, report_id)).editable
    await rig.drafts.save(replace(await rig.drafts.load(report_id), rationale="Corrected."))
    await rig.triage.decide(report_id)
    fresh = [op for op in await rig.outbox.operations(report_id) if op.op_id not in before]
    assert [(op.kind, op.destination) for op in fresh] == [(OpKind.BEGIN, GATEWAY), (OpKind.CREATE, "crime")]
    await rig.settle_down()
    held = rig.gateway.reports[report_id]
    assert (held.stage, len(held.begins), {begin.fence for begin in held.begins}) == (Stage.CLOSED, 2, {1})
    assert [system.made_for(report_id) for system in rig.systems.values()] == [1, 1]


async def test_a_refusal_never_blocks_another_report(rig: Rig) -> None:
    refused, other = await decided(rig, 1), await decided(rig, 2)
    while (await detail(rig, refused)).deliveries[0].status is not Delivery.REJECTED:
        ready = await rig.outbox.next_ready(frozenset(), 1)
        create = ready[0].op.report_id == refused and ready[0].op.kind is OpKind.CREATE
        await rig.push("refused" if create else "")
    await rig.settle_down()
    assert rig.gateway.reports[other].stage is Stage.CLOSED


async def test_offline_a_decision_is_held_for_the_gateway(rig: Rig) -> None:
    report_id = await decided(rig)
    rig.links.heard(GATEWAY, Transport.NOT_SENT, None)
    await rig.push()
    op = (await rig.outbox.operations(report_id))[0]
    assert (op.status, op.held, op.attempts) == (Delivery.HELD, HeldBecause.GATEWAY, 0)
    figures = await rig.outbox.figures()
    assert (figures.waiting, figures.needs_fixing) == (3, 0)
    await rig.settle_down()
    assert rig.gateway.reports[report_id].stage is Stage.CLOSED


async def test_a_lapsed_lease_is_renewed_before_the_begin(rig: Rig) -> None:
    report_id = await decided(rig)
    rig.clock.advance(hours=2)
    assert (await detail(rig, report_id)).lease_state is LeaseState.LAPSED
    await rig.settle_down()
    assert rig.gateway.reports[report_id].stage is Stage.CLOSED


async def test_a_report_taken_meanwhile_is_a_conflict_and_our_words_stay(rig: Rig) -> None:
    report_id = await decided(rig)
    rig.clock.advance(hours=2)
    held = rig.gateway.reports[report_id]
    held.holder, held.fence = "h2", 2
    await rig.settle_down()
    assert (await kinds(rig, report_id))[0] == (OpKind.BEGIN, Delivery.CONFLICT)
    assert rig.gateway.log == []
    assert (await rig.drafts.load(report_id)).rationale
    assert any(notice.report_id == report_id for notice in rig.told)
    assert (await rig.outbox.figures()).needs_fixing == 1


async def test_a_new_version_meanwhile_is_a_conflict_that_reading_and_mending_solves(rig: Rig) -> None:
    report_id = await decided(rig)
    held = rig.gateway.reports[report_id]
    held.body, held.etag = a_body(1, version=2), "e2"
    await rig.settle_down()
    assert (await kinds(rig, report_id))[0] == (OpKind.BEGIN, Delivery.CONFLICT)
    await rig.triage.mend(report_id)
    await rig.triage.take_new_version(report_id)
    await rig.triage.decide(report_id)
    await rig.settle_down()
    assert held.stage is Stage.CLOSED
    assert held.begins[-1].decision.report_version == 2


async def test_another_mark_of_the_same_version_is_no_conflict(rig: Rig) -> None:
    report_id = await decided(rig)
    rig.gateway.reports[report_id].etag = "e1-again"
    await rig.settle_down()
    assert rig.gateway.reports[report_id].stage is Stage.CLOSED


async def test_a_decision_against_an_older_version_is_stopped_before_it_is_made(rig: Rig) -> None:
    report_id = await rig.arrive(1)
    body = a_body(1, version=2)
    from triage.services import snapshot

    await rig.store.write(lambda conn: snapshot.put_summaries(conn, (body.summary,)))
    with pytest.raises(KnownError, match="newer version"):
        await rig.triage.decide(report_id)


async def test_signed_out_waits_without_counting_and_goes_on_after_sign_in(rig: Rig) -> None:
    report_id = await decided(rig)
    await push_all(rig, "", "401")
    op = (await rig.outbox.operations(report_id))[1]
    assert (op.status, op.held, op.attempts) == (Delivery.HELD, HeldBecause.AUTH, 0)
    assert rig.links.state("control") is Link.SIGNED_OUT
    await rig.settle_down()
    assert rig.gateway.reports[report_id].stage is Stage.CLOSED


async def test_what_is_held_for_a_sign_in_goes_as_soon_as_the_person_is_back(rig: Rig) -> None:
    report_id = await decided(rig)
    await push_all(rig, "", "401")
    rig.place.hub.publish(SignInChanged(signed_in=True))
    await rig.pusher._let_go()
    op = (await rig.outbox.operations(report_id))[1]
    assert op.held is None


async def test_who_signs_in_while_a_missing_sign_in_is_answered_is_not_overlooked(rig: Rig) -> None:
    report_id = await decided(rig)

    async def answers_late(*_: object, **__: object) -> None:
        rig.place.hub.publish(SignInChanged(signed_in=True))
        raise refused(401, "")

    rig.gateway.begin = answers_late  # type: ignore[method-assign,assignment]
    (ready,) = await rig.outbox.next_ready(frozenset(), 1)
    await rig.pusher._carry(ready)
    assert (await rig.outbox.operations(report_id))[0].held is HeldBecause.AUTH
    await rig.pusher._let_go()
    assert (await rig.outbox.operations(report_id))[0].held is None


async def test_another_persons_operations_are_never_sent(rig: Rig) -> None:
    await decided(rig)
    from triage.services.outbox import Outbox

    theirs = Outbox(replace(rig.place, me="h2"))
    assert await theirs.next_ready(frozenset(), 4) == ()
    assert await theirs.lines() == ()


async def test_the_fewest_attempts_go_first(rig: Rig) -> None:
    first, second = await decided(rig, 1), await decided(rig, 2)
    await rig.push("503")
    rig.clock.advance(seconds=600)
    ready = await rig.outbox.next_ready(frozenset(), 4)
    assert [stored.op.report_id for stored in ready] == [second, first]


async def test_retry_after_is_honoured(rig: Rig) -> None:
    report_id = await decided(rig)
    await push_all(rig, "503")
    op = (await rig.outbox.operations(report_id))[0]
    assert op.next_at is not None
    assert op.next_at >= rig.clock.now() + timedelta(seconds=3)


async def test_retry_lets_a_waiting_one_go_now(rig: Rig) -> None:
    report_id = await decided(rig)
    await push_all(rig, "not_sent")
    assert not await rig.push()
    await rig.outbox.retry((await rig.outbox.operations(report_id))[0].op_id)
    assert await rig.push()


async def test_a_mistake_of_ours_is_held_for_a_person_and_told(rig: Rig) -> None:
    report_id = await decided(rig)

    async def breaks(*_: object, **__: object) -> None:
        raise RuntimeError

    rig.gateway.begin = breaks  # type: ignore[method-assign,assignment]
    with pytest.raises(RuntimeError):
        await rig.push()
    op = (await rig.outbox.operations(report_id))[0]
    assert (op.status, op.held, op.last_code) == (Delivery.HELD, HeldBecause.PERSON, "bug")


async def test_a_lease_lost_while_nothing_was_written_leaves_nothing_here(rig: Rig) -> None:
    body = a_body(5)
    report_id = body.report.report_id
    from tests.services.rig import Held
    from triage.models.ids import LeaseId

    rig.gateway.reports[report_id] = Held(body, LeaseId("lease-5"))
    await rig.claim(report_id)
    rig.gateway.reports[report_id].holder = "h2"
    assert await rig.renewals.renew(report_id) is LeaseState.NONE
    assert await rig.store.read(lambda conn: work.work_of(conn, report_id)) is None


async def test_a_portal_page_is_no_success(rig: Rig) -> None:
    rig.links.heard("control", Reply(status=200, expected_type=False), 5.0)
    assert rig.links.state("control") is Link.OFFLINE
