"""Files of a report on their way to its record: once each, after it, and what cannot go waits with the reason."""

from __future__ import annotations

import contextlib
import hashlib
import sqlite3
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any, cast

import pytest

from tests.architecture.source import ROOT
from tests.builders import a_profile
from tests.gateway.media.desk import JPEG, inline
from tests.records.systems.hollin import Hollin
from tests.services.test_files import LARGE, arrive
from tests.services.world import World, arrived, closed, quick_profile, triage_one, until, world
from tests.standin import CONTROL_TOKEN, standin
from triage.gateway.config import Config, LimitsConfig, RelayConfig
from triage.models.delivery import Delivery, HeldBecause
from triage.models.errors import KnownError
from triage.models.ids import ReportId
from triage.models.operation import Operation, OpKind
from triage.models.profile import Profile
from triage.records.mapped.over_folder import DroppedRecords
from triage.services.desk import Desk
from triage.services.enclosing import FILE_NOT_SENT
from triage.ui.supervise.held_words import looked_words

MAPPINGS = {path.name: path.read_text("utf-8") for path in (ROOT / "docs" / "mappings").iterdir()}
TEXT = {**inline(b"Just words.\n", name="words.txt", media_type="text/plain"), "id": "n2"}


def with_files(*media: str, route: str = "direct") -> Profile:
    control, crime = a_profile().destinations
    return quick_profile(destinations=(control, replace(crime, attachments=media)), route=route)


@asynccontextmanager
async def scene(tmp_path: Path, *media: str, route: str = "direct") -> AsyncIterator[World]:
    """Records are reached directly, or by the gateway alone."""
    with standin(tmp_path / "their-records.db") as url:
        relay = RelayConfig(variables={"CONTROL_URL": f"{url}/control", "CRIME_URL": f"{url}/crime"})
        config = Config(limits=LimitsConfig(calls_per_minute=0), relay=relay)
        async with world(tmp_path, with_files(*media, route=route), config=config) as there:
            there.records = url
            there.records_url = url if route == "direct" else "http://127.0.0.1:1"
            yield there


async def files_at(there: World, report_id: ReportId) -> list[str]:
    """The hashes of the files at the crime system's record."""
    (record,) = await there.records_of("crime", report_id)
    answer = await there.http.get(f"{there.records}/crime/records/{record['record_id']}/attachments")
    return [one["sha256"] for one in answer.json()]


async def counts(there: World) -> dict[str, int]:
    headers = {"Authorization": f"Bearer {CONTROL_TOKEN}"}
    told: dict[str, Any] = (await there.http.get(f"{there.records}/_training", headers=headers)).json()
    found: dict[str, int] = told["systems"]["crime"]["counts"]
    return found


async def waiting(desk: Desk, report_id: ReportId) -> Operation:
    """The file that waits for a person."""

    async def check() -> Operation | None:
        found = await desk.outbox.operations(report_id)
        return next((op for op in found if op.status is Delivery.HELD and op.held is HeldBecause.PERSON), None)

    held: Operation = await until(desk, check, "a file waits for a person")
    return held


def sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


async def test_the_files_that_the_profile_names_follow_their_record_and_then_it_is_settled(tmp_path: Path) -> None:
    async with scene(tmp_path, "image/*") as there:
        report_id = await arrive(there, "s-1", inline(LARGE), TEXT)
        async with there.desk() as desk:
            await arrived(desk, report_id)
            await triage_one(desk, report_id)
            await closed(desk, report_id)
            kinds = [op.kind for op in await desk.outbox.operations(report_id)]
        assert kinds == [OpKind.BEGIN, OpKind.CREATE, OpKind.CREATE, OpKind.ATTACH, OpKind.SETTLE]
        assert await files_at(there, report_id) == [sha256(LARGE)]


async def test_a_lost_answer_sends_no_file_twice(tmp_path: Path) -> None:
    async with scene(tmp_path, "*/*") as there:
        report_id = await arrive(there, "s-1", inline(JPEG), TEXT)
        await there.faults("crime", drop_answer=0.6, seed=3)
        async with there.desk() as desk:
            await arrived(desk, report_id)
            await triage_one(desk, report_id)
            await closed(desk, report_id)
        told = await counts(there)
        assert told["dropped_answer"]
        assert (told["attachments"], told.get("attachments_again", 0)) == (2, 0)


