"""Draft, begin, settle, abort: no second author, and a begun report always accepts its settle."""

from __future__ import annotations

import asyncio
from dataclasses import replace

import httpx
import pytest
from sqlalchemy import select

from tests.gateway.bench import ON_SQLITE, Bench, Handler, begin_body, decided, ok, refused
from triage.gateway import tables
from triage.gateway.sweeper import sweep
from triage.models.draft import empty_draft
from triage.models.ids import ReportId
from triage.models.queue import BeginRequest, Claimed
from triage.models.stage import Stage


@pytest.fixture
async def held(bench: Bench, ann: Handler) -> Claimed:
    """A report that Ann holds."""
    return await ann.claim(await bench.arrive("s-1"))


async def send_begin(who: Handler, held: Claimed, told: BeginRequest, **headers: str) -> httpx.Response:
    headers = {"If_Match": held.etag, "Idempotency_Key": "k", **headers}
    told_headers = {name: value for name, value in headers.items() if value}
    return await who.call("POST", f"/v1/reports/{held.report_id}/begin", told, **told_headers)


async def test_a_draft_is_offered_to_whoever_takes_over(bench: Bench, ann: Handler, held: Claimed) -> None:
    answer = await ann.put_draft(held, replace(empty_draft(held.report_id, 1), revision=3, rationale="So far."))
    assert answer.status_code == 204
    body = await ann.report(held.report_id)
    assert body.draft is not None
    assert body.draft.rationale == "So far."
    assert body.summary.etag == held.etag


async def test_an_older_draft_that_comes_late_changes_nothing(ann: Handler, held: Claimed) -> None:
    await ann.put_draft(held, replace(empty_draft(held.report_id, 1), revision=3))
    await ann.put_draft(held, replace(empty_draft(held.report_id, 1), revision=2))
    draft = (await ann.report(held.report_id)).draft
    assert draft is not None
    assert draft.revision == 3


async def test_a_draft_under_a_stale_fence_is_refused(bench: Bench, ann: Handler, bob: Handler, held: Claimed) -> None:
    bench.clock.advance(hours=1)
    await bob.claim(held.report_id)
    refused(await ann.put_draft(held), 409, "lease-lost")


async def test_a_draft_of_a_run_out_lease_that_nobody_took_is_kept(bench: Bench, ann: Handler, held: Claimed) -> None:
    bench.clock.advance(hours=1)
    ok(await ann.put_draft(held))


async def test_a_draft_of_another_report_is_refused(ann: Handler, held: Claimed) -> None:
    answer = await ann.put_draft(held, empty_draft(ReportId("other"), 1))
    assert refused(answer, 422, "invalid").errors[0].pointer == "/draft/report_id"


async def test_begin_fences_everybody_out(bench: Bench, ann: Handler, bob: Handler, held: Claimed) -> None:
    begun = await ann.begun(held)
    assert begun.etag != held.etag
    assert (await ann.report(held.report_id)).summary.stage is Stage.BEGUN
    problem = refused(await bob.call("POST", f"/v1/reports/{held.report_id}/claim"), 409, "begun-elsewhere")
    assert problem.held_by == "ann"


async def test_expiry_does_not_free_a_begun_report(bench: Bench, ann: Handler, bob: Handler, held: Claimed) -> None:
    await ann.begun(held)
    bench.clock.advance(hours=20)
    await sweep(bench.parts)
    assert await bob.take() == ()
    refused(await bob.call("POST", f"/v1/reports/{held.report_id}/claim"), 409, "begun-elsewhere")
    assert ok(await ann.settle(held)).json()["stage"] == "closed"


async def test_the_author_finds_the_begun_report_again(bench: Bench, ann: Handler, held: Claimed) -> None:
    await ann.begun(held)
    bench.clock.advance(hours=20)
    assert (await ann.claim(held.report_id)).fence == held.fence


@ON_SQLITE
async def test_begin_needs_if_match(ann: Handler, held: Claimed) -> None:
    told = begin_body(held, decided(held, "ann"))
    refused(await send_begin(ann, held, told, If_Match=""), 428, "precondition-required")
    refused(await send_begin(ann, held, told, If_Match="*"), 428, "precondition-required")


@ON_SQLITE
async def test_begin_needs_a_key(ann: Handler, held: Claimed) -> None:
    told = begin_body(held, decided(held, "ann"))
    refused(await send_begin(ann, held, told, Idempotency_Key=""), 400, "idempotency-key-missing")


