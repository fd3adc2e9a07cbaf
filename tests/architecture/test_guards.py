"""The guards of tests/conftest.py, tried on tests that misbehave: run by a pytest of their own in another folder."""

from __future__ import annotations

import shutil
import subprocess
import sys

import pytest

from tests.architecture.source import ROOT

LEAVES_A_TASK = """
import asyncio
KEPT = []
async def test_leaves_a_task():
    KEPT.append(asyncio.create_task(asyncio.Event().wait()))
"""
LEAVES_A_THREAD = """
import threading
LATER = threading.Event()
def test_leaves_a_thread():
    threading.Thread(target=LATER.wait, name="stray").start()
def test_lets_it_end():
    LATER.set()
"""
TIDIES_UP = """
import asyncio
import pytest
@pytest.fixture
async def server():
    task = asyncio.create_task(asyncio.Event().wait())
    yield
    task.cancel()
async def test_uses_a_server_and_a_thread(server):
    await asyncio.to_thread(int)
"""
ASKS_FOR_THE_LOOP = """
import asyncio
async def test_prints_its_loop():
    print("loop of", type(asyncio.get_running_loop()).__module__)
"""


FILES = {
    "ui/test_task.py": LEAVES_A_TASK,
    "gateway/test_task.py": LEAVES_A_TASK,
    "services/test_thread.py": LEAVES_A_THREAD,
    "ui/test_tidy.py": TIDIES_UP,
    "gateway/test_tidy.py": TIDIES_UP,
    "ui/test_loop.py": ASKS_FOR_THE_LOOP,
    "journeys/test_loop.py": ASKS_FOR_THE_LOOP,
    "gateway/test_loop.py": ASKS_FOR_THE_LOOP,
}


@pytest.fixture(scope="module")
def said(tmp_path_factory: pytest.TempPathFactory) -> str:
    """What one pytest says that runs all of FILES under the project's own conftest."""
    root = tmp_path_factory.mktemp("guards")
    for name, code in FILES.items():
        (root / "tests" / name).parent.mkdir(parents=True, exist_ok=True)
        (root / "tests" / name).write_text(code, "utf-8")
    shutil.copy(ROOT / "tests" / "conftest.py", root / "tests")
    shutil.copy(ROOT / "pyproject.toml", root)
    command = [sys.executable, "-m", "pytest", "-vv", "-s", "-p", "no:cacheprovider", "-p", "no:xdist"]
    return subprocess.run(command, cwd=root, capture_output=True, text=True, check=False, timeout=60).stdout


@pytest.mark.parametrize("folder", ["gateway", "ui"])
def test_a_task_left_behind_fails(said: str, folder: str) -> None:
    failed = f"ERROR tests/{folder}/test_task.py::test_leaves_a_task - Failed: tasks left running: Event.wait"
    assert failed in said


def test_a_thread_left_behind_fails(said: str) -> None:
    assert "ERROR tests/services/test_thread.py::test_leaves_a_thread - Failed: threads left running: stray" in said


@pytest.mark.parametrize("folder", ["gateway", "ui"])
def test_tasks_of_fixtures_and_threads_of_the_loop_are_no_leak(said: str, folder: str) -> None:
    assert f"ERROR tests/{folder}/test_tidy.py" not in said
    assert f"tests/{folder}/test_tidy.py::test_uses_a_server_and_a_thread PASSED" in said


@pytest.mark.parametrize(("folder", "loop"), [("ui", "qasync"), ("journeys", "qasync"), ("gateway", "asyncio")])
def test_the_folder_chooses_the_loop(said: str, folder: str, loop: str) -> None:
    assert f"tests/{folder}/test_loop.py::test_prints_its_loop loop of {loop}" in said
