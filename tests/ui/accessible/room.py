"""A screen, a message bus and the accessibility bus of our own, and on them the desktop as a person starts it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import IO, Any, TypeVar

from tests.system_packages import Accessibility
from tests.ui.accessible.pixels import Picture
from tests.ui.accessible.tree import NOTHING, Node

T = TypeVar("T")
READER = Path(__file__).with_name("reader.py")
REPOSITORY = Path(__file__).resolve().parents[3]
SIZE = "1366x768x24"
WAIT_SECONDS = 20.0
LOOK_SECONDS = 0.03


class Room:
    """One desktop on a training ground at ``home``, and a reader beside it that knows only the tree."""

    def __init__(self, home: Path, reader: subprocess.Popen[str], screen: Path) -> None:
        self.home = home
        self._reader = reader
        self._screen = screen
        self.heard: list[str] = []

    def tree(self, under: str = "") -> Node:
        """The window as it is now, or the part whose own id ends with ``under``."""
        told = self._ask(do="tree", under=under)["tree"]
        return NOTHING if told is None else Node.of(told)

    def press(self, node: Node, action: str = "Press") -> None:
        """An action through the tree."""
        self._ask(do="act", path=node.path, action=action)

    def write(self, node: Node, words: str) -> None:
        """Fill a text field through the tree."""
        self._ask(do="text", path=node.path, text=words)

    def key(self, *keys: str) -> None:
        """Real key presses, one after the other ("Ctrl+Return", "N")."""
        for one in keys:
            self._ask(do="key", keys=one)

    def type(self, words: str) -> None:
        self._ask(do="type", text=words)

    def focus(self) -> str:
        """The path of what has the focus, "" when nothing has had it yet."""
        return str(self._ask(do="focused")["path"])

    def node(self, path: str) -> Node:
        return Node.of(self._ask(do="node", path=path)["node"])

    def focused_in(self, part: str) -> Node | None:
        """The control that has the focus when it lies in this part of the window."""
        path = self.focus()
        node = self.node(path) if path else NOTHING
        return node if f".{part}." in f"{node.own}." else None

    def rests(self, other_than: str = "") -> Node:
        """The control that has the focus once it stays there (on something else than the path ``other_than``)."""
        seen = ""

        def look() -> bool:
            nonlocal seen
            before, seen = seen, self.focus()
            return seen == before != other_than

        self.until("the focus rests", look)
        return self.node(seen)

    def listen(self) -> list[str]:
        """Everything that was announced so far."""
        self.heard += self._ask(do="heard")["heard"]
        return self.heard

    def activate(self) -> None:
        self._ask(do="activate")

    def picture(self) -> Picture:
        """The pixels of the screen as they are now."""
        return Picture(self._screen.read_bytes())

    def until(self, what: str, look: Callable[[], T | None], seconds: float = WAIT_SECONDS) -> T:
        """Look until there is something; says ``what`` was waited for when nothing comes."""
        end = time.monotonic() + seconds
        while True:
            found = look()
            if found:
                return found
            if time.monotonic() > end:
                shown = self.picture().save(self.home / "failed.png")
                raise AssertionError(f"waited {seconds:.0f} s until {what}; the screen is {shown}")
            self._ask(do="pause", seconds=LOOK_SECONDS)

    def _ask(self, **asked: Any) -> dict[str, Any]:
        assert self._reader.stdin is not None
        assert self._reader.stdout is not None
        self._reader.stdin.write(json.dumps(asked) + "\n")
        self._reader.stdin.flush()
        line = self._reader.stdout.readline()
        assert line, "the reader ended"
        answer: dict[str, Any] = json.loads(line)
        assert "error" not in answer, f"{asked}: {answer['error']}"
        assert answer.get("ok", True), f"refused: {asked}"
        return answer


@contextmanager
def open_room(home: Path, programs: Accessibility) -> Iterator[Room]:
    """Everything from the screen to the reader; ended in the opposite order."""
    with ExitStack() as stack:
        environment = _bus(stack, home, programs)
        ground = _start(stack, [sys.executable, "-m", "tests.ui.accessible.ground", str(home)], environment, talks=True)
        assert ground.stdout is not None
        ready = ground.stdout.readline()
        assert "ready" in ready, f"the desktop did not start: {_logs(home)}"
        reader = _start(stack, [str(programs.python), str(READER), "Triage"], environment, talks=True)
        room = Room(home, reader, home / "Xvfb_screen0")
        room.activate()
        room.until("the window has the keyboard", lambda: "active" in room.tree("shell").states)
        yield room


def _logs(home: Path) -> str:
    return "\n".join(f"{log.name}: {log.read_text(errors='replace')[-1500:]}" for log in sorted(home.glob("*.log")))


def _bus(stack: ExitStack, home: Path, programs: Accessibility) -> dict[str, str]:
    """A screen whose pixels lie in a file, a session bus and the accessibility bus on it."""
    read, write = os.pipe()
    screen = [str(programs.xvfb), "-displayfd", str(write), "-screen", "0", SIZE, "-nolisten", "tcp", "-noreset"]
    _start(stack, [*screen, "-fbdir", str(home)], os.environ, pass_fds=(write,))
    os.close(write)
    with os.fdopen(read) as numbers:
        display = numbers.readline().strip()
    hidden = ("XAUTHORITY", "WAYLAND_DISPLAY", "AT_SPI_BUS_ADDRESS", "QT_SCALE_FACTOR")
    environment = {name: value for name, value in os.environ.items() if name not in hidden} | {
        "DISPLAY": f":{display}",
        "XDG_RUNTIME_DIR": str(home),
        "QT_QPA_PLATFORM": "xcb",
        "QT_ACCESSIBILITY": "1",
        "QT_LINUX_ACCESSIBILITY_ALWAYS_ON": "1",
        "NO_AT_BRIDGE": "0",
    }
    bus = _start(
        stack,
        [str(programs.bus), "--session", "--print-address", "--nofork"],
        environment,
        talks=True,
        ends_with_input=False,
    )
    assert bus.stdout is not None
    environment["DBUS_SESSION_BUS_ADDRESS"] = bus.stdout.readline().strip()
    _start(stack, [str(programs.launcher), "--launch-immediately"], environment)
    return environment


def _start(
    stack: ExitStack,
    command: list[str],
    environment: Mapping[str, str],
    *,
    talks: bool = False,
    ends_with_input: bool = True,
    pass_fds: tuple[int, ...] = (),
) -> subprocess.Popen[str]:
    pipe = subprocess.PIPE if talks else subprocess.DEVNULL
    process = subprocess.Popen(
        command,
        env=dict(environment),
        cwd=REPOSITORY,
        stdin=pipe if ends_with_input else subprocess.DEVNULL,
        stdout=pipe,
        stderr=subprocess.DEVNULL,
        text=True,
        pass_fds=pass_fds,
    )
    stack.callback(_end, process)
    return process


def _end(process: subprocess.Popen[str]) -> None:
    """Ask it to end (one that listens by closing its input), and see to it."""
    pipes: list[IO[str] | None] = [process.stdin, process.stdout]
    if process.stdin is not None:
        process.stdin.close()
    else:
        process.terminate()
    try:
        process.wait(10)
    except subprocess.TimeoutExpired:
        process.terminate()
        process.wait(10)
    for pipe in pipes:
        if pipe is not None:
            pipe.close()
