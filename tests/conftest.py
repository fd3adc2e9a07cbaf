"""What every test stands on: the off-screen platform, the event loop, and guards against what a test leaves behind."""

from __future__ import annotations

import asyncio
import gc
import logging
import os
import shutil
import signal
import tempfile
import threading
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ.setdefault("QT_API", "pyside6")

import hypothesis
import pytest

from triage.gateway.logs import JsonLines

hypothesis.settings.register_profile("quick", max_examples=30, deadline=None)
hypothesis.settings.register_profile("ci", max_examples=100, deadline=None, print_blob=True)
hypothesis.settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "quick"))

TESTS = Path(__file__).resolve().parent
ON_QT = ("ui", "journeys")  # folders of tests/ whose coroutines run inside Qt's event loop
GRACE = 2.0  # seconds that a thread which is already ending may take to end

RAM = Path("/dev/shm")
ROOM = 2 << 30  # bytes of memory that must be free before tests put their files there

LoopFactory = Callable[[], asyncio.AbstractEventLoop]


def interrupted(_number: int, _frame: object) -> None:
    """What Ctrl+C does, as Python's own handler would.

    Where that one stands, asyncio's runner puts its own in its place for each coroutine. Python 3.11 then writes down
    the coroutine's result twice to find out that it is no name of a handler: for a whole gateway half a second each.
    """
    raise KeyboardInterrupt


def pytest_configure(config: pytest.Config) -> None:
    """Put what tests write into memory where the machine has room for it: databases are synced to the disk hundreds of
    times, and what a killed program had written is the system's either way. TMPDIR or --basetemp choose another place.
    """
    if threading.current_thread() is threading.main_thread():
        signal.signal(signal.SIGINT, interrupted)
    chosen = config.option.basetemp or any(name in os.environ for name in ("TMPDIR", "TEMP", "TMP"))
    if chosen or not hasattr(os, "statvfs") or not os.access(RAM, os.W_OK | os.X_OK):
        return
    if not os.statvfs(RAM).f_flag & os.ST_NOEXEC and shutil.disk_usage(RAM).free > ROOM:
        os.environ["TMPDIR"] = tempfile.tempdir = str(RAM)  # of the programs that tests start as well


def pytest_collection_finish() -> None:
    """What was loaded so far stays until the end: looking through it for garbage again and again was a fifth of the
    time of tests of the gateway.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 10)


def runs_on_qt(path: Path) -> bool:
    """Whether the coroutines of this test file run on Qt's loop, as the desktop does, or on a plain one."""
    inside = path.relative_to(TESTS).parts if path.is_relative_to(TESTS) else ()
    return bool(inside) and (inside[0] in ON_QT or inside[0].startswith("test_app"))


def qt_loop() -> asyncio.AbstractEventLoop:
    """A new qasync loop on the one application object of this process."""
    import qasync
    from PySide6 import QtWidgets

    app = QtWidgets.QApplication.instance() or QtWidgets.QApplication([])
    assert isinstance(app, QtWidgets.QApplication)
    app.setQuitOnLastWindowClosed(False)
    loop: asyncio.AbstractEventLoop = qasync.QEventLoop(app)
    return loop


def pytest_asyncio_loop_factories(config: pytest.Config, item: pytest.Item) -> Mapping[str, LoopFactory]:
    """Choose the loop by the folder: gateway, services and records must not depend on Qt's."""
    if runs_on_qt(item.path):
        return {"qasync": qt_loop}
    return {"asyncio": asyncio.new_event_loop}


@pytest.fixture(autouse=True)
def no_threads_left() -> Iterator[None]:
    """Fail a test that leaves a non-daemon thread: such a thread keeps the program from ending."""
    before = set(threading.enumerate())
    yield
    started = [thread for thread in threading.enumerate() if thread not in before and not thread.daemon]
    for thread in started:
        thread.join(GRACE)
    left = sorted(thread.name for thread in started if thread.is_alive())
    if left:
        pytest.fail(f"threads left running: {', '.join(left)}", pytrace=False)


@pytest.fixture(autouse=True)
def no_tasks_left(request: pytest.FixtureRequest, no_threads_left: None) -> Iterator[None]:
    """Fail a test that leaves an asyncio task. pytest-asyncio would cancel it silently.

    Taking the runner before any other fixture means that theirs are torn down before this looks, and the loop after.
    """
    is_async = request.node.get_closest_marker("asyncio") is not None
    runner: asyncio.Runner | None = request.getfixturevalue("_function_scoped_runner") if is_async else None
    yield
    if runner is None:
        return
    running = [task for task in asyncio.all_tasks(runner.get_loop()) if not task.done()]
    left = sorted(getattr(task.get_coro(), "__qualname__", task.get_name()) for task in running)
    if left:
        pytest.fail(f"tasks left running: {', '.join(left)}", pytrace=False)


@pytest.fixture(autouse=True)
def no_log_lines_left() -> Iterator[None]:
    """A program that was run inside a test leaves its log lines with it: they would go to a stream that is closed."""
    yield
    root, ours = logging.getLogger(), logging.getLogger("triage")
    if any(isinstance(handler.formatter, JsonLines) for handler in root.handlers):
        root.handlers[:] = [one for one in root.handlers if not isinstance(one.formatter, JsonLines)]
        ours.setLevel(logging.NOTSET)


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The developers' data beside the repository (or TRIAGE_SHARED); a test that needs it skips where it is absent."""
    shared = Path(os.environ.get("TRIAGE_SHARED") or TESTS.parent.parent / "shared")
    data = shared / "data"
    if not data.is_dir():
        pytest.skip("the developers' data is not on this machine (set TRIAGE_SHARED)")
    return data
