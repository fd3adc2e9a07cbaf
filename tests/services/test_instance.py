"""One desktop on one home folder: a second is refused in words, and a killed one blocks nobody."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.services.world import World, world
from triage.models.errors import KnownError
from triage.services.desk import Desk
from triage.services.instance import InstanceLock

HOLDER = """
import sys, pathlib
from triage.services.instance import InstanceLock
lock = InstanceLock(pathlib.Path(sys.argv[1]))
lock.take()
print("held", flush=True)
sys.stdin.read()
"""


def test_a_second_desk_on_the_same_home_is_refused_in_words(tmp_path: Path) -> None:
    first, second = InstanceLock(tmp_path), InstanceLock(tmp_path)
    first.take()
    try:
        with pytest.raises(KnownError, match="already open"):
            second.take()
    finally:
        first.free()


def test_a_closed_desk_lets_the_next_one_in(tmp_path: Path) -> None:
    first, second = InstanceLock(tmp_path), InstanceLock(tmp_path)
    first.take()
    first.free()
    first.free()  # twice is fine
    second.take()
    second.free()


def test_another_home_is_another_desk(tmp_path: Path) -> None:
    first, second = InstanceLock(tmp_path / "one"), InstanceLock(tmp_path / "two")
    first.take()
    second.take()
    first.free()
    second.free()


def test_a_killed_desk_blocks_nobody(tmp_path: Path) -> None:
    held = subprocess.Popen(
        [sys.executable, "-c", HOLDER, str(tmp_path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    assert held.stdout is not None
    assert held.stdin is not None
    lock = InstanceLock(tmp_path)
    try:
        assert held.stdout.readline().strip() == b"held"
        with pytest.raises(KnownError, match="already open"):
            lock.take()
    finally:
        held.kill()
        held.wait(20)
        held.stdin.close()
        held.stdout.close()
    lock.take()
    lock.free()


async def test_a_desk_holds_its_home_from_open_to_stop(tmp_path: Path) -> None:
    async with world(tmp_path) as there:
        async with there.desk():
            with pytest.raises(KnownError, match="already open"):
                await Desk.open(there.settings())
        await _opens(there)


async def test_an_opening_that_failed_leaves_the_home_free(tmp_path: Path) -> None:
    async with world(tmp_path) as there:
        with pytest.raises(KnownError):
            await Desk.open(there.settings(gateway_url="http://127.0.0.1:9"))
        await _opens(there)


async def _opens(there: World) -> None:
    desk = await Desk.open(there.settings())
    await desk.stop()
