"""The board's figures, on both engines, against what was done."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, date, datetime, timedelta

import pytest

from tests.gateway.bench import Bench, ok, open_bench, refused, settings_for
from triage.gateway.figures.room import FRESH
from triage.models import codec
from triage.models.account import StatedOperation, StatedReport, Statement
from triage.models.delivery import Delivery
from triage.models.figures import LONG, BoardFigures, Stuck
from triage.models.handover import HandoverSheet
from triage.models.ids import ReportId
from triage.models.operation import OpKind
from triage.models.periods import Period, midnight


@pytest.fixture
async def bench(database_url: str) -> AsyncIterator[Bench]:
    async with open_bench(settings_for(database_url)) as opened:
        yield opened


async def figures(bench: Bench, me: str = "sue") -> BoardFigures:
    bench.clock.advance(seconds=FRESH.total_seconds())
    return codec.decode(BoardFigures, ok(await bench.handler(me).call("GET", "/v1/figures")).content)


async def test_an_empty_room_has_a_board(bench: Bench) -> None:
    told = await figures(bench)
    assert (told.waiting.waiting, told.oldest, told.people, told.stuck) == (0, (), (), ())
    assert len(told.before) == 24
    assert [tally.key for tally in told.by_risk] == ["high", "raised", "routine", "low"]


async def test_what_waits_is_told_by_age_target_risk_grade_and_kind(bench: Bench) -> None:
    first = await bench.arrive("s-1")
    bench.clock.advance(minutes=40)
    second = await bench.arrive("s-2", sent="2026-11-20T06:40:00+00:00")
    told = await figures(bench)
    assert (told.waiting.waiting, told.waiting.late, told.waiting.soon) == (2, 1, 0)
    assert [line.report_id for line in told.oldest] == [first, second]
    assert [line.report_id for line in told.next_due] == [second]
    for tallies in (told.by_risk, told.by_grade, told.by_kind):
        assert sum(tally.waiting for tally in tallies) == 2


async def test_age_counts_from_the_sending_as_targets_do(bench: Bench) -> None:
    late = await bench.arrive("s-1", sent="2026-11-20T05:50:00+00:00")
    bench.clock.advance(minutes=1)
    older = await bench.arrive("s-2", sent="2026-11-20T04:00:00+00:00")
    told = await figures(bench)
    assert [line.report_id for line in told.oldest] == [older, late], "it came later and waits longer"
    (first, second) = told.oldest
    assert first.since == datetime(2026, 11, 20, 4, tzinfo=UTC)
    assert told.waiting.oldest_at == first.since
    assert second.due_at - second.since == first.due_at - first.since


async def test_a_suggested_grades_target_counts_from_the_sending_too(bench: Bench) -> None:
    now = "He is outside my house now with a knife and says he will kill me, please come quick."
    await bench.arrive("s-1", now, sent="2026-11-20T04:00:00+00:00")
    told = await figures(bench)
    assert [(tally.key, tally.waiting, tally.late) for tally in told.by_grade if tally.waiting] == [("emergency", 1, 1)]


async def test_who_holds_what_and_since_when(bench: Bench) -> None:
    taken = [await bench.arrive(f"s-{number}") for number in range(3)]
    since = bench.clock.now()
    await bench.ann.claim(taken[0])
    bench.clock.advance(minutes=2)
    held = await bench.bob.claim(taken[1])
    await bench.bob.begun(held)
    told = await figures(bench)
    assert [(person.subject, [line.report_id for line in person.held]) for person in told.people] == [
        ("ann", taken[:1]),
        ("bob", taken[1:2]),
    ]
    assert told.people[0].held[0].since == since
    assert [person.held[0].begun for person in told.people] == [False, True]
    bench.clock.advance(hours=2)
    told = await figures(bench)
    assert [person.subject for person in told.people] == ["bob"], "ann's lease has run out, bob's begin stands"
    assert [(pile.why, pile.lines[0].holder) for pile in told.stuck] == [(Stuck.RECORDING, "bob")]


async def test_what_is_held_is_stuck_with_its_reason(bench: Bench) -> None:
    report_id = await bench.arrive("s-1")
    ok(await bench.handler("sue").call("POST", f"/v1/reports/{report_id}/hold", {"why": "Ring the station first"}))
    since = bench.clock.now()
    bench.clock.advance(minutes=5)
    ok(await bench.handler("sue").call("POST", f"/v1/reports/{report_id}/pin", {"why": "The press rang"}))
    (pile,) = (await figures(bench)).stuck
    assert (pile.why, pile.number, pile.since) == (Stuck.HELD, 1, since), "a pin is no new beginning"
    (left,) = codec.decode(HandoverSheet, ok(await bench.handler("sue").call("GET", "/v1/handover")).content).awaiting
    assert left.since == since
    assert (pile.lines[0].report_id, pile.lines[0].why) == (report_id, "Ring the station first")


async def test_what_is_not_read_is_told(bench: Bench) -> None:
    ok(await bench.send(b'{"data": {"id": "1", "type": "incident"}, "included": [{"id": "s", "type": "submission",'
                        b' "attributes": {"submissionId": "s-1"}}]}'))  # fmt: skip
    bench.clock.advance(seconds=LONG.total_seconds())
    assert [pile.why for pile in (await figures(bench)).stuck] == [Stuck.UNREADABLE]


async def test_in_and_out_by_the_hour_beside_a_week_before(bench: Bench) -> None:
    await bench.arrive("s-1")
    bench.clock.advance(days=7)
    held = await bench.ann.claim(await bench.arrive("s-2"))
    await bench.ann.begun(held)
    ok(await bench.ann.settle(held))
    told = await figures(bench)
    now = bench.clock.now()
    assert [(hour.start, hour.came, hour.closed) for hour in told.today if hour.came or hour.closed] == [
        (now.replace(minute=0, second=0, microsecond=0), 1, 1)
    ]
    assert [hour.start for hour in told.before if hour.came] == [now.replace(second=0) - timedelta(days=7)]


@pytest.mark.parametrize(("day", "hours"), [("2026-03-29", 23), ("2026-10-25", 25), ("2026-11-20", 24)])
def test_a_day_in_london_has_its_own_hours(day: str, hours: int) -> None:
    one = Period(first=date.fromisoformat(day), last=date.fromisoformat(day))
    assert one.until - one.since == timedelta(hours=hours)


async def test_who_asks_within_a_second_is_given_the_same(bench: Bench) -> None:
    first = await figures(bench)
    await bench.arrive("s-1")
    again = codec.decode(BoardFigures, ok(await bench.handler("aud").call("GET", "/v1/figures")).content)
    assert again == first
    assert (await figures(bench)).waiting.waiting == 1


async def test_a_handler_has_no_board(bench: Bench) -> None:
    refused(await bench.ann.call("GET", "/v1/figures"), 403, "forbidden")


def test_the_hours_are_utc() -> None:
    assert midnight(date(2026, 7, 1)) == datetime(2026, 6, 30, 23, tzinfo=UTC)


async def test_who_is_on_without_holding_anything(bench: Bench) -> None:
    await bench.bob.changes()
    await bench.parts.figures.presence.round()
    told = await figures(bench)
    assert [(person.subject, person.role, person.held) for person in told.people] == [("bob", "handler", ())]
    bench.clock.advance(minutes=3)
    await bench.ann.changes()
    await bench.parts.figures.presence.round()
    assert [person.subject for person in (await figures(bench)).people] == ["ann"], "the others were not heard of since"


async def test_shared_views_are_counted_beside_it(bench: Bench) -> None:
    sue = bench.handler("sue")
    view = {"name": "Late ones", "query": {"view": "to_do"}, "shared": True}
    ok(await sue.call("PUT", "/v1/views/late", view))
    await bench.arrive("s-1")
    assert (await figures(bench)).views_as_of is None
    await bench.parts.figures.views.round()
    (told,) = (await figures(bench)).views
    assert (told.key, told.name, told.tally.waiting, told.tally.late) == ("late", "Late ones", 1, 0)


async def test_what_a_workstation_cannot_send_is_told(bench: Bench) -> None:
    report_id = ReportId(await bench.arrive("s-1"))
    refused_ = StatedOperation(kind=OpKind.CREATE, status=Delivery.REJECTED, author="ann")
    stated = StatedReport(report_id=report_id, operations=(refused_,))
    at = bench.clock.now()
    told = Statement(installation="i-1", store="desk-ann", at=at, reports=(stated,))
    ok(await bench.ann.call("PUT", "/v1/workstations/desk-ann", told))
    (pile,) = (await figures(bench)).stuck
    assert (pile.why, pile.number, pile.since) == (Stuck.FIXING, 1, at)
    assert (pile.lines[0].report_id, pile.lines[0].holder) == (report_id, "ann")
    held = await bench.ann.claim(report_id)
    await bench.ann.begun(held)
    ok(await bench.ann.settle(held))
    bench.clock.advance(seconds=2)
    assert (await figures(bench)).stuck == (), "closed: nothing of it needs anybody, whatever a dead workstation said"


async def test_the_log_tells_each_opening_of_a_board_not_each_refresh(bench: Bench) -> None:
    async def lines() -> list[str]:
        told = ok(await bench.handler("aud").call("GET", "/v1/audit")).json()["items"]
        return [line["subject"] for line in told if line["action"] == "figures.read"]

    for _ in range(4):
        await figures(bench)
        bench.clock.advance(seconds=30)
    assert await lines() == ["sue"]
    bench.clock.advance(minutes=5)
    await figures(bench)
    assert await lines() == ["sue", "sue"], "closed and opened anew"
    for _ in range(16):
        bench.clock.advance(minutes=4)
        await figures(bench)
    assert len(await lines()) == 3, "one that stays open is told again each hour"
