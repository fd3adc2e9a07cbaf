"""Disks that take nothing, programs that hold the store: said in words, nothing half stored, saved once it can be."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import Connection, text

from tests.services.rig import KEY, Rig
from triage.models.ids import ReportId
from triage.services.cipher import StoreTrouble, connect
from triage.services.store import Store

WORDS = "Seen on the camera of the baths. " * 40


@pytest.fixture
async def rig(tmp_path: Path) -> AsyncIterator[Rig]:
    made = await Rig(tmp_path / "desk.db").open()
    yield made
    await made.close()


async def pragma(store: Store, statement: str) -> None:
    await store.write(lambda conn: conn.execute(text(f"PRAGMA {statement}")).close())


async def saving(rig: Rig, report_id: ReportId, words: str) -> str:
    """Save a draft; the words as they stand in the store afterwards."""
    draft = await rig.drafts.load(report_id)
    await rig.drafts.save(replace(draft, rationale=words))
    return (await rig.drafts.load(report_id)).rationale


def audit_lines(conn: Connection) -> int:
    return int(conn.execute(text("SELECT count(*) FROM audit")).scalar() or 0)


async def test_words_that_a_full_disk_refused_are_saved_when_there_is_space(rig: Rig) -> None:
    report_id = await rig.arrive(1)
    before = (await rig.drafts.load(report_id)).rationale
    lines = await rig.store.read(audit_lines)
    heard: list[StoreTrouble | None] = []
    rig.store.tell(heard.append)
    await pragma(rig.store, "max_page_count = 1")  # no page more than there are
    with pytest.raises(StoreTrouble, match="disk is full"):
        await saving(rig, report_id, WORDS * 50)
    assert (await rig.drafts.load(report_id)).rationale == before
    assert await rig.store.read(audit_lines) == lines  # nor the audit line alone
    await pragma(rig.store, "max_page_count = 100000")
    assert await saving(rig, report_id, WORDS * 50) == WORDS * 50
    assert [trouble is None for trouble in heard] == [False, True]


async def test_nothing_is_sent_that_could_not_be_marked_as_being_sent(rig: Rig) -> None:
    report_id = await rig.arrive(1)
    await rig.triage.decide(report_id)
    await pragma(rig.store, "query_only = ON")
    with pytest.raises(StoreTrouble, match="read-only"):
        await rig.push()
    assert not rig.gateway.reports[report_id].begins


async def test_a_store_that_another_program_holds_is_told_and_saved_later(rig: Rig) -> None:
    report_id = await rig.arrive(1)
    await pragma(rig.store, "busy_timeout = 20")
    other = connect(rig.path, KEY)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(StoreTrouble, match="Another program holds"):
        await saving(rig, report_id, WORDS)
    other.execute("ROLLBACK")
    other.close()
    assert await saving(rig, report_id, WORDS) == WORDS


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A real file system of two megabytes."""
    folder = tmp_path / "disk"
    folder.mkdir()
    mount, umount = shutil.which("mount"), shutil.which("umount")
    if sys.platform != "linux" or mount is None or umount is None:
        pytest.skip("only Linux mounts a small disk for a test")
    command = [mount, "-t", "tmpfs", "-o", "size=2m", "triage-test", str(folder)]
    if subprocess.run(command, check=False, capture_output=True).returncode:
        pytest.skip("this account may not mount a small disk")
    yield folder
    subprocess.run([umount, "-l", str(folder)], capture_output=True, check=True)


def fill(path: Path) -> None:
    """Until the disk takes no byte more."""
    with path.open("wb", buffering=0) as file, suppress(OSError):
        while file.write(bytes(4096)):
            pass


async def test_a_disk_that_is_really_full(small_disk: Path) -> None:
    rig = await Rig(small_disk / "desk.db").open()
    report_id = await rig.arrive(1)
    filler = small_disk / "filler"
    try:
        fill(filler)
        with pytest.raises(StoreTrouble, match="full"):
            await saving(rig, report_id, WORDS * 50)
        filler.unlink()
        assert await saving(rig, report_id, WORDS * 50) == WORDS * 50
    finally:
        await rig.close()


async def test_a_start_on_a_full_disk_is_refused_in_words_and_works_later(small_disk: Path) -> None:
    filler = small_disk / "filler"
    fill(filler)
    with pytest.raises(StoreTrouble, match="full"):
        await Store.open(small_disk / "desk.db", KEY)
    filler.unlink()
    await (await Store.open(small_disk / "desk.db", KEY)).close()


async def test_a_start_on_a_read_only_disk_is_refused_in_words(small_disk: Path) -> None:
    await (await Store.open(small_disk / "desk.db", KEY)).close()
    mount = shutil.which("mount")
    assert mount is not None
    subprocess.run([mount, "-o", "remount,ro", str(small_disk)], check=True, capture_output=True)  # noqa: ASYNC221
    with pytest.raises(StoreTrouble, match=r"read-only|cannot be opened for writing"):
        await Store.open(small_disk / "desk.db", KEY)
