"""Links of reports are followed after the 201: whole files only, each once, and never for ever."""

from __future__ import annotations

import asyncio
import hashlib
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import delete, select

from tests.gateway.bench import ON_SQLITE, ok, refused
from tests.gateway.media.desk import JPEG, MediaDesk, linked
from tests.gateway.media.hub import answered, broken_off, endless, halting, stuck
from triage.gateway import tables
from triage.gateway.media.store import PART
from triage.models.files import FAILED, LINK, NOT_SCANNED, STORED

LARGE = JPEG + bytes(2 * PART)


async def test_a_linked_file_is_fetched_kept_and_handed_out(desk: MediaDesk) -> None:
    desk.hub.answers["/1?sig=x"] = answered(LARGE)
    path = await desk.arrive(linked(desk.hub.url("/1?sig=x"), "my door.jpg"))
    refused(await desk.bench.ann.call("GET", f"{path}/attachments/1"), 409, "attachment-pending")
    assert await desk.work() == 1
    state = await desk.file(path)
    assert (state.state, state.scan, state.media_type, state.size) == (STORED, NOT_SCANNED, "image/jpeg", len(LARGE))
    answer = ok(await desk.bench.ann.call("GET", f"{path}/attachments/1"))
    digest = hashlib.sha256(LARGE).hexdigest()
    assert (answer.content, state.sha256, answer.headers["x-content-sha256"]) == (LARGE, digest, digest)
    assert answer.headers["content-disposition"] == "attachment; filename*=UTF-8''my%20door.jpg"
    assert await desk.words() == ["new", "media"]


@ON_SQLITE
async def test_older_desktops_see_the_file_as_stored(desk: MediaDesk) -> None:
    desk.hub.answers["/1"] = answered(JPEG)
    path, _ = await desk.after(linked(desk.hub.url("/1")))
    [entry] = (await desk.bench.ann.report(path.rpartition("/")[2])).report.attachments
    assert (entry.state, entry.size) == ("stored", len(JPEG))


async def test_a_part_across_the_seams_of_the_store(desk: MediaDesk) -> None:
    desk.hub.answers["/1"] = answered(LARGE)
    path, _ = await desk.after(linked(desk.hub.url("/1")))
    for first, last in ((PART - 2, PART + 1), (0, 0), (2 * PART, len(LARGE) - 1), (PART, 2 * PART - 1)):
        answer = await desk.bench.ann.call("GET", f"{path}/attachments/1", Range=f"bytes={first}-{last}")
        assert (answer.status_code, answer.content) == (206, LARGE[first : last + 1])


@ON_SQLITE
@pytest.mark.parametrize(
    ("status", "reason"),
    [
        ("404 Not Found", "status-404"),
        ("500 Oh", "status-500"),
        ("206 Partial Content", "status-206"),
        ("204 No", "status-204"),
    ],
)
async def test_an_answer_without_the_file_is_tried_again(desk: MediaDesk, status: str, reason: str) -> None:
    desk.hub.answers["/1"] = answered(b"", status=status)
    path, state = await desk.after(linked(desk.hub.url("/1")))
    assert (state.state, state.reason, state.tries) == (LINK, reason, 1)
    assert state.next_try_at is not None
    wait = state.next_try_at - desk.bench.clock.now()
    assert timedelta(seconds=15) <= wait <= timedelta(seconds=30)
    answer = await desk.bench.ann.call("GET", f"{path}/attachments/1")
    refused(answer, 409, "attachment-pending")
    assert 15 <= int(answer.headers["retry-after"]) <= 30


async def test_waits_double_until_it_gives_up_and_a_person_may_ask_again(desk: MediaDesk) -> None:
    path = await desk.arrive(linked(desk.hub.url("/1")))
    assert await desk.work() == 1
    desk.bench.clock.advance(seconds=30)
    assert await desk.work() == 1
    desk.bench.clock.advance(seconds=29)
    assert await desk.work() == 0, "the second wait is twice the first"
    desk.bench.clock.advance(seconds=31)
    assert await desk.work() == 1
    state = await desk.file(path)
    assert (state.state, state.reason, state.tries, state.next_try_at) == (FAILED, "status-404", 3, None)
    told = refused(await desk.bench.ann.call("GET", f"{path}/attachments/1"), 409, "attachment-failed")
    assert told.detail.startswith("status-404")
    desk.bench.clock.advance(hours=100)
    assert await desk.work() == 0
    desk.hub.answers["/1"] = answered(JPEG)
    asked = ok(await desk.bench.ann.call("POST", f"{path}/attachments/1/fetch")).json()
    assert (asked["state"], asked["tries"]) == (LINK, 0)
    assert await desk.work() == 1
    assert (await desk.file(path)).state == STORED
    assert await desk.words() == ["new", "media", "media", "media"]