async def test_begin_against_another_state_is_stale(bench: Bench, ann: Handler, held: Claimed) -> None:
    await bench.arrive("s-1", "There is more to tell.")
    refused(await ann.begin(held), 412, "stale")
    assert (await ann.report(held.report_id)).summary.stage is Stage.CLAIMED


@ON_SQLITE
async def test_begin_with_another_hash_is_refused(ann: Handler, held: Claimed) -> None:
    told = replace(begin_body(held, decided(held, "ann")), decision_sha256="0" * 64)
    refused(await send_begin(ann, held, told), 422, "hash-mismatch")


@ON_SQLITE
async def test_begin_for_another_report_is_refused(ann: Handler, held: Claimed) -> None:
    decision = replace(decided(held, "ann"), report_id=ReportId("other"))
    answer = await send_begin(ann, held, begin_body(held, decision))
    assert refused(answer, 422, "invalid").errors[0].pointer == "/decision/report_id"


async def test_begin_under_a_run_out_lease_is_refused(bench: Bench, ann: Handler, held: Claimed) -> None:
    bench.clock.advance(hours=1)
    refused(await ann.begin(held), 409, "lease-lost")


@pytest.mark.parametrize("change", [{"fence": 7}, {"lease_id": "other"}])
async def test_begin_under_another_lease_is_refused(ann: Handler, held: Claimed, change: dict[str, object]) -> None:
    told = replace(begin_body(held, decided(held, "ann")), **change)  # type: ignore[arg-type]
    refused(await send_begin(ann, held, told), 409, "lease-lost")


async def test_begin_by_another_person_is_refused(ann: Handler, bob: Handler, held: Claimed) -> None:
    refused(await bob.begin(held), 409, "lease-lost")
    await ann.begun(held)
    refused(await bob.begin(held, key="other"), 409, "begun-elsewhere")


async def test_the_same_fence_may_begin_again_and_both_decisions_are_kept(
    bench: Bench, ann: Handler, held: Claimed
) -> None:
    first = await ann.begun(held, rationale="First.")
    refused(await ann.begin(held, key="k2", rationale="Second."), 412, "stale")
    second = await ann.begun(held, etag=first.etag, key="k3", rationale="Second.")
    assert second.etag != first.etag
    decisions = tables.decisions
    async with bench.parts.database.read() as connection:
        kept = (await connection.execute(select(decisions.c.number, decisions.c.decision))).all()
    assert [(row.number, word in bytes(row.decision)) for row, word in zip(kept, (b"First", b"Second"), strict=True)]
    assert [row.number for row in kept] == [1, 2]


async def test_a_replayed_begin_gives_the_first_answer(bench: Bench, ann: Handler, held: Claimed) -> None:
    first = ok(await ann.begin(held))
    bench.clock.advance(minutes=5)
    again = ok(await ann.begin(held))
    assert again.content == first.content
    assert again.headers["idempotency-replayed"] == "true"


async def test_settle_closes_and_keeps_the_references(ann: Handler, held: Claimed) -> None:
    await ann.begun(held)
    answer = ok(await ann.settle(held, reference="CAD 42"))
    body = await ann.report(held.report_id)
    assert (body.summary.stage, body.summary.held_by) == (Stage.CLOSED, "")
    assert answer.json()["etag"] == body.summary.etag
    assert [reference.reference for reference in body.references] == ["CAD 42"]


@ON_SQLITE
async def test_settle_needs_a_key(ann: Handler, held: Claimed) -> None:
    await ann.begun(held)
    path = f"/v1/reports/{held.report_id}/settle"
    body = {"fence": held.fence, "references": [], "outcome": "x"}
    refused(await ann.call("POST", path, body), 400, "idempotency-key-missing")


async def test_a_key_with_another_payload_is_refused(ann: Handler, held: Claimed) -> None:
    await ann.begun(held)
    first = ok(await ann.settle(held, key="k"))
    refused(await ann.settle(held, key="k", reference="CAD 8"), 422, "idempotency-key-reused")
    assert ok(await ann.settle(held, key="k")).content == first.content


