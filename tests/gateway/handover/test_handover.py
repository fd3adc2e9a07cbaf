"""What the next shift is shown: everything that is left, and the words of the one before."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta

import pytest

from tests.gateway.bench import Bench, ok, open_bench, payload, refused
from tests.gateway.workflow.desk import defer, handed, hold, workflow_settings
from triage.models import codec
from triage.models.account import StatedOperation, StatedReport, Statement
from triage.models.delivery import Delivery
from triage.models.handover import NOTES_HOURS, HandoverSheet, ShiftNotePut
from triage.models.ids import ReportId
from triage.models.operation import OpKind
from triage.models.stage import Stage


@pytest.fixture
async def bench(database_url: str) -> AsyncIterator[Bench]:
    async with open_bench(workflow_settings(database_url)) as opened:
        yield opened


async def told(bench: Bench, me: str = "sue") -> HandoverSheet:
    return codec.decode(HandoverSheet, ok(await bench.handler(me).call("GET", "/v1/handover")).content)


async def test_everything_that_is_left_has_its_place(bench: Bench) -> None:
    ids = [await bench.arrive(f"s-{number}") for number in range(5)]
    begun = await bench.ann.claim(ids[0])
    await bench.ann.begun(begun)
    bench.clock.advance(minutes=1)
    await bench.bob.claim(ids[1])
    await handed(bench.ann, await bench.ann.claim(ids[2]))
    ok(await hold(bench.ann, (await bench.ann.claim(ids[3])).report_id))
    later = bench.clock.now() + timedelta(hours=3)
    ok(await defer(bench.bob, await bench.bob.claim(ids[4]), later))
    sheet = await told(bench)
    assert [(one.report_id, one.who, one.stage) for one in sheet.held] == [
        (ids[0], "ann", Stage.BEGUN), (ids[1], "bob", Stage.CLAIMED),
    ]  # fmt: skip
    assert {(one.report_id, one.who, one.why) for one in sheet.awaiting} == {
        (ids[2], "Roads policing", "A collision."), (ids[3], "", "Ask the sergeant."),
    }  # fmt: skip
    (put_off,) = sheet.put_off
    assert (put_off.report_id, put_off.until, put_off.why) == (ids[4], later, "Waits for CCTV.")
    bench.clock.advance(minutes=20)
    assert [one.report_id for one in (await told(bench)).held] == [ids[0]], "a lease that ran out holds nothing"


async def test_what_workstations_have_not_sent(bench: Bench) -> None:
    report_id = ReportId(await bench.arrive("s-1"))
    operation = StatedOperation(kind=OpKind.CREATE, status=Delivery.QUEUED, author="ann")
    reports = (StatedReport(report_id=report_id, operations=(operation, operation)),)
    stated = Statement(installation="i-1", store="desk-1", at=bench.clock.now(), reports=reports)
    ok(await bench.ann.call("PUT", "/v1/workstations/desk-1", stated))
    (one,) = (await told(bench)).unsent
    assert (one.who, one.operations, one.report_ids) == ("ann", 2, (report_id,))


async def test_a_note_that_is_sent_again_without_an_answer_is_one_note(bench: Bench) -> None:
    note = ShiftNotePut(words="Ring the hospital at 7.")
    first = ok(await bench.ann.call("POST", "/v1/handover/notes", note))
    bench.clock.advance(minutes=2)
    assert ok(await bench.ann.call("POST", "/v1/handover/notes", note)).json() == first.json()
    ok(await bench.bob.call("POST", "/v1/handover/notes", note))
    bench.clock.advance(hours=12)
    ok(await bench.ann.call("POST", "/v1/handover/notes", note))
    assert [one.by for one in (await told(bench)).notes] == ["ann", "bob", "ann"], "another evening's are another note"


async def test_a_note_is_shown_to_the_next_shift_and_then_no_more(bench: Bench) -> None:
    for words in (" ", "x" * 4001):
        problem = refused(await bench.ann.call("POST", "/v1/handover/notes", ShiftNotePut(words=words)), 422, "invalid")
        assert problem.errors[0].pointer == "/words"
    ok(await bench.ann.call("POST", "/v1/handover/notes", ShiftNotePut(words=" Ring the hospital at 7.\n")))
    bench.clock.advance(hours=8)
    (note,) = (await told(bench, "bob")).notes
    assert (note.by, note.words) == ("ann", "Ring the hospital at 7.")
    bench.clock.advance(hours=NOTES_HOURS)
    assert (await told(bench)).notes == ()


async def test_restricted_reports_are_not_shown_to_others(bench: Bench) -> None:
    ok(await bench.post(payload("s-1").replace(b'"OCR"', b'"CMP"')))
    (claimed,) = await bench.handler("sue").take()
    assert [one.report_id for one in (await told(bench)).held] == [claimed.report_id]
    assert (await told(bench, "ann")).held == ()