@ON_SQLITE
@pytest.mark.parametrize(
    ("told", "seconds"),
    [("3600", 3600), ("Fri, 20 Nov 2026 08:00:00 GMT", 7200), ("1", 15), ("soon", 15), ("999999999999", 14400)],
)
async def test_the_host_may_ask_for_patience(desk: MediaDesk, told: str, seconds: int) -> None:
    desk.hub.answers["/1"] = answered(b"", status="503 Busy", headers={"Retry-After": told})
    _, state = await desk.after(linked(desk.hub.url("/1")))
    assert state.next_try_at is not None
    assert seconds <= (state.next_try_at - desk.bench.clock.now()).total_seconds() <= max(seconds, 30)


@ON_SQLITE
async def test_a_file_beyond_the_limit_leaves_nothing(desk: MediaDesk) -> None:
    desk.hub.answers["/1"] = endless(JPEG * 100)
    _, state = await desk.after(linked(desk.hub.url("/1")))
    assert (state.state, state.reason) == (FAILED, "too-large")
    assert await desk.chunks() == 0


@ON_SQLITE
async def test_a_file_that_says_it_is_too_large_is_not_even_begun(desk: MediaDesk) -> None:
    desk.hub.answers["/1"] = stuck(desk.hub)
    _, state = await desk.after(linked(desk.hub.url("/1")))
    assert (state.state, state.reason) == (FAILED, "too-large")


@pytest.mark.parametrize("told", [3 * PART, len(LARGE) + 1])
async def test_a_connection_that_breaks_off_leaves_nothing(desk: MediaDesk, told: int) -> None:
    desk.hub.answers["/1"] = broken_off(LARGE, told=told)
    path, state = await desk.after(linked(desk.hub.url("/1")))
    assert (state.state, state.reason) == (LINK, "broken-off")
    assert await desk.chunks() == 0
    desk.hub.answers["/1"] = answered(LARGE)
    desk.bench.clock.advance(minutes=1)
    await desk.work()
    assert ok(await desk.bench.ann.call("GET", f"{path}/attachments/1")).content == LARGE


@ON_SQLITE
async def test_what_comes_after_the_length_that_was_told_is_not_the_file(desk: MediaDesk) -> None:
    desk.hub.answers["/1"] = answered(JPEG + b"more", headers={"Content-Length": str(len(JPEG))})
    path, state = await desk.after(linked(desk.hub.url("/1")))
    assert state.size == len(JPEG)
    assert ok(await desk.bench.ann.call("GET", f"{path}/attachments/1")).content == JPEG


@ON_SQLITE
@pytest.mark.parametrize("limits", [{"read_seconds": 0.2}, {"whole_seconds": 0.2}])
async def test_a_host_that_stops_sending_is_left(desk: MediaDesk, limits: dict[str, Any]) -> None:
    desk.hub.answers["/1"] = stuck(desk.hub, LARGE)
    _, state = await desk.after(linked(desk.hub.url("/1")), media=desk.media(most_mb=200, **limits))
    assert (state.state, state.reason) == (LINK, "timed-out")
    assert await desk.chunks() == 0


@ON_SQLITE
@pytest.mark.parametrize(
    ("content", "headers", "reason"),
    [
        (b"", {}, "empty"),
        (JPEG, {"Content-Encoding": "gzip"}, "encoded"),
        (b"<!DOCTYPE html><title>Sign in</title>", {"Content-Type": "text/html"}, "page-instead"),
    ],
)
async def test_200_without_the_file_is_tried_again(
    desk: MediaDesk, content: bytes, headers: dict[str, str], reason: str
) -> None:
    desk.hub.answers["/1"] = answered(content, headers=headers)
    _, state = await desk.after(linked(desk.hub.url("/1")))
    assert (state.state, state.reason, await desk.chunks()) == (LINK, reason, 0)


async def test_several_gateways_fetch_each_file_once(desk: MediaDesk) -> None:
    files = [linked(desk.hub.url(f"/{number}"), f"{number}.jpg") for number in range(12)]
    for number in range(12):
        desk.hub.answers[f"/{number}"] = answered(JPEG + bytes([number]))
    path = await desk.arrive(*files)
    rounds = await asyncio.gather(*(desk.work(desk.media()) for _ in range(4)))
    assert sum(rounds) == 12
    assert sorted(desk.hub.paths) == sorted(f"/{number}" for number in range(12))
    assert {state.state for state in await desk.files(path)} == {STORED}


@pytest.mark.parametrize("rest", [10, 2 * PART])
async def test_a_worker_that_is_given_up_for_dead_spoils_nothing(desk: MediaDesk, rest: int) -> None:
    """It comes back after another has fetched the file: what it wrote goes, what the other wrote stays."""
    half_sent, go_on = asyncio.Event(), asyncio.Event()
    desk.hub.answers["/1"] = halting(b"slow", bytes(rest), half_sent, go_on)
    path = await desk.arrive(linked(desk.hub.url("/1")))
    async with asyncio.TaskGroup() as group:
        first = group.create_task(desk.media().round())
        await half_sent.wait()
        desk.hub.answers["/1"] = answered(LARGE)
        desk.bench.clock.advance(minutes=5)
        assert await desk.work() == 1
        go_on.set()
        await first
    assert (await desk.file(path)).state == STORED
    assert ok(await desk.bench.ann.call("GET", f"{path}/attachments/1")).content == LARGE
    assert await desk.chunks() == 3


