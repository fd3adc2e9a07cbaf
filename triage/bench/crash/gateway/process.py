"""Gateways as processes of their own: forked by a parent without threads, driven and told of over one socket.

The parent is forked before anything runs in the life that it serves; what it forks has everything imported.
Lines go both ways: an order starts a gateway, words drive it, and it is told when it listens, when a word is done and
when it ended.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import logging
import os
import socket
import sys
import traceback
from dataclasses import asdict, dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any, Never

from triage.bench.crash.gateway.brink import dying
from triage.bench.crash.gateway.settings import Surroundings, settings_of
from triage.bench.crash.points.brink import Contents, Death, Doom
from triage.gateway.database import Database
from triage.gateway.serve import Running, running
from triage.models.clock import ManualClock
from triage.models.errors import KnownError

LOG = "gateway.log"
PATIENCE = 30.0
"""Seconds after which a gateway that says nothing is taken for stuck."""
DYING = 8.0
"""Seconds until one that does not die is taken for one that will not."""
WORD = "!"
"""How a line begins that drives a gateway: what one did not read any more is no order to its parent."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """A gateway to start. ``at``: the time of its clock; ``point``, ``moment``, ``nth``: where it is to die ("":
    nowhere); ``armed``: from its very start."""

    folder: str
    db: str
    at: str
    around: Surroundings = field(default_factory=Surroundings)
    point: str = ""
    moment: str = ""
    nth: int = 1
    armed: bool = False


class Gone(KnownError):
    """The gateway has ended."""

    def __init__(self, status: int) -> None:
        super().__init__(f"The gateway ended with {status}.", "See its log.")
        self.status = status


class Gates:
    """The gateways of one life, one after the other. ``listen``: where the one that runs is; "" when none does."""

    def __init__(self, line: socket.socket) -> None:
        self._line = line
        self._heard = b""
        self.listen = ""
        self.ended: int | None = None

    def start(self, order: Order) -> None:
        """Start one; raises Gone when it ended before it listened."""
        self.ended = None
        self._say(json.dumps(asdict(order)))
        self.listen = str(self._hear()["listen"])

    def tell(self, word: str) -> None:
        """Drive it, and wait until it has done so; raises Gone."""
        if self.listen:
            self._say(WORD + word)
            self._hear()

    def over(self) -> bool:
        """Whether it has ended meanwhile."""
        return self.wait(0) is not None

    def wait(self, seconds: float = DYING) -> int | None:
        """How it ended; None: it lives on after so long."""
        self._line.settimeout(seconds)
        with contextlib.suppress(BlockingIOError, TimeoutError):
            while self.ended is None:
                self._take(self._line.recv(65536))
        return self.ended

    def _say(self, line: str) -> None:
        self._line.settimeout(PATIENCE)
        self._line.sendall(f"{line}\n".encode())

    def _hear(self) -> dict[str, Any]:
        while b"\n" not in self._heard and self.ended is None:
            self._take(self._line.recv(65536))
        if self.ended is not None:
            raise Gone(self.ended)
        line, self._heard = self._heard.split(b"\n", 1)
        return dict(json.loads(line))

    def _take(self, more: bytes) -> None:
        """Note at once that it ended: nothing comes after that."""
        self._heard += more
        *lines, rest = self._heard.split(b"\n")
        told = [json.loads(line) for line in lines]
        for one in told:
            if "ended" in one:
                self.ended, self.listen, self._heard = int(one["ended"]), "", rest


def open_gates() -> Gates:
    """Fork the parent of gateways; no thread and no event loop may run here yet."""
    ours, theirs = socket.socketpair()
    if os.fork() == 0:
        ours.close()
        _breed(theirs)
    theirs.close()
    return Gates(ours)


def _breed(line: socket.socket) -> Never:
    while order := _line_of(line):
        if order.startswith(WORD):
            continue
        child = os.fork()
        if child == 0:
            _live(_order_of(json.loads(order)), line)
        status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
        line.sendall(f"{json.dumps({'ended': status})}\n".encode())
    os._exit(0)


def _order_of(told: dict[str, Any]) -> Order:
    return Order(**{**told, "around": Surroundings(**told["around"])})


def _line_of(line: socket.socket) -> str:
    """Byte by byte: what follows is the gateway's, which makes the socket that we share one that does not wait."""
    line.setblocking(True)
    found = b""
    while (byte := line.recv(1)) not in (b"", b"\n"):
        found += byte
    return found.decode()


def _live(order: Order, line: socket.socket) -> Never:
    status = 1
    try:
        with (Path(order.folder) / LOG).open("a", encoding="utf-8") as log:
            handler = logging.StreamHandler(log)
            logging.getLogger("triage").handlers[:] = [handler]
            logging.getLogger("triage").setLevel(logging.WARNING)
            asyncio.run(_serve(order, line))
        status = 0
    except BaseException:
        traceback.print_exc(file=sys.stderr)
    finally:
        os._exit(status)


async def _serve(order: Order, line: socket.socket) -> None:
    clock = ManualClock(datetime.fromisoformat(order.at))

    def tell(before: Contents, after: Contents) -> None:
        at = clock.now().isoformat()
        death = Death(point=order.point, moment=order.moment, at=at, reports=(), before=before, after=after)
        death.tell(Path(order.folder))

    doom = Doom(order.point, order.moment, order.nth, tell, armed=order.armed)
    kind = dying(doom) if order.point else Database
    async with running(settings_of(order.folder, order.db, order.around), clock, database=kind) as gateway:
        line.setblocking(False)
        reader, writer = await asyncio.open_connection(sock=line)
        writer.write(f"{json.dumps({'listen': gateway.listen})}\n".encode())
        while word := (await reader.readline()).decode().strip().removeprefix(WORD):
            if word == "stop":
                return
            _do(word, clock, doom, gateway)
            writer.write(b"{}\n")
    os._exit(0)  # nobody drives it any more


def _do(word: str, clock: ManualClock, doom: Doom, gateway: Running) -> None:
    what, _, seconds = word.partition(" ")
    if what == "advance":
        clock.advance(seconds=float(seconds))
    elif what == "arm":
        doom.armed = True
    elif what == "nudge":
        gateway.look_again()
