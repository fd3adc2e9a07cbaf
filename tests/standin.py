"""Servers for these tests: the real stand-in in a thread, and a raw one that says exactly what it is told to."""

from __future__ import annotations

import asyncio
import socket
import ssl
import threading
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path

from triage.models.clock import Clock
from triage.training.records_standin.serve import bind, new_server

NO_TLS = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
"""For httpx's ``verify``: spares each client of a test the reading of all the world's certificates."""
CONTROL_TOKEN = "control-token-of-a-test"


@contextmanager
def standin(database: Path | str, clock: Clock | None = None) -> Iterator[str]:
    """The records stand-in on a free port of loopback; gives its address."""
    listener = bind("127.0.0.1:0")
    up = threading.Event()
    server = new_server(database, listener, control_token=CONTROL_TOKEN, clock=clock, announce=lambda _line: up.set())
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, name="standin")
    thread.start()
    try:
        assert up.wait(20), "the stand-in did not start"
        yield server.url
    finally:
        server.should_exit = True
        thread.join(20)
        listener.close()


class RawServer:
    """Reads a whole request, then writes ``answer`` and closes; keeps every request it read."""

    def __init__(self, answer: bytes, *, reset: bool = False, silent: bool = False) -> None:
        self.requests: list[bytes] = []
        self.url = ""
        self._answer = answer
        self._reset = reset
        self._silent = silent
        self._over = asyncio.Event()
        self._serving: set[asyncio.Task[None]] = set()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._serving.add(task)
        head = await reader.readuntil(b"\r\n\r\n")
        length = next((int(line[15:]) for line in head.lower().splitlines() if line.startswith(b"content-length:")), 0)
        self.requests.append(head + await reader.readexactly(length))
        if self._silent:
            await self._over.wait()
        writer.write(self._answer)
        await writer.drain()
        if self._reset:
            writer.transport.abort()
        writer.close()

    @asynccontextmanager
    async def running(self) -> AsyncIterator[RawServer]:
        server = await asyncio.start_server(self._serve, "127.0.0.1", 0)
        self.url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
        try:
            yield self
        finally:
            self._over.set()
            server.close()
            await server.wait_closed()
            await asyncio.gather(*self._serving, return_exceptions=True)


def http_answer(status: int, body: bytes, media: str = "application/json", **headers: str) -> bytes:
    """A whole HTTP/1.1 answer that closes the connection."""
    more = "".join(f"{name.replace('_', '-')}: {value}\r\n" for name, value in headers.items())
    head = f"HTTP/1.1 {status} Said\r\nContent-Type: {media}\r\nContent-Length: {len(body)}\r\nConnection: close\r\n"
    return f"{head}{more}\r\n".encode() + body


def free_port() -> int:
    """A loopback port on which nothing listens."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
