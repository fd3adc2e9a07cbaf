"""The hub's media host: a real HTTPS server that answers as each test says, byte by byte."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager, suppress

from tests.gateway.authority import Pair

Answer = Callable[[asyncio.StreamWriter], Awaitable[None]]


class Hub:
    """``answers``: path → what is sent; ``asked``: request heads in order of arrival."""

    def __init__(self) -> None:
        self.answers: dict[str, Answer] = {}
        self.asked: list[str] = []
        self.port = 0
        self.ending = asyncio.Event()
        self._serving: dict[asyncio.Task[object], asyncio.StreamWriter] = {}

    @property
    def paths(self) -> list[str]:
        return [head.split(" ", 2)[1] for head in self.asked]

    def url(self, path: str, host: str = "127.0.0.1", scheme: str = "https") -> str:
        return f"{scheme}://{host}:{self.port}{path}"

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._serving[task] = writer
        task.add_done_callback(self._serving.pop)
        with suppress(ConnectionError, asyncio.IncompleteReadError, ssl.SSLError):
            head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
            self.asked.append(head)
            answer = self.answers.get(self.paths[-1], answered(b"", status="404 Not Found"))
            await answer(writer)
            await writer.drain()
        writer.close()

    async def end(self) -> None:
        """Hang up on everybody and see them gone; somebody who was killed while reading never hangs up himself."""
        self.ending.set()
        serving = dict(self._serving)
        for writer in serving.values():
            writer.transport.abort()
        await asyncio.gather(*serving, return_exceptions=True)


@asynccontextmanager
async def media_host(pair: Pair | None) -> AsyncIterator[Hub]:
    """Without a certificate it speaks plain HTTP."""
    hub = Hub()
    server = await asyncio.start_server(hub.serve, "127.0.0.1", 0, ssl=pair.serving() if pair else None)
    hub.port = server.sockets[0].getsockname()[1]
    try:
        yield hub
    finally:
        server.close()
        await hub.end()


def answered(content: bytes, *, status: str = "200 OK", headers: Mapping[str, str] | None = None) -> Answer:
    """A whole answer."""
    told = {"Content-Type": "image/jpeg", "Content-Length": str(len(content)), "Connection": "close", **(headers or {})}
    head = "".join(f"{name}: {value}\r\n" for name, value in told.items())

    async def send(writer: asyncio.StreamWriter) -> None:
        writer.write(f"HTTP/1.1 {status}\r\n{head}\r\n".encode() + content)

    return send


def moved(to: str, status: str = "302 Found") -> Answer:
    return answered(b"", status=status, headers={"Location": to})


def broken_off(content: bytes, *, told: int) -> Answer:
    """Says one length and sends less, then resets the connection."""

    async def send(writer: asyncio.StreamWriter) -> None:
        writer.write(f"HTTP/1.1 200 OK\r\nContent-Length: {told}\r\n\r\n".encode() + content)
        await writer.drain()
        writer.transport.abort()

    return send


def endless(part: bytes) -> Answer:
    """Sends as long as somebody reads, without saying how much."""

    async def send(writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
        while not writer.transport.is_closing():
            writer.write(f"{len(part):x}\r\n".encode() + part + b"\r\n")
            await writer.drain()

    return send


def halting(first: bytes, rest: bytes, half_sent: asyncio.Event, go_on: asyncio.Event) -> Answer:
    """Sends a beginning, and the rest when the test says so."""

    async def send(writer: asyncio.StreamWriter) -> None:
        length = len(first) + len(rest)
        writer.write(f"HTTP/1.1 200 OK\r\nContent-Length: {length}\r\n\r\n".encode() + first)
        await writer.drain()
        half_sent.set()
        await go_on.wait()
        writer.write(rest)

    return send


def stuck(hub: Hub, content: bytes = b"", half_sent: asyncio.Event | None = None) -> Answer:
    """Sends a beginning, then nothing more for as long as the test lasts."""

    async def send(writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 99999999\r\n\r\n" + content)
        await writer.drain()
        if half_sent:
            half_sent.set()
        await hub.ending.wait()

    return send