async def test_a_file_that_records_refuse_is_sent_again_as_it_is_once_they_take_it(tmp_path: Path) -> None:
    async with scene(tmp_path, "image/*") as there:
        report_id = await arrive(there, "s-1", inline(JPEG))
        await there.faults("crime", refuse_media="image/")
        async with there.desk() as desk:
            await arrived(desk, report_id)
            await triage_one(desk, report_id)
            held = await waiting(desk, report_id)
            assert "door.jpg" in held.last_text
            assert "Files of the type image/jpeg are not taken" in held.last_text
            await desk.outbox.retry(held.op_id)
            held = await waiting(desk, report_id)  # refused once more
            await there.faults("crime")
            await desk.outbox.retry(held.op_id)
            await closed(desk, report_id)
        assert await files_at(there, report_id) == [sha256(JPEG)]


async def test_a_file_whose_record_is_gone_says_so_and_does_not_ask_again_and_again_to_look(tmp_path: Path) -> None:
    async with scene(tmp_path, "image/*") as there:
        report_id = await arrive(there, "s-1", inline(JPEG))
        await there.faults("crime", refuse_media="image/")
        async with there.desk() as desk:
            await arrived(desk, report_id)
            await triage_one(desk, report_id)
            held = await waiting(desk, report_id)
            with contextlib.closing(sqlite3.connect(tmp_path / "their-records.db")) as records, records:
                records.execute("UPDATE records SET record_id = 'moved' WHERE system = 'crime'")
            await desk.outbox.retry(held.op_id)
            held = await waiting(desk, report_id)
            assert (held.last_code, "did not go to the record" in held.last_text) == (FILE_NOT_SENT, True)
            await desk.by_hand.leave_out(held.op_id, "Their record is gone.")
            await closed(desk, report_id)


async def test_a_refused_file_is_left_out_with_a_reason_that_the_history_keeps(tmp_path: Path) -> None:
    async with scene(tmp_path, "*/*") as there:
        report_id = await arrive(there, "s-1", inline(JPEG), TEXT)
        await there.faults("crime", refuse_media="image/")
        async with there.desk() as desk:
            await arrived(desk, report_id)
            await triage_one(desk, report_id)
            held = await waiting(desk, report_id)
            with pytest.raises(KnownError, match="reason"):
                await desk.by_hand.leave_out(held.op_id, " \n ")
            await desk.by_hand.leave_out(held.op_id, "Printed and put into the folder.")
            with pytest.raises(KnownError, match="wait"):
                await desk.by_hand.leave_out(held.op_id, "Once more.")
            await closed(desk, report_id)
            detail = await desk.reports.detail(report_id)
            assert detail is not None
            told = [(one.number, one.destination, one.by, one.why) for one in detail.left_out]
            assert told == [(1, "crime", desk.me.id, "Printed and put into the folder.")]
        assert await files_at(there, report_id) == [sha256(b"Just words.\n")]


async def test_what_is_not_what_it_says_is_never_sent_by_itself(tmp_path: Path) -> None:
    async with scene(tmp_path, "*/*") as there:
        report_id = await arrive(there, "s-1", inline(b"MZ" + bytes(300)))
        async with there.desk() as desk:
            await arrived(desk, report_id)
            await triage_one(desk, report_id)
            assert "it is not what it says it is" in (await waiting(desk, report_id)).last_text
        assert await files_at(there, report_id) == []


async def test_a_copy_that_is_damaged_on_the_disk_is_fetched_again_before_it_leaves(tmp_path: Path) -> None:
    async with scene(tmp_path, "image/*") as there:
        report_id = await arrive(there, "s-1", inline(LARGE))
        async with there.desk() as desk:
            await arrived(desk, report_id)
            await desk.claims.claim(report_id)
            detail = await desk.reports.detail(report_id)
            assert detail is not None
            assert detail.body is not None
            (line,) = await desk.files.lines(detail.body)
            held = await desk.files.fetch(report_id, 1, line, lambda _here, _all: None)
            path = tmp_path / "desk" / "files" / f"{held.disk}.part"
            path.write_bytes(path.read_bytes()[:-40] + bytes(40))
            await triage_one(desk, report_id)
            await closed(desk, report_id)
        assert await files_at(there, report_id) == [sha256(LARGE)]


async def test_through_the_gateway_the_files_never_come_to_the_desk(tmp_path: Path) -> None:
    async with scene(tmp_path, "*/*", route="gateway") as there:
        report_id = await arrive(there, "s-1", inline(LARGE), TEXT)
        await there.faults("crime", drop_answer=0.5, seed=2)
        async with there.desk() as desk:
            await arrived(desk, report_id)
            await triage_one(desk, report_id)
            await closed(desk, report_id)
        assert sorted(await files_at(there, report_id)) == sorted((sha256(LARGE), sha256(b"Just words.\n")))
        told = await counts(there)
        assert (told["attachments"], told.get("attachments_again", 0)) == (2, 0)
        assert not list((tmp_path / "desk").glob("files/*"))


