"""Handed to others: the package, their answer, the chasing."""

from __future__ import annotations

import io
import json
import zipfile
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from tests.gateway.bench import ON_SQLITE, Bench, Handler, ok, refused
from tests.gateway.workflow.desk import accept, give_back, hand_off, handed, line, reopen, round_of
from triage.gateway import tables
from triage.models import codec
from triage.models.draft import empty_draft
from triage.models.queue import Claimed
from triage.models.stage import Stage
from triage.models.workflow import Handoffs, HandoffState, HandoffTo, Manifest, Package

RISKY = "He has a knife and said he will kill her tonight."


async def listed(who: Handler, query: str = "") -> Handoffs:
    return codec.decode(Handoffs, ok(await who.call("GET", f"/v1/handoffs{query}")).content)


async def words_of(bench: Bench, report_id: str) -> list[str]:
    audit = tables.audit
    async with bench.parts.database.read() as connection:
        found = await connection.scalars(
            select(audit.c.action).where(audit.c.report_id == report_id).order_by(audit.c.seq)
        )
        return list(found.all())


async def test_a_report_handed_off_waits_for_acceptance(
    bench: Bench, ann: Handler, bob: Handler, held: Claimed
) -> None:
    made = await handed(ann, held)
    assert (made.stage, made.handoff.number, made.handoff.to_name) == (Stage.AWAITING_ACCEPTANCE, 1, "Roads policing")
    summary = await line(bob, held.report_id)
    assert (summary.waiting_for, summary.waiting_why, summary.held_by) == ("Roads policing", "A collision.", "")
    assert summary.etag == made.etag
    assert await bob.take() == ()
    refused(await bob.call("POST", f"/v1/reports/{held.report_id}/claim"), 409, "not-claimable")
    refused(await ann.renew(held), 409, "lease-lost")


async def test_acceptance_closes_it_and_keeps_the_reference(
    bench: Bench, ann: Handler, bob: Handler, held: Claimed
) -> None:
    await handed(ann, held)
    bench.clock.advance(minutes=30)
    told = ok(await accept(bob, held.report_id, at=bench.clock.now() - timedelta(minutes=5))).json()
    assert (told["stage"], told["handoff"]["state"]) == ("closed", "accepted")
    assert told["handoff"]["acceptor"] == "PS 12 Roads"
    body = await ann.report(held.report_id)
    assert body.summary.stage is Stage.CLOSED
    assert [(one.deliverable, one.destination, one.reference) for one in body.references] == [
        ("handoff-1", "roads", "RP/7")
    ]
    again = ok(await accept(bob, held.report_id, at=bench.clock.now())).json()
    assert again["handoff"]["answered_at"] == told["handoff"]["answered_at"]
    refused(await accept(bob, held.report_id, reference="RP/8"), 409, "not-awaiting")
    refused(await give_back(bob, held.report_id), 409, "not-awaiting")


async def test_whoever_noted_the_acceptance_may_reopen_it(ann: Handler, bob: Handler, held: Claimed) -> None:
    await handed(ann, held)
    await accept(bob, held.report_id)
    refused(await reopen(ann, held.report_id), 403, "forbidden")
    ok(await reopen(bob, held.report_id))


async def test_a_return_brings_it_back_at_once_with_a_mark(ann: Handler, bob: Handler, held: Claimed) -> None:
    await handed(ann, held)
    assert ok(await give_back(bob, held.report_id)).json()["stage"] == "incoming"
    assert "Returned by Roads policing" in (await line(ann, held.report_id)).marks
    assert ok(await give_back(bob, held.report_id)).json()["handoff"]["state"] == "returned"
    (taken,) = await bob.take()
    second = await handed(bob, taken, key="h-2", to="response")
    assert second.handoff.number == 2
    assert "Returned by Roads policing" not in (await line(ann, held.report_id)).marks


