"""Asking clamd what it thinks of a file (INSTREAM of the clamd protocol, clamd(8))."""

from __future__ import annotations

import asyncio
import contextlib
import socket
from collections.abc import AsyncGenerator, AsyncIterator
from dataclasses import dataclass
from typing import Any

from triage.models.errors import InputError
from triage.models.files import CLEAN, INFECTED, TOO_LARGE_TO_SCAN

_PART = 256 * 1024
_LONGEST_ANSWER = 4096
_LONGEST_SIGNATURE = 200


class ScanFailure(Exception):
    """clamd gave no verdict. ``reason``: a short word."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Verdict:
    """``word``: clean, infected or too-large (over clamd's StreamMaxLength); ``signature``: what was found."""

    word: str
    signature: str = ""


class Clamd:
    """A clamd at ``host:port`` or at a Unix socket's path; ``seconds`` bounds one question, however large."""

    def __init__(self, where: str, *, seconds: float) -> None:
        self._path = where if "/" in where else ""
        host, _, port = where.rpartition(":")
        self._host, self._port = host.strip("[]"), 0
        if not self._path:
            if not host or not port.isascii() or not port.isdigit() or not 0 < int(port) < 65536:
                raise InputError("media.clamd must be host:port or the path of a socket.", do="Correct the file.")
            self._port = int(port)
        self._seconds = seconds

    async def ping(self) -> None:
        """Raises ScanFailure when it does not answer."""
        async with self._asked(b"zPING\0") as connection:
            if await _answer(connection) != "PONG":
                raise ScanFailure("scanner-error")

    async def scan(self, content: AsyncIterator[bytes]) -> Verdict:
        """The verdict on these bytes.

        Raises:
            ScanFailure: none could be had.
        """
        loop = asyncio.get_running_loop()
        async with contextlib.AsyncExitStack() as stack:
            if isinstance(content, AsyncGenerator):
                stack.push_async_callback(content.aclose)  # half read, it would be closed by the loop, in nobody's task
            connection = await stack.enter_async_context(self._asked(b"zINSTREAM\0"))
            # clamd answers and hangs up as soon as it has enough, in the middle of our sending. The answer waits in
            # the socket all the same; a stream of asyncio would throw it away with the connection.
            with contextlib.suppress(ConnectionError):
                async for part in content:
                    for at in range(0, len(part), _PART):
                        piece = part[at : at + _PART]
                        await loop.sock_sendall(connection, len(piece).to_bytes(4, "big") + piece)
                await loop.sock_sendall(connection, bytes(4))
            return _verdict(await _answer(connection))

    @contextlib.asynccontextmanager
    async def _asked(self, command: bytes) -> AsyncIterator[socket.socket]:
        try:
            async with asyncio.timeout(self._seconds):
                with await self._connect() as connection:
                    await asyncio.get_running_loop().sock_sendall(connection, command)
                    yield connection
        except TimeoutError as error:
            raise ScanFailure("scanner-timed-out") from error
        except OSError as error:
            raise ScanFailure("scanner-away") from error

    async def _connect(self) -> socket.socket:
        loop = asyncio.get_running_loop()
        family, where = await self._where()
        connection = socket.socket(family, socket.SOCK_STREAM)
        try:
            connection.setblocking(False)
            await loop.sock_connect(connection, where)
        except BaseException:
            connection.close()
            raise
        return connection

    async def _where(self) -> tuple[int, Any]:
        if self._path:
            return socket.AF_UNIX, self._path
        loop = asyncio.get_running_loop()
        found = await loop.getaddrinfo(self._host, self._port, type=socket.SOCK_STREAM)
        return found[0][0], found[0][4]


async def _answer(connection: socket.socket) -> str:
    """What it says, up to the NUL that ends it."""
    told = b""
    while b"\0" not in told:
        more = await asyncio.get_running_loop().sock_recv(connection, _LONGEST_ANSWER)
        told += more
        if not more or len(told) > _LONGEST_ANSWER:
            raise ScanFailure("scanner-hung-up")
    return told.partition(b"\0")[0].decode("utf-8", "replace").strip()


def _verdict(told: str) -> Verdict:
    if told.endswith(" FOUND"):
        signature = told.removesuffix(" FOUND").partition(": ")[2]
        return Verdict(INFECTED, "".join(c for c in signature if c.isprintable())[:_LONGEST_SIGNATURE])
    if told.endswith(": OK"):
        return Verdict(CLEAN)
    if "size limit exceeded" in told:
        return Verdict(TOO_LARGE_TO_SCAN)
    raise ScanFailure("scanner-error")
