"""A supervisor takes over what somebody else left unfinished."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import httpx

from tests.gateway.bench import ON_SQLITE, Bench, Handler, decided, ok, refused
from triage.models import codec
from triage.models.decision import Deliverable
from triage.models.queue import BeginRequest, Claimed, DraftPut
from triage.models.stage import Stage
from triage.models.taking_over import HeldWork, HeldWorks, RecordsSaid, TakeOverRequest

NOTHING, SOMETHING = RecordsSaid.NOTHING, RecordsSaid.SOMETHING


async def held_by_others(who: Handler) -> tuple[HeldWork, ...]:
    return codec.decode(HeldWorks, ok(await who.call("GET", "/v1/held")).content).items


async def ask(who: Handler, held: Claimed, **changes: Any) -> httpx.Response:
    told = TakeOverRequest(fence=held.fence, why="Her computer died.")
    return await who.call("POST", f"/v1/reports/{held.report_id}/take-over", replace(told, **changes))


async def taken(who: Handler, held: Claimed, **changes: Any) -> Claimed:
    return codec.decode(Claimed, ok(await ask(who, held, **changes)).content)


async def write(who: Handler, held: Claimed, rationale: str) -> None:
    draft = replace(decided(held, who.me, rationale).draft, revision=3)
    body = DraftPut(lease_id=held.lease_id, fence=held.fence, draft=draft)
    ok(await who.call("PUT", f"/v1/reports/{held.report_id}/draft", body))


async def begin_incident(who: Handler, held: Claimed) -> None:
    """A decision that will make an incident."""
    decision = replace(
        decided(held, who.me, "As decided."),
        deliverables=(Deliverable(key="incident", kind="incident", destination="control"),),
    )
    sha256 = codec.sha256(codec.canonical(decision))
    body = BeginRequest(lease_id=held.lease_id, fence=held.fence, decision=decision, decision_sha256=sha256)
    path = f"/v1/reports/{held.report_id}/begin"
    ok(await who.call("POST", path, body, If_Match=f'"{held.etag}"', Idempotency_Key="b-1"))


async def test_a_supervisor_is_told_what_others_hold_and_nobody_else_is(
    ann: Handler, sue: Handler, held: Claimed
) -> None:
    await write(ann, held, "Half done.")
    (told,) = await held_by_others(sue)
    assert (told.report_id, told.holder, told.fence) == (held.report_id, "ann", held.fence)
    assert told.draft_saved_at is not None
    refused(await ann.call("GET", "/v1/held"), 403, "forbidden")
    refused(await ask(ann, held), 403, "forbidden")


async def test_a_draft_goes_with_the_report_and_its_author_has_lost_it(
    ann: Handler, sue: Handler, held: Claimed
) -> None:
    await write(ann, held, "Half done.")
    mine = await taken(sue, held)
    assert mine.report.draft is not None
    assert mine.report.draft.rationale == "Half done."
    assert (mine.fence, mine.report.summary.held_by) == (held.fence + 1, "sue")
    assert "Taken over from ann" in mine.report.summary.marks
    refused(await ann.renew(held), 409, "lease-lost")
    assert await held_by_others(sue) == ()


async def test_what_a_lapsed_lease_left_is_told_and_taken_over(
    bench: Bench, ann: Handler, sue: Handler, held: Claimed
) -> None:
    await write(ann, held, "Left behind.")
    bench.clock.advance(hours=1)
    (told,) = await held_by_others(sue)
    assert told.lapsed
    mine = await taken(sue, held)
    assert mine.report.draft is not None
    assert mine.report.draft.rationale == "Left behind."


async def test_a_begun_decision_without_a_record_is_aborted_and_claimed_with_its_words(
    ann: Handler, sue: Handler, held: Claimed
) -> None:
    await begin_incident(ann, held)
    (told,) = await held_by_others(sue)
    assert (told.stage, [one.key for one in told.deliverables]) == (Stage.BEGUN, ["incident"])
    mine = await taken(sue, held, records=NOTHING)
    assert mine.report.draft is not None
    assert (mine.report.summary.stage, mine.report.draft.rationale) == (Stage.CLAIMED, "As decided.")
    refused(await ann.settle(replace(held, fence=held.fence + 1)), 409, "not-begun")


async def test_a_begun_decision_that_records_may_have_stays_begun_and_can_be_settled(
    ann: Handler, bob: Handler, sue: Handler, held: Claimed
) -> None:
    await begin_incident(ann, held)
    mine = await taken(sue, held, records=SOMETHING)
    assert mine.report.summary.stage is Stage.BEGUN
    refused(await bob.call("POST", f"/v1/reports/{held.report_id}/claim"), 409, "begun-elsewhere")
    assert ok(await sue.settle(mine)).json()["stage"] == "closed"


async def test_what_the_stranded_workstation_still_brings_is_kept_as_late(
    ann: Handler, sue: Handler, held: Claimed
) -> None:
    await begin_incident(ann, held)
    await taken(sue, held, records=NOTHING)
    assert ok(await ann.settle(held)).json()["late"]
    assert [one.reference for one in (await sue.report(held.report_id)).references] == ["CAD 7"]


@ON_SQLITE
async def test_what_cannot_be_taken_over(bench: Bench, ann: Handler, sue: Handler, held: Claimed) -> None:
    refused(await ask(sue, held, why=" "), 422, "invalid")
    refused(await ask(sue, held, fence=held.fence + 7), 412, "stale")
    ok(await ann.release(held))
    refused(await ask(sue, held), 409, "not-held")


@ON_SQLITE
async def test_taking_over_twice_gives_the_same_hold(sue: Handler, held: Claimed) -> None:
    first = await taken(sue, held)
    again = await taken(sue, held)
    assert (again.lease_id, again.fence) == (first.lease_id, first.fence)