async def test_it_is_chased_once_and_comes_back_after_a_second_term(
    bench: Bench, ann: Handler, bob: Handler, held: Claimed
) -> None:
    await handed(ann, held)
    bench.clock.advance(hours=23, minutes=59)
    await round_of(bench)
    assert (await listed(ann)).items[0].chases == 0
    bench.clock.advance(minutes=1)
    await round_of(bench)
    await round_of(bench)
    summary = await line(ann, held.report_id)
    assert (summary.stage, summary.marks[0]) == (Stage.AWAITING_ACCEPTANCE, "Not accepted for 24 h")
    (late,) = (await listed(ann, "?state=awaiting")).items
    assert (late.overdue, late.chases, late.chased_at) == (True, 1, bench.clock.now())
    bench.clock.advance(hours=24)
    await round_of(bench)
    summary = await line(ann, held.report_id)
    assert (summary.stage, summary.marks[0]) == (Stage.INCOMING, "Not accepted for 48 h by Roads policing")
    assert [one.state for one in (await listed(ann)).items] == [HandoffState.CHASED_BACK]
    chases = [word for word in await words_of(bench, held.report_id) if "chased" in word]
    assert chases == ["handoff.chased", "handoff.chased-back"]


async def test_one_that_nobody_took_is_served_before_the_routine(
    bench: Bench, ann: Handler, bob: Handler, held: Claimed
) -> None:
    await handed(ann, held)
    bench.clock.advance(hours=48)
    await round_of(bench)
    await round_of(bench)
    sent = bench.clock.now().isoformat()
    await bench.arrive("s-new", sent=sent)
    assert [one.report_id for one in await bob.take()] == [held.report_id]


async def test_risk_is_chased_sooner(bench: Bench, ann: Handler) -> None:
    held = await ann.claim(await bench.arrive("s-2", RISKY))
    made = await handed(ann, held)
    assert made.handoff.due_at - made.handoff.at == timedelta(hours=4)
    bench.clock.advance(hours=4)
    await round_of(bench)
    assert "Not accepted for 4 h" in (await line(ann, held.report_id)).marks


async def test_a_late_acceptance_is_kept_and_leaves_the_report_where_it_is(
    bench: Bench, ann: Handler, bob: Handler, held: Claimed
) -> None:
    await handed(ann, held)
    bench.clock.advance(hours=48)
    await round_of(bench)
    await round_of(bench)
    taken = await bob.claim(held.report_id)
    assert ok(await accept(ann, held.report_id)).json()["stage"] == "claimed"
    body = await bob.report(held.report_id)
    assert [one.reference for one in body.references] == ["RP/7"]
    assert "Accepted late by Roads policing" in body.summary.marks
    assert (body.summary.held_by, body.summary.etag) == ("bob", taken.etag)


async def test_a_version_that_came_meanwhile_is_follow_up_work(
    bench: Bench, ann: Handler, bob: Handler, held: Claimed
) -> None:
    await handed(ann, held)
    await bench.arrive("s-1", "There is more to tell.")
    assert (await line(ann, held.report_id)).stage is Stage.AWAITING_ACCEPTANCE
    assert ok(await accept(bob, held.report_id)).json()["stage"] == "incoming"


async def test_the_package_is_the_report_as_it_was_handed_over(
    bench: Bench, ann: Handler, bob: Handler, held: Claimed
) -> None:
    await ann.put_draft(held, replace(empty_draft(held.report_id, 1), revision=2, rationale="Seen the film."))
    made = await handed(ann, held)
    await bench.arrive("s-1", "There is more to tell.")
    path = f"/v1/reports/{held.report_id}/handoffs/1/package"
    answer = ok(await bob.call("GET", f"{path}?as=json"))
    assert codec.sha256(answer.content) == made.handoff.package_sha256
    package = codec.decode(Package, answer.content)
    assert (package.report.version, package.to, package.note) == (1, "Roads policing", "Call first.")
    assert package.draft is not None
    assert package.draft.rationale == "Seen the film."


