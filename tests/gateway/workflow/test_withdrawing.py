"""A reporter asks to withdraw: noted once, seen by everybody, and the report stays where it stands."""

from __future__ import annotations

from typing import Any

import httpx
import pytest
from sqlalchemy import select

from tests.gateway.bench import Bench, Handler, ok, refused
from triage.gateway import tables
from triage.models import codec
from triage.models.messages import ContactLog
from triage.models.queue import Claimed, Summary
from triage.models.stage import Stage
from triage.models.withdrawal import MARKS, Freedom, WithdrawalNoted, marked, standing

WORDS = "I do not want <b>this</b> to go on, he said."


async def note(who: Handler, report_id: str, key: str = "w-1", **more: Any) -> httpx.Response:
    told = {"channel": "phone", "freedom": "pressure", "words": WORDS, **more}
    return await who.call("POST", f"/v1/reports/{report_id}/withdrawals", told, Idempotency_Key=key)


async def noted(who: Handler, report_id: str, key: str = "w-1", **more: Any) -> WithdrawalNoted:
    return codec.decode(WithdrawalNoted, ok(await note(who, report_id, key, **more)).content)


async def take_back(who: Handler, report_id: str, number: int, key: str = "b-1", why: str = "Wrong report.") -> Any:
    path = f"/v1/reports/{report_id}/withdrawals/{number}/take-back"
    return await who.call("POST", path, {"why": why}, Idempotency_Key=key)


async def log(who: Handler, report_id: str) -> ContactLog:
    return codec.decode(ContactLog, ok(await who.call("GET", f"/v1/reports/{report_id}/contacts")).content)


async def line(who: Handler, report_id: str) -> Summary:
    return next(item for item in (await who.changes()).items if item.report_id == report_id)


async def test_it_is_seen_by_everybody_and_changes_nothing_else(ann: Handler, bob: Handler, held: Claimed) -> None:
    before, place = await line(ann, held.report_id), (await ann.changes()).delta or ""
    told = await noted(bob, held.report_id, taken_by="Front counter", at="2026-11-20T05:40:00Z")
    assert (told.etag, told.stage) == (held.etag, Stage.CLAIMED)
    (news,) = (await ann.changes(place)).items
    assert news.marks == (MARKS[Freedom.PRESSURE], *before.marks)
    same = ("etag", "stage", "risk", "rank", "due_at", "held_by", "fence", "why", "version")
    assert [getattr(news, name) for name in same] == [getattr(before, name) for name in same]
    (found,) = (await log(ann, held.report_id)).lines
    assert (found.kind, found.number, found.who, found.taken_by) == ("withdrawal", told.number, "bob", "Front counter")
    assert (found.channel, found.freedom, found.note) == ("phone", "pressure", WORDS)
    assert found.at < found.logged_at


async def test_the_same_again_notes_it_once(bob: Handler, held: Claimed) -> None:
    first = await noted(bob, held.report_id)
    again = await note(bob, held.report_id)
    assert codec.decode(WithdrawalNoted, ok(again).content) == first
    assert len((await log(bob, held.report_id)).lines) == 1
    refused(await note(bob, held.report_id, freedom="freely"), 422, "idempotency-key-reused")
    refused(await bob.call("POST", f"/v1/reports/{held.report_id}/withdrawals", {"freedom": "freely"}), 400,
            "idempotency-key-missing")  # fmt: skip


async def test_noted_by_mistake_it_is_gone_from_the_line_and_stays_in_the_log(
    ann: Handler, bob: Handler, held: Claimed
) -> None:
    first = await noted(bob, held.report_id)
    second = await noted(ann, held.report_id, "w-2", freedom="freely")
    ok(await take_back(ann, held.report_id, first.number))
    assert marked((await line(ann, held.report_id)).marks) is Freedom.FREELY
    done = ok(await take_back(bob, held.report_id, first.number, "b-2")).json()  # another desk, at the same time
    lines = (await log(ann, held.report_id)).lines
    assert [one.kind for one in lines].count("withdrawal_taken_back") == 1
    assert [one.number for one in standing(lines)] == [second.number]
    back = next(one for one in lines if one.kind == "withdrawal_taken_back")
    assert (back.number, back.corrects, back.note) == (done["number"], first.number, "Wrong report.")
    ok(await take_back(ann, held.report_id, second.number, "b-3"))
    assert marked((await line(ann, held.report_id)).marks) is None


