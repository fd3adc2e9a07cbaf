"""Retention: after so many days nothing of the public's words is left in any table, and the account still stands."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace

import httpx
import pytest
from sqlalchemy import inspect, select, text
from sqlalchemy.engine import Connection

from tests.gateway.bench import ON_SQLITE, Bench, ok, open_bench, payload, refused, settings_for
from tests.gateway.quality.room import drawn_of, feedback, quality_settings, reply, reviewed, sample
from triage.gateway import tables
from triage.gateway.config import Config, RetentionConfig
from triage.gateway.parts import Parts
from triage.gateway.retention import erase_due
from triage.gateway.sweeper import sweep
from triage.models.handover import NOTES_HOURS, ShiftNotePut

WORDS = "Zanzibar-Quokka planted here."
DAYS = 30


@pytest.fixture
async def bench(database_url: str) -> AsyncIterator[Bench]:
    config = Config(retention=RetentionConfig(settled_days=DAYS))
    async with open_bench(settings_for(database_url, config=config)) as opened:
        yield opened


async def closed(bench: Bench, submission: str) -> str:
    held = await bench.ann.claim(await bench.arrive(submission, WORDS))
    ok(await bench.ann.put_draft(held))
    held = await bench.ann.claim(held.report_id)
    await bench.ann.begun(held, rationale=WORDS)
    ok(await bench.ann.settle(held, key=f"settle-{submission}"))
    ok(await withdraws(bench, held.report_id, submission))
    return str(held.report_id)


async def withdraws(bench: Bench, report_id: str, key: str) -> httpx.Response:
    told = {"freedom": "freely", "words": WORDS}
    return await bench.ann.call("POST", f"/v1/reports/{report_id}/withdrawals", told, Idempotency_Key=f"w-{key}")


def everything(connection: Connection) -> str:
    """Every value of every table, also of those that no metadata names (full-text indexes)."""
    found: list[str] = []
    for name in inspect(connection).get_table_names():
        for row in connection.execute(text(f'SELECT * FROM "{name}"')):
            found.extend(bytes(v).decode("latin-1") if isinstance(v, bytes | memoryview) else str(v) for v in row)
    return "\n".join(found)


async def dump(parts: Parts) -> str:
    async with parts.database.read() as connection:
        return await connection.run_sync(everything)


async def test_nothing_of_the_words_is_left_and_the_account_stands(bench: Bench) -> None:
    report_id = await closed(bench, "s-1")
    assert "Quokka" in await dump(bench.parts)
    bench.clock.advance(days=DAYS, seconds=1)
    assert await erase_due(bench.parts) == 1
    async with bench.parts.database.read() as connection:
        reports = tables.reports
        kept = (await connection.execute(select(reports.c.kind, reports.c.suggested))).one()
    assert tuple(kept) == ("", ""), "what kind of report it was is of the public's words too"
    left = await dump(bench.parts)
    assert "Quokka" not in left
    assert "quokka" not in left
    assert report_id in left
    assert "CAD 7" in left
    refused(await bench.ann.call("GET", f"/v1/reports/{report_id}"), 410, "erased")
    refused(await bench.ann.call("GET", f"/v1/reports/{report_id}/raw"), 410, "erased")
    refused(await withdraws(bench, report_id, "late"), 410, "erased")
    assert await erase_due(bench.parts) == 0


async def test_nothing_goes_before_its_day_nor_while_it_is_open(bench: Bench) -> None:
    await closed(bench, "s-1")
    await bench.arrive("s-2", WORDS)
    bench.clock.advance(days=DAYS, seconds=-1)
    assert await erase_due(bench.parts) == 0
    bench.clock.advance(days=400)
    assert await erase_due(bench.parts) == 1


async def test_a_note_to_the_next_shift_goes_by_its_own_age(bench: Bench) -> None:
    ok(await bench.ann.call("POST", "/v1/handover/notes", ShiftNotePut(words=WORDS)))
    bench.clock.advance(days=14, seconds=-1)
    await erase_due(bench.parts)
    assert "Quokka" in await dump(bench.parts)
    bench.clock.advance(seconds=1)
    await erase_due(bench.parts)
    left = await dump(bench.parts)
    assert "Quokka" not in left
    assert "handover.notes-erased" in left


@ON_SQLITE
async def test_a_note_that_a_handover_still_shows_stays(database_url: str) -> None:
    config = Config(retention=RetentionConfig(notes_days=1))
    async with open_bench(settings_for(database_url, config=config)) as bench:
        ok(await bench.ann.call("POST", "/v1/handover/notes", ShiftNotePut(words=WORDS)))
        bench.clock.advance(hours=NOTES_HOURS, seconds=-1)
        await erase_due(bench.parts)
        assert "Quokka" in await dump(bench.parts)
        bench.clock.advance(seconds=1)
        await erase_due(bench.parts)
        assert "Quokka" not in await dump(bench.parts)


async def test_a_version_that_is_not_read_yet_keeps_its_report(bench: Bench) -> None:
    report_id = await closed(bench, "s-1")
    bench.clock.advance(days=DAYS, seconds=1)
    ok(await bench.send(payload("s-1", WORDS + " More.")))
    assert await erase_due(bench.parts) == 0
    await bench.parts.reader.catch_up()
    held = await bench.ann.claim(report_id)
    assert held.report.report.narrative == WORDS + " More."


async def test_a_desktop_that_was_away_is_told(bench: Bench) -> None:
    report_id = await closed(bench, "s-1")
    seen = await bench.ann.changes()
    assert [line.report_id for line in seen.items] == [report_id]
    bench.clock.advance(days=DAYS, seconds=1)
    await sweep(bench.parts)
    await erase_due(bench.parts)
    later = await bench.ann.changes(seen.delta or "")
    assert (later.items, later.removed) == ((), (report_id,))


async def test_a_late_re_send_of_what_was_erased_is_known(bench: Bench) -> None:
    report_id = await closed(bench, "s-1")
    bench.clock.advance(days=DAYS, seconds=1)
    await erase_due(bench.parts)
    again = ok(await bench.post(payload("s-1", WORDS)))
    assert (again.json()["data"]["id"], again.json()["data"]["attributes"]["version"]) == (report_id, 1)
    assert "Quokka" not in await dump(bench.parts)


async def test_a_new_version_opens_it_again_and_is_erased_in_its_turn(bench: Bench) -> None:
    report_id = await closed(bench, "s-1")
    bench.clock.advance(days=DAYS, seconds=1)
    await erase_due(bench.parts)
    assert await bench.arrive("s-1", WORDS + " More.") == report_id
    held = await bench.ann.claim(report_id)
    assert held.report.report.version == 2
    await bench.ann.begun(held, key="again")
    ok(await bench.ann.settle(held, key="settle-again"))
    bench.clock.advance(days=DAYS, seconds=1)
    assert await erase_due(bench.parts) == 1
    assert "Quokka" not in await dump(bench.parts)


async def test_words_of_a_review_go_with_their_report_and_scores_with_their_time(database_url: str) -> None:
    config = Config(retention=RetentionConfig(settled_days=DAYS))
    async with open_bench(replace(quality_settings(database_url), config=config)) as bench:
        await closed(bench, "s-1")
        (one,) = await drawn_of(bench, "ann")
        kept = await reviewed(bench, "sue", one, words=WORDS)
        ok(await reply(bench, kept.number, WORDS))
        bench.clock.advance(days=DAYS, seconds=1)
        assert await erase_due(bench.parts) == 1
        assert "Quokka" not in await dump(bench.parts)
        (told,) = await feedback(bench)
        assert (told.review.answers, told.title, told.may_answer) == (kept.answers, "", False)
        (ann,) = (await sample(bench)).handlers
        assert (ann.drawn, ann.erased) == ((), 1)
        bench.clock.advance(weeks=53)
        await erase_due(bench.parts)
        async with bench.parts.database.read() as connection:
            assert await connection.scalar(select(tables.quality_reviews.c.number)) is None
