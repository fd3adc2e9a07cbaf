"""One proxied connection: two streams and the bytes between them, with the link's fault applied to each piece."""

from __future__ import annotations

import asyncio
import socket
import struct
from collections.abc import Callable
from typing import Literal

from triage.training.faults.modes import Fault, LinkStats, Mode

CHUNK = 64 * 1024
_LINGER_ZERO = struct.pack("ii", 1, 0)


class Link:
    """The pair of connections that belong together; a reset of one is a reset of both."""

    def __init__(self, stats: LinkStats, mode: Callable[[], Mode]) -> None:
        self._stats = stats
        self._mode = mode
        self._ends: list[asyncio.StreamWriter] = []
        self._left: int | None = None
        self._gone = False
        self.lossy = False
        """Bytes were swallowed: nothing that follows on this connection would make sense."""

    def add(self, end: asyncio.StreamWriter) -> None:
        self._ends.append(end)
        if self._gone:
            _reset(end)

    def reset_after(self, count: int | None) -> None:
        """Reset the connection once ``count`` more bytes passed; None = never."""
        self._left = count

    def reset(self) -> None:
        """Drop both ends at once: the peers see a reset, not an orderly end. Does nothing after `finish`."""
        self._gone = True
        for end in self._ends:
            _reset(end)
        self._ends.clear()

    async def finish(self) -> None:
        """Close both ends in order, everything written delivered first."""
        for end in self._ends:
            end.close()
        for end in list(self._ends):
            await end.wait_closed()
        self._ends.clear()

    async def pass_on(
        self, source: asyncio.StreamReader, sink: asyncio.StreamWriter, way: Literal["up", "down"]
    ) -> None:
        """Carry bytes until the source ends; the sink's end follows. Waits for a slow reader (backpressure).

        Raises:
            OSError: either end was reset.
        """
        while piece := await source.read(CHUNK):
            mode = self._mode()
            if mode.mode is Fault.SLOW:
                await asyncio.sleep(mode.delay)
            if mode.mode is Fault.BLACKHOLE:
                self.lossy = True
                continue
            kept = self._spend(piece)
            if way == "down":
                kept = await self._drip(kept, sink)
            sink.write(kept)
            setattr(self._stats, way, getattr(self._stats, way) + len(kept))
            await sink.drain()
            if self._left == 0:
                self._stats.aborted += 1
                raise ConnectionResetError("reset by the flaky link")
        if not sink.is_closing() and sink.can_write_eof():
            sink.write_eof()

    async def _drip(self, piece: bytes, sink: asyncio.StreamWriter) -> bytes:
        """Send ``piece`` byte by byte while the link drips; returns what is left of it when it does not any more."""
        for sent, byte in enumerate(piece):
            if self._mode().mode is not Fault.DRIP:
                return piece[sent:]
            sink.write(bytes((byte,)))
            self._stats.down += 1
            await sink.drain()
            await asyncio.sleep(self._mode().delay)
        return b""

    def _spend(self, piece: bytes) -> bytes:
        """As much of ``piece`` as may still pass before the reset that the dice chose."""
        if self._left is None:
            return piece
        kept = piece[: self._left]
        self._left -= len(kept)
        return kept


def _reset(end: asyncio.StreamWriter) -> None:
    raw: socket.socket | None = end.get_extra_info("socket")
    if raw is not None and raw.fileno() >= 0:
        raw.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _LINGER_ZERO)
    end.transport.abort()