async def test_simultaneous_settles_with_one_key_act_once(bench: Bench, ann: Handler, held: Claimed) -> None:
    await ann.begun(held)
    answers = await asyncio.gather(*(ann.settle(held) for _ in range(6)))
    assert {answer.status_code for answer in answers} <= {200, 409}
    for answer in answers:
        if answer.status_code == 409:
            refused(answer, 409, "in-progress")
            assert answer.headers["retry-after"]
    async with bench.parts.database.read() as connection:
        assert len((await connection.execute(select(tables.settlements.c.id))).all()) == 1


async def test_a_refused_call_does_not_use_up_its_key(ann: Handler, held: Claimed) -> None:
    refused(await ann.settle(held), 409, "not-begun")
    await ann.begun(held)
    ok(await ann.settle(held))


async def test_settle_with_another_fence_is_refused(ann: Handler, held: Claimed) -> None:
    await ann.begun(held)
    refused(await ann.settle(replace(held, fence=9)), 409, "begun-elsewhere")


async def test_settle_by_another_handler_is_refused(ann: Handler, bob: Handler, held: Claimed) -> None:
    await ann.begun(held)
    refused(await bob.settle(held), 409, "begun-elsewhere")


async def test_a_version_that_came_while_begun_becomes_follow_up_work(
    bench: Bench, ann: Handler, held: Claimed
) -> None:
    await ann.begun(held)
    await bench.arrive("s-1", "There is more to tell.")
    assert (await ann.report(held.report_id)).summary.stage is Stage.BEGUN
    assert ok(await ann.settle(held)).json()["stage"] == "closed"
    summary = (await ann.report(held.report_id)).summary
    assert (summary.stage, summary.version) == (Stage.INCOMING, 2)
    assert (await ann.claim(held.report_id)).fence == held.fence + 1


async def test_abort_gives_the_report_back_to_its_holder(ann: Handler, held: Claimed) -> None:
    await ann.begun(held)
    assert ok(await ann.abort(held)).json()["stage"] == "in_triage"
    again = await ann.claim(held.report_id)
    assert again.fence == held.fence
    await ann.begun(again, key="k2")


async def test_abort_after_the_lease_ran_out_gives_it_to_the_queue(
    bench: Bench, ann: Handler, bob: Handler, held: Claimed
) -> None:
    await ann.begun(held)
    bench.clock.advance(hours=1)
    assert ok(await ann.abort(held)).json()["stage"] == "incoming"
    assert len(await bob.take()) == 1


async def test_what_was_not_begun_cannot_be_aborted(ann: Handler, held: Claimed) -> None:
    refused(await ann.abort(held), 409, "not-begun")


async def test_a_begun_report_is_not_released(ann: Handler, held: Claimed) -> None:
    await ann.begun(held)
    refused(await ann.release(held), 409, "begun")


async def test_a_closed_report_is_not_claimed(ann: Handler, held: Claimed) -> None:
    await ann.begun(held)
    await ann.settle(held)
    refused(await ann.call("POST", f"/v1/reports/{held.report_id}/claim"), 409, "not-claimable")


@ON_SQLITE
async def test_a_wrong_type_is_named_by_pointer(ann: Handler, held: Claimed) -> None:
    body = {"fence": "one", "references": [], "outcome": "x"}
    answer = await ann.call("POST", f"/v1/reports/{held.report_id}/settle", body, Idempotency_Key="k")
    assert refused(answer, 422, "invalid").errors[0].pointer == "/fence"


async def test_a_decision_on_a_version_that_is_not_there_is_refused(ann: Handler, held: Claimed) -> None:
    decision = replace(decided(held, "ann"), report_version=2**40)
    answer = await send_begin(ann, held, begin_body(held, decision))
    assert refused(answer, 422, "invalid").errors[0].pointer == "/decision/report_version"


@ON_SQLITE
async def test_a_revision_that_no_draft_has_is_refused(ann: Handler, held: Claimed) -> None:
    answer = await ann.put_draft(held, replace(empty_draft(held.report_id, 1), revision=2**40))
    assert refused(answer, 422, "invalid").errors[0].pointer == "/draft/revision"


async def test_words_that_no_database_keeps_do_no_harm(ann: Handler, held: Claimed) -> None:
    await ann.begun(held)
    body = {"fence": held.fence, "references": [], "outcome": "a\0b"}
    ok(await ann.call("POST", f"/v1/reports/{held.report_id}/settle", body, Idempotency_Key="k"))
