"""Attachments on a desk, against the real gateway: fetched in parts, sealed, resumed, exported, locked, purged."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.gateway.bench import HUB
from tests.gateway.media.desk import JPEG, inline, report
from tests.services.test_network import behind_a_proxy
from tests.services.world import World, arrived, closed, triage_one, until, world
from triage.models.delivery import Delivery
from triage.models.errors import KnownError
from triage.models.files import FETCHED, LOCKED, PARTLY, SUSPICIOUS, FileLine
from triage.models.ids import ReportId
from triage.models.operation import OpKind
from triage.services import audit
from triage.services.blobs import PART, Blobs
from triage.services.desk import Desk
from triage.services.held_files import Held
from triage.training.faults.modes import Fault, Mode

LARGE = JPEG + b"".join(hashlib.sha256(bytes([at % 251, at // 251])).digest() for at in range(30_000))
"""Four parts and a bit, none like another."""


@dataclass
class Scene:
    """A desk with one report open whose files are these."""

    there: World
    desk: Desk
    report_id: ReportId

    @property
    def folder(self) -> Path:
        return self.there.home / "desk" / "files"

    async def lines(self) -> dict[str, FileLine]:
        detail = await self.desk.reports.detail(self.report_id)
        assert detail is not None
        body = detail.body or await self.desk.fetch(self.report_id)
        return {line.name: line for line in await self.desk.files.lines(body)}

    async def line(self, name: str = "door.jpg") -> FileLine:
        return (await self.lines())[name]

    async def fetch(self, name: str = "door.jpg", *, anyway: bool = False) -> Held:
        line = await self.line(name)
        return await self.desk.files.fetch(self.report_id, 1, line, lambda _here, _all: None, anyway=anyway)

    async def audited(self) -> list[str]:
        found = await self.desk.store.read(lambda conn: audit.lines(conn, self.report_id))
        return [line.what for line in found if line.what.startswith("file.")]


async def arrive(there: World, submission_id: str, *files: dict[str, object]) -> ReportId:
    body = report(*files, submission_id=submission_id)
    answer = await there.http.post(f"{there.gateway.intake}/incidents", content=body, headers=HUB)
    assert answer.status_code == 201, answer.text
    await there.gateway.parts.reader.catch_up()
    return ReportId(answer.json()["data"]["id"])


@pytest.fixture
async def scene(tmp_path: Path) -> AsyncIterator[Scene]:
    async with world(tmp_path) as there:
        files = (inline(LARGE), {**inline(b"MZ" + bytes(300), name="photo.jpg"), "id": "n2"})
        report_id = await arrive(there, "s-1", *files)
        async with there.desk() as desk:
            await arrived(desk, report_id)
            await desk.claims.claim(report_id)
            yield Scene(there, desk, report_id)


async def test_fetched_sealed_exported_with_its_hash_and_gone_after_settling(scene: Scene, tmp_path: Path) -> None:
    held = await scene.fetch()
    line = await scene.line()
    assert (line.here, line.here_bytes, line.sha256) == (FETCHED, len(LARGE), hashlib.sha256(LARGE).hexdigest())
    [sealed] = scene.folder.iterdir()
    assert JPEG[20:60] not in sealed.read_bytes()
    assert await scene.desk.files.content(held) == LARGE

    out = tmp_path / "out.jpg"
    beside = await scene.desk.files.export(held, out)
    assert out.read_bytes() == LARGE
    assert beside.read_text("utf-8") == f"{line.sha256} *out.jpg\n"
    assert await scene.audited() == ["file.exported"]

    await triage_one(scene.desk, scene.report_id)
    await closed(scene.desk, scene.report_id)
    await scene.desk.files.sweep()
    assert list(scene.folder.iterdir()) == []
    with pytest.raises(KnownError):
        await scene.desk.files.content(held)


async def test_a_cancelled_download_goes_on_where_it_ended(scene: Scene) -> None:
    line, told = await scene.line(), []
    task: asyncio.Task[Held] | None = None

    def progress(here: int, of: int) -> None:
        told.append(here)
        if here and task is not None:
            task.cancel()

    task = asyncio.ensure_future(scene.desk.files.fetch(scene.report_id, 1, line, progress))
    with pytest.raises(asyncio.CancelledError):
        await task
    partly = await scene.line()
    assert (partly.here, partly.here_bytes) == (PARTLY, PART)

    again: list[int] = []
    await scene.desk.files.fetch(scene.report_id, 1, partly, lambda here, _all: again.append(here))
    assert again[0] == PART
    assert (await scene.line()).here == FETCHED


async def test_what_is_not_what_it_says_is_fetched_only_by_who_insists(scene: Scene) -> None:
    line = await scene.line("photo.jpg")
    with pytest.raises(KnownError):
        await scene.fetch("photo.jpg")
    fresh = {one.number: one for one in await scene.desk.files.states(scene.report_id, 1)}[line.number]
    assert (fresh.state, fresh.reason) == (SUSPICIOUS, "executable")
    held = await scene.fetch("photo.jpg", anyway=True)
    assert (await scene.desk.files.content(held)).startswith(b"MZ")


async def test_a_locked_file_is_gone_and_never_comes_back_under_any_report(scene: Scene, tmp_path: Path) -> None:
    held = await scene.fetch()
    lock = await scene.desk.files.lock(scene.report_id, 1, await scene.line())
    assert lock.sha256 == held.sha256
    assert list(scene.folder.iterdir()) == []
    assert (await scene.line()).here == LOCKED
    assert await scene.audited() == ["file.locked"]
    await delivered(scene)
    address = f"{scene.there.gateway.listen}/v1/reports/{scene.report_id}/attachments/1"
    refused = await scene.there.http.get(address, headers={"Authorization": "Bearer token-bob"})
    assert refused.status_code == 423
    with pytest.raises(KnownError, match="locked"):
        await scene.fetch()
    with pytest.raises(KnownError, match="locked"):
        await scene.desk.files.export(held, tmp_path / "out.jpg")

    other = await arrive(scene.there, "s-2", inline(LARGE, name="same.jpg"))
    await arrived(scene.desk, other)
    again = Scene(scene.there, scene.desk, other)
    with pytest.raises(KnownError, match="locked"):
        await again.fetch("same.jpg")
    assert list(scene.folder.iterdir()) == []


async def test_a_lock_made_offline_holds_at_the_gateway_when_it_is_back(tmp_path: Path) -> None:
    async with world(tmp_path) as there, behind_a_proxy(there) as cable:
        report_id = await arrive(there, "s-1", inline(JPEG))
        async with there.desk() as desk, there.desk(there.settings("bob", "other")) as other:
            for one in (desk, other):
                await arrived(one, report_id)
                await Scene(there, one, report_id).fetch()
            line = await Scene(there, desk, report_id).line()
            await cable.set_mode(Mode(mode=Fault.CUT))
            await desk.files.lock(report_id, 1, line)
        await cable.set_mode(Mode())
        async with there.desk() as desk, there.desk(there.settings("bob", "other")) as other:
            await delivered(Scene(there, desk, report_id))
            [line] = await other.files.lines(await other.fetch(report_id))
            assert (line.here, line.readable) == (LOCKED, False)
            with pytest.raises(KnownError, match="locked"):
                await Scene(there, other, report_id).fetch()
            await other.files.sweep()
            assert list((tmp_path / "other" / "files").iterdir()) == []


async def delivered(scene: Scene) -> None:
    async def check() -> bool:
        ops = [line.operation for line in await scene.desk.outbox.lines()]
        return any(op.kind is OpKind.LOCK_FILE and op.status is Delivery.DELIVERED for op in ops)

    await until(scene.desk, check, "the gateway has the lock")


def test_a_part_that_was_changed_moved_or_cut_off_is_noticed(tmp_path: Path) -> None:
    blobs, (name, key) = Blobs(tmp_path), Blobs.new()
    blobs.append(name, key, 0, b"a" * PART + b"b" * PART + b"c")
    assert b"".join(blobs.read(name, key)) == b"a" * PART + b"b" * PART + b"c"
    assert blobs.parts(name) == 2
    path = tmp_path / f"{name}.part"
    whole = path.read_bytes()
    size = PART + 28
    for broken in (whole[:-1], whole[size : 2 * size] + whole[:size] + whole[2 * size :], b"\0" + whole[1:]):
        path.write_bytes(broken)
        with pytest.raises(KnownError, match="damaged"):
            list(blobs.read(name, key))
