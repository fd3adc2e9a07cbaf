"""Processes of the training ground: first line, silence, end."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from triage.models.errors import KnownError
from triage.training.children import Child, child_environment, own_command


async def started(tmp_path: Path, code: str) -> Child:
    return await Child.start("helper", [sys.executable, "-c", code], log=tmp_path / "log")


async def test_the_first_json_line_is_found_among_other_output(tmp_path: Path) -> None:
    child = await started(tmp_path, "print('hello'); print('[1]'); print('{\"listen\": \"here\"}')")
    assert (await child.line())["listen"] == "here"
    assert await child.wait() == 0
    assert not child.running


async def test_a_child_that_ends_early_is_named_with_what_it_said(tmp_path: Path) -> None:
    child = await started(tmp_path, "import sys; sys.exit('no such database')")
    with pytest.raises(KnownError) as told:
        await child.line()
    assert "helper ended with status 1" in told.value.what
    assert "no such database" in told.value.do


async def test_a_silent_child_is_named_after_its_time(tmp_path: Path) -> None:
    child = await started(tmp_path, "import threading; threading.Event().wait()")
    with pytest.raises(KnownError, match="said nothing"):
        await child.line(seconds=0.01)
    child.kill()
    assert await child.wait() < 0


async def test_stopping_asks_before_it_kills(tmp_path: Path) -> None:
    code = "import signal,sys; signal.signal(15, lambda *_: sys.exit(7)); print('{}', flush=True); signal.pause()"
    child = await started(tmp_path, code)
    await child.line()
    assert await child.stop() == 7
    assert not child.running


def test_our_own_command_runs_this_program_from_anywhere() -> None:
    assert own_command("gateway", "serve")[-2:] == ["gateway", "serve"]
    assert str(Path(__file__).resolve().parents[2]) in child_environment()["PYTHONPATH"]