async def test_the_zip_has_a_manifest_that_is_right(bench: Bench, ann: Handler, bob: Handler) -> None:
    photo = {"type": "media", "id": "m", "attributes": {"fileName": "../a b.txt", "content": "aGVsbG8="}}
    gone = {"type": "media", "id": "n", "attributes": {"fileName": "film.mp4", "url": "https://hub.example/film.mp4"}}
    document = json.loads(b'{"data": {"id": "1", "type": "incident", "attributes": {}}}')
    document["data"]["relationships"] = {"submission": {"data": {"id": "s", "type": "submission"}}}
    told = {"submissionId": "s-9", "submissionContent": "x", "submitTime": "2026-11-20T05:30:00+00:00"}
    document["included"] = [{"id": "s", "type": "submission", "attributes": told}, photo, gone]
    sent = json.dumps(document).encode()
    report_id = ok(await bench.post(sent)).json()["data"]["id"]
    await bench.parts.reader.catch_up()
    await handed(ann, await ann.claim(report_id))
    path = f"/v1/reports/{report_id}/handoffs/1/package"
    answer = ok(await bob.call("GET", path))
    assert answer.headers["content-type"] == "application/zip"
    assert ok(await bob.call("GET", path)).content == answer.content
    with zipfile.ZipFile(io.BytesIO(answer.content)) as archive:
        assert archive.testzip() is None
        manifest = codec.decode(Manifest, archive.read("manifest.json"))
        assert {"manifest.json", *(one.name for one in manifest.files)} == set(archive.namelist())
        for one in manifest.files:
            content = archive.read(one.name)
            assert (len(content), codec.sha256(content)) == (one.size, one.sha256)
        assert archive.read("original.json") == sent
        assert archive.read("attachments/001-a_b.txt") == b"hello"
    assert manifest.missing == ("2: film.mp4 (link)",)


async def test_the_list_has_pages_and_states(bench: Bench, ann: Handler) -> None:
    for number in range(3):
        held = await ann.claim(await bench.arrive(f"s-{number}"))
        await handed(ann, held, key=f"h-{number}")
    await give_back(ann, held.report_id)
    first = await listed(ann, "?limit=2")
    second = await listed(ann, f"?limit=2&after={first.next}")
    assert (len(first.items), len(second.items), second.next) == (2, 1, None)
    assert len((await listed(ann, "?state=awaiting")).items) == 2
    answer = ok(await ann.call("GET", f"/v1/reports/{held.report_id}/handoffs"))
    assert codec.decode(Handoffs, answer.content).items[0].state is HandoffState.RETURNED


@ON_SQLITE
async def test_wrong_words_are_named(bench: Bench, ann: Handler, held: Claimed) -> None:
    def pointer(answer: object) -> str:
        return refused(answer, 422, "invalid").errors[0].pointer  # type: ignore[arg-type]

    assert pointer(await hand_off(ann, held, to="nowhere")) == "/to"
    assert pointer(await hand_off(ann, held, to_kind=HandoffTo.FORCE, to=" ")) == "/to"
    assert pointer(await hand_off(ann, held, why="")) == "/why"
    await handed(ann, held, to_kind=HandoffTo.FORCE, to="North Force")
    assert pointer(await accept(ann, held.report_id, reference=" ")) == "/reference"
    assert pointer(await accept(ann, held.report_id, at=bench.clock.now() + timedelta(hours=1))) == "/at"
    assert pointer(await ann.call("GET", "/v1/handoffs?after=x")) == "/query/after"


@ON_SQLITE
async def test_what_is_not_there_is_said(ann: Handler, held: Claimed) -> None:
    refused(await accept(ann, held.report_id), 404, "unknown-handoff")
    refused(await accept(ann, held.report_id, number=2**70), 404, "unknown-handoff")
    refused(await ann.call("GET", f"/v1/reports/{held.report_id}/handoffs/1/package"), 404, "unknown-handoff")
    refused(await ann.call("GET", "/v1/reports/nothing/handoffs"), 404, "unknown-report")


async def test_a_replayed_handing_over_gives_the_first_answer(ann: Handler, held: Claimed) -> None:
    first = ok(await hand_off(ann, held))
    assert ok(await hand_off(ann, held)).content == first.content


@ON_SQLITE
@pytest.mark.parametrize("change", [{"fence": 7}, {"lease_id": "other"}])
async def test_another_lease_hands_nothing_off(ann: Handler, held: Claimed, change: dict[str, Any]) -> None:
    refused(await hand_off(ann, held, **change), 409, "lease-lost")