async def test_a_type_refused_through_the_gateway_tells_the_same(tmp_path: Path) -> None:
    async with scene(tmp_path, "*/*", route="gateway") as there:
        report_id = await arrive(there, "s-1", inline(JPEG))
        await there.faults("crime", refuse_media="image/")
        async with there.desk() as desk:
            await arrived(desk, report_id)
            await triage_one(desk, report_id)
            assert "Files of the type image/jpeg are not taken" in (await waiting(desk, report_id)).last_text


def test_a_profile_names_types_by_group_or_one_by_one() -> None:
    _, crime = a_profile().destinations
    chosen = replace(crime, attachments=("image/*", "application/pdf"))
    kinds = ("image/png", "Application/PDF; x=y", "text/plain", "imagex/a")
    assert [chosen.takes_files_of(kind) for kind in kinds] == [True, True, False, False]
    assert not crime.takes_files_of("image/png")
    assert replace(crime, attachments=("*/*",)).takes_files_of("")


async def test_a_report_that_a_supervisor_finishes_takes_its_files_along(tmp_path: Path) -> None:
    async with scene(tmp_path, "image/*") as there:
        report_id = await arrive(there, "s-1", inline(JPEG))
        await there.faults("crime", refuse_media="image/")
        async with there.desk(there.settings("sue", "desk-sue")) as sue:
            async with there.desk() as ann:
                await arrived(ann, report_id)
                await triage_one(ann, report_id)
                await waiting(ann, report_id)
            await there.faults("crime")
            await arrived(sue, report_id)
            stranded = next(one for one in (await sue.taking_over.held()).items if one.report_id == report_id)
            looked = await sue.taking_over.look(stranded)
            assert looked.whole
            await sue.taking_over.take(stranded, looked, "Her computer stands still.")
            await closed(sue, report_id)
        assert await files_at(there, report_id) == [sha256(JPEG)]


async def test_a_file_that_was_left_out_stays_so_when_a_supervisor_finishes_the_report(tmp_path: Path) -> None:
    async with scene(tmp_path, "*/*") as there:
        report_id = await arrive(there, "s-1", inline(JPEG), TEXT)
        await there.faults("crime", refuse_media="image/")
        async with there.desk(there.settings("sue", "desk-sue")) as sue:
            async with there.desk() as ann:
                await arrived(ann, report_id)
                await triage_one(ann, report_id)
                held = await waiting(ann, report_id)
                await there.faults("crime", refuse_media="text/")
                await ann.by_hand.leave_out(held.op_id, "Printed and put into the folder.")
                held = await waiting(ann, report_id)  # the other file: she never sees to that one
                await ann.statements.tell()
            await there.faults("crime")
            await arrived(sue, report_id)
            stranded = next(one for one in (await sue.taking_over.held()).items if one.report_id == report_id)
            assert [(one.number, one.by, one.why) for one in stranded.left_out] == [
                (1, ann.me.id, "Printed and put into the folder.")
            ]
            looked = await sue.taking_over.look(stranded)
            shown = looked_words(stranded, looked, {"crime": "Crime records"})
            assert f"File 1 was left out of Crime records by {ann.me.id}: “Printed and put into the folder.”" in shown
            await sue.taking_over.take(stranded, looked, "Her computer stands still.")
            await closed(sue, report_id)
            detail = await sue.reports.detail(report_id)
            assert detail is not None
            assert detail.left_out == stranded.left_out
        assert await files_at(there, report_id) == [sha256(b"Just words.\n")]


async def test_a_system_that_takes_files_from_a_folder_gets_them_beside_its_record(tmp_path: Path) -> None:
    hollin = Hollin(tmp_path / "in")
    control, crime = a_profile().destinations
    place = replace(
        crime, connector="mapped-file", mapping="hollin.toml", url=str(hollin.folder), idempotent=False,
        attachments=("*/*",),
    )  # fmt: skip
    profile = quick_profile(destinations=(control, place), files=MAPPINGS)
    async with world(tmp_path, profile) as there:
        report_id = await arrive(there, "s-1", inline(LARGE), TEXT)
        async with there.desk() as desk:
            dropping = cast(DroppedRecords, desk._systems["crime"])

            async def works(_seconds: float) -> None:
                hollin.take()

            dropping._pause = works
            await arrived(desk, report_id)
            await triage_one(desk, report_id)
            await closed(desk, report_id)
    hollin.take()
    words = b"Just words.\n"
    named = {f"H1_{sha256(LARGE)}.jpg": LARGE, f"H1_{sha256(words)}.txt": words}
    assert (len(hollin.records), len(hollin.files), dict(hollin.files)) == (1, 2, named)