async def test_a_workstation_whose_clock_is_fast_is_not_refused(bob: Handler, held: Claimed) -> None:
    await noted(bob, held.report_id, at="2026-11-20T20:00:00Z")
    (found,) = (await log(bob, held.report_id)).lines
    assert found.at == found.logged_at


async def test_a_decision_under_way_is_not_disturbed(ann: Handler, bob: Handler, held: Claimed) -> None:
    await noted(bob, held.report_id)
    await ann.begun(held)  # against the mark it was decided against
    await noted(bob, held.report_id, "w-2", freedom="freely")
    ok(await ann.settle(held))
    closed = await line(ann, held.report_id)
    assert (closed.stage, marked(closed.marks)) == (Stage.CLOSED, Freedom.PRESSURE)
    assert len(standing((await log(ann, held.report_id)).lines)) == 2


async def test_a_settled_report_takes_it_too_and_keeps_it_when_it_is_worked_again(
    ann: Handler, bob: Handler, held: Claimed
) -> None:
    await ann.begun(held)
    ok(await ann.settle(held))
    told = await noted(bob, held.report_id, freedom="not_known")
    assert told.stage is Stage.CLOSED
    ok(await ann.call("POST", f"/v1/reports/{held.report_id}/reopen", {"why": "The reporter rang."}))
    again = await line(bob, held.report_id)
    assert (again.stage, marked(again.marks)) == (Stage.INCOMING, Freedom.NOT_KNOWN)
    (served,) = await bob.take()
    assert served.report_id == held.report_id
    assert marked(served.report.summary.marks) is Freedom.NOT_KNOWN


async def test_a_new_version_keeps_the_mark(bench: Bench, ann: Handler, bob: Handler, held: Claimed) -> None:
    await noted(bob, held.report_id)
    await bench.arrive("s-1", "And he came back.")
    assert marked((await line(ann, held.report_id)).marks) is Freedom.PRESSURE


@pytest.mark.parametrize(
    ("pointer", "body"),
    [
        ("/at", {"at": "2026-11-22T09:00:00Z"}),
        ("/words", {"words": "x" * 4001}),
        ("/taken_by", {"taken_by": "x" * 201}),
        ("/freedom", {"freedom": "perhaps"}),
        ("/channel", {"channel": "pigeon"}),
    ],
)
async def test_a_note_that_cannot_be_is_refused(
    bob: Handler, held: Claimed, pointer: str, body: dict[str, object]
) -> None:
    assert [one.pointer for one in refused(await note(bob, held.report_id, **body), 422, "invalid").errors] == [pointer]
    assert (await log(bob, held.report_id)).lines == ()


async def test_taking_back_needs_a_reason_and_a_note(bob: Handler, held: Claimed) -> None:
    told = await noted(bob, held.report_id)
    errors = refused(await take_back(bob, held.report_id, told.number, why=" "), 422, "invalid").errors
    assert [one.pointer for one in errors] == ["/why"]
    refused(await take_back(bob, held.report_id, told.number + 1), 404, "unknown-withdrawal")
    refused(await take_back(bob, held.report_id, 2**63), 404, "unknown-withdrawal")
    refused(await note(bob, "nothing"), 404, "unknown-report")


async def test_it_is_audited_without_its_words(bench: Bench, bob: Handler, held: Claimed) -> None:
    told = await noted(bob, held.report_id)
    ok(await take_back(bob, held.report_id, told.number))
    async with bench.parts.database.read() as connection:
        audit = tables.audit
        rows = (await connection.execute(select(audit.c.action, audit.c.details).order_by(audit.c.seq))).all()
    kept = [(row.action, row.details) for row in rows if row.action.startswith("withdrawal")]
    assert kept == [
        ("withdrawal", {"line": told.number, "channel": "phone", "freedom": "pressure"}),
        ("withdrawal.taken-back", {"line": told.number + 1, "corrects": told.number}),
    ]
