"""A TCP proxy for one link (desktop to gateway, desktop to records) that can be told to misbehave.

It works below HTTP on purpose: what the desktop meets are real refused, reset, slow and silent connections.
"""

from __future__ import annotations

import asyncio
import random
import socket
import sys
from dataclasses import replace

from triage.models.errors import KnownError
from triage.training.faults.link import Link
from triage.training.faults.modes import Fault, LinkStats, Mode
from triage.training.tasks import TaskGroup

CHUNK = 64 * 1024


class FaultProxy:
    """One link. `start` first; `set_mode` at any time; `aclose` resets what is open."""

    def __init__(self, name: str, listen_host: str, target_host: str, target_port: int) -> None:
        self.name = name
        self.mode = Mode()
        self._listen_host = listen_host
        self._target = (target_host, target_port)
        self._port = 0
        self._holder: socket.socket | None = None
        self._server: asyncio.Server | None = None
        self._links: set[Link] = set()
        self._tasks = TaskGroup()
        self._stats = LinkStats()
        self._dice = random.Random(0)

    @property
    def port(self) -> int:
        """The port it listens on, 0 before the start."""
        return self._port

    @property
    def stats(self) -> LinkStats:
        return replace(self._stats, open=len(self._links))

    @property
    def swallows(self) -> bool:
        """Whether an open connection lost bytes to a black hole."""
        return any(link.lossy for link in self._links)

    async def start(self) -> int:
        """Listen on a free port of ``listen_host`` and return it."""
        first = self._bind(0)
        self._port = int(first.getsockname()[1])
        if sys.platform == "linux":
            # Bound but never listening: keeps the port ours, and refusing, while the link is cut.
            self._holder = first
            first = self._bind(self._port)
        await self._listen(first)
        return self._port

    async def set_mode(self, mode: Mode) -> None:
        """Change the fault, for open connections too. The flaky dice start again from the mode's seed.

        Raises:
            KnownError: the port was taken by another program while the link was cut.
        """
        self.mode = mode
        self._dice = random.Random(mode.seed)
        if mode.mode is Fault.CUT:
            await self._stop_listening()
            self._reset_all()
            return
        for link in list(self._links):
            self._doom(link)
            if link.lossy:
                link.reset()
        if self._server is None and self._port:
            await self._listen(self._bind(self._port))

    async def aclose(self) -> None:
        await self._stop_listening()
        await asyncio.sleep(0)  # a connection accepted just now gets its handler, so that it is reset with the others
        self._reset_all()
        await self._tasks.aclose()
        await asyncio.sleep(0)  # an aborted transport lets its socket go on the loop's next turn
        if self._holder is not None:
            self._holder.close()
            self._holder = None

    def _bind(self, port: int) -> socket.socket:
        listener = socket.socket(socket.AF_INET6 if ":" in self._listen_host else socket.AF_INET)
        try:
            if sys.platform != "win32":  # there it would let another program take the port over
                listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            listener.bind((self._listen_host, port))
        except OSError as error:
            listener.close()
            what = f"The training link “{self.name}” cannot listen on port {port} any more: {error.strerror}."
            raise KnownError(what, "Close training mode and start it again.") from error
        return listener

    async def _listen(self, listener: socket.socket) -> None:
        self._server = await asyncio.start_server(self._accepted, sock=listener, limit=CHUNK)

    async def _stop_listening(self) -> None:
        if self._server is not None:
            self._server.close()
            self._server = None

    def _accepted(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._stats.accepted += 1
        self._tasks.spawn(f"link {self.name}", self._carry(reader, writer))

    async def _carry(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        link = Link(self._stats, lambda: self.mode)
        link.add(writer)
        self._links.add(link)
        self._doom(link)
        try:
            if self.mode.mode is not Fault.CUT:
                await self._join(link, reader, writer)
        except* OSError:
            pass  # an end was reset: the other one is, too, below
        finally:
            self._links.discard(link)
            link.reset()

    async def _join(self, link: Link, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            far_reader, far_writer = await asyncio.open_connection(*self._target, limit=CHUNK)
        except OSError:
            self._stats.unreachable += 1
            return
        link.add(far_writer)
        async with asyncio.TaskGroup() as both:
            both.create_task(link.pass_on(reader, far_writer, "up"))
            both.create_task(link.pass_on(far_reader, writer, "down"))
        await link.finish()

    def _doom(self, link: Link) -> None:
        """Let the dice say whether and after how many bytes a connection of a flaky link is reset."""
        flaky = self.mode.mode is Fault.FLAKY and self._dice.random() < self.mode.probability
        link.reset_after(self._dice.randrange(1, 4096) if flaky else None)

    def _reset_all(self) -> None:
        for link in list(self._links):
            self._stats.aborted += 1
            link.reset()