async def test_what_a_killed_gateway_left_is_cleared_away(desk: MediaDesk) -> None:
    desk.hub.answers["/1"] = answered(JPEG)
    path = await desk.arrive(linked(desk.hub.url("/1")))
    killed = desk.media().store
    [file] = await killed.claim(60)
    await killed.add(file, 0, b"half", 60)
    assert await desk.work() == 0
    refused(await desk.bench.ann.call("GET", f"{path}/attachments/1"), 409, "attachment-pending")
    desk.bench.clock.advance(seconds=61)
    assert await desk.work() == 1
    assert ok(await desk.bench.ann.call("GET", f"{path}/attachments/1")).content == JPEG
    assert await desk.chunks() == 1


async def test_a_gateway_that_stops_gives_its_file_back(desk: MediaDesk) -> None:
    half_sent = asyncio.Event()
    desk.hub.answers["/1"] = stuck(desk.hub, LARGE, half_sent)
    path = await desk.arrive(linked(desk.hub.url("/1")))
    async with asyncio.TaskGroup() as group:
        stopping = group.create_task(desk.media(most_mb=200).round())
        await half_sent.wait()
        stopping.cancel()
    assert stopping.cancelled()
    assert await desk.chunks() == 0
    desk.hub.answers["/1"] = answered(LARGE)
    assert await desk.work() == 1, "another goes on at once"
    assert (await desk.file(path)).tries == 0


async def test_a_file_in_hand_is_not_taken_away_by_asking_again(desk: MediaDesk) -> None:
    path = await desk.arrive(linked(desk.hub.url("/1")))
    await desk.media().store.claim(60)
    ok(await desk.bench.ann.call("POST", f"{path}/attachments/1/fetch"))
    assert await desk.work() == 0


@ON_SQLITE
async def test_asking_again_ends_the_wait(desk: MediaDesk) -> None:
    path, _ = await desk.after(linked(desk.hub.url("/1")))
    ok(await desk.bench.ann.call("POST", f"{path}/attachments/1/fetch"))
    assert await desk.work() == 1
    assert (await desk.file(path)).tries == 2


@ON_SQLITE
async def test_only_who_works_reports_may_ask_again(desk: MediaDesk) -> None:
    path = await desk.arrive(linked(desk.hub.url("/1")))
    refused(await desk.bench.handler("aud").call("POST", f"{path}/attachments/1/fetch"), 403, "forbidden")
    refused(await desk.bench.ann.call("POST", f"{path}/attachments/2/fetch"), 404, "unknown-attachment")
    refused(await desk.bench.ann.call("POST", "/v1/reports/no/attachments/1/fetch"), 404, "unknown-report")


async def test_each_end_is_in_the_audit_without_the_link(desk: MediaDesk) -> None:
    desk.hub.answers["/1"] = answered(JPEG)
    await desk.after(linked(desk.hub.url("/1")))
    audit = tables.audit
    async with desk.bench.parts.database.read() as connection:
        rows = (await connection.execute(select(audit).where(audit.c.action.like("media.%")))).mappings().all()
    assert [(row["subject"], row["action"], row["details"]) for row in rows] == [
        ("gateway", "media.stored", {"version": 1, "number": 1, "reason": ""})
    ]


async def test_a_known_report_is_news_again_when_its_file_arrives(desk: MediaDesk) -> None:
    desk.hub.answers["/1"] = answered(JPEG)
    path = await desk.arrive(linked(desk.hub.url("/1")))
    etag = ok(await desk.bench.ann.call("GET", path)).headers["etag"]
    assert (await desk.bench.ann.call("GET", path, If_None_Match=etag)).status_code == 304
    await desk.work()
    assert (await desk.bench.ann.call("GET", path, If_None_Match=etag)).status_code == 200


async def test_a_file_that_arrives_makes_no_decision_stale(desk: MediaDesk) -> None:
    desk.hub.answers["/1"] = answered(JPEG)
    path = await desk.arrive(linked(desk.hub.url("/1")))
    held = await desk.bench.ann.claim(path.rpartition("/")[2])
    seen = ok(await desk.bench.ann.call("GET", path)).headers["etag"].strip('"')
    assert "+" in seen
    await desk.work()
    ok(await desk.bench.ann.begin(held, etag=seen))


async def test_a_file_that_is_erased_while_it_comes_leaves_nothing(desk: MediaDesk) -> None:
    half_sent = asyncio.Event()
    desk.hub.answers["/1"] = stuck(desk.hub, bytes(2 * PART), half_sent)
    await desk.arrive(linked(desk.hub.url("/1")))
    async with asyncio.TaskGroup() as group:
        first = group.create_task(desk.media(most_mb=200).round())
        await half_sent.wait()
        async with desk.bench.parts.database.write() as connection:
            await connection.execute(delete(tables.attachments))
        desk.hub.ending.set()
        await first
    assert await desk.chunks() == 0
