"""Files of the public, opened by another process: started for one file, watched, ended in time (architecture §4).

The desk hands bytes over a pipe and takes back at most `MOST_ANSWER` bytes; whatever that process does or says beyond
it ends in a clear state and nothing else.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import struct
import subprocess
import sys
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from typing import IO

from triage.models import codec
from triage.models.decoding import (
    CRASHED,
    MAGIC,
    MOST_ANSWER,
    MOST_FRAMES,
    MOST_HEADER,
    MOST_SIDE,
    SHOWN,
    STATES,
    TIMED_OUT,
    Decoded,
    DecodeRequest,
)
from triage.models.errors import InputError

PATIENCE = 15.0
"""Seconds from start to answer. The largest phone photograph takes two, a film of a minute five."""
MOST_FILE = 256 * 1024 * 1024
"""Bytes of a file that the desk opens; larger ones can only be exported."""
_PIECE = 1024 * 1024
_KEPT = ("SYSTEMROOT", "LD_LIBRARY_PATH", "PYTHONPATH", "PYTHONPYCACHEPREFIX")
"""What of the desk's environment the process gets: where its libraries are, no tokens."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """``pixels``: raw RGBA of each of ``decoded.frames``."""

    decoded: Decoded
    pixels: tuple[bytes, ...] = ()


class Decoder:
    """Opens one file at a time: two large ones at once would be two times the memory."""

    def __init__(self, command: Sequence[str] | None = None, *, patience: float = PATIENCE) -> None:
        self._command = tuple(command or _own_decoder())
        self._patience = patience
        self._one = asyncio.Lock()

    async def open(self, content: bytes, *, page: int = 0, at_ms: int = -1) -> Opened:
        """Decode a page, or the pictures of a film from a moment on; every failure is a state of the answer.

        Cancelling ends the process at once.
        """
        async with self._one:
            run = _Run(self._command, self._patience)
            work = asyncio.get_running_loop().run_in_executor(None, run.decode, content, page, at_ms)
            try:
                return await asyncio.shield(work)
            except asyncio.CancelledError:
                run.end()
                with contextlib.suppress(OSError):
                    await work
                raise


def _own_decoder() -> tuple[str, ...]:
    """The decoding process of a frozen program is that program with one word, else it is our module."""
    if getattr(sys, "frozen", False):
        return (sys.executable, "--decoder")
    return (sys.executable, "-s", "-P", "-m", "triage.decoder")


class _Run:
    """One process and its one answer; `decode` blocks and belongs on a thread."""

    def __init__(self, command: Sequence[str], patience: float) -> None:
        self._command = command
        self._patience = patience
        self._process: subprocess.Popen[bytes] | None = None
        self._ended = threading.Event()
        self._late = False

    def end(self) -> None:
        """End the process, now or as soon as it is there."""
        self._ended.set()
        if self._process is not None:
            self._process.kill()

    def decode(self, content: bytes, page: int, at_ms: int = -1) -> Opened:
        request = codec.encode(DecodeRequest(size=len(content), page=page, at_ms=at_ms))
        try:
            process = self._start()
        except OSError as error:
            return Opened(decoded=Decoded(state=CRASHED, detail=type(error).__name__))
        self._process = process
        if self._ended.is_set():
            process.kill()
        watch = threading.Timer(self._patience, self._too_late)
        feeder = threading.Thread(target=_feed, args=(process.stdin, request, content), name="decoder-feed")
        watch.start()
        feeder.start()
        try:
            return _answer(process.stdout)
        except (EOFError, InputError, struct.error, ValueError, OSError):
            state = TIMED_OUT if self._late else CRASHED
            return Opened(decoded=Decoded(state=state))
        finally:
            watch.cancel()
            process.kill()
            process.wait()
            feeder.join()
            watch.join()
            for pipe in (process.stdin, process.stdout):
                if pipe is not None:
                    with contextlib.suppress(OSError):
                        pipe.close()

    def _start(self) -> subprocess.Popen[bytes]:
        environment = {name: os.environ[name] for name in _KEPT if name in os.environ}
        hidden = getattr(subprocess, "CREATE_NO_WINDOW", 0)
        return subprocess.Popen(  # noqa: S603 - our own program, by its full path
            self._command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=environment,
            creationflags=hidden,
        )

    def _too_late(self) -> None:
        self._late = True
        self.end()


def _feed(pipe: IO[bytes] | None, request: bytes, content: bytes) -> None:
    """Write the request; a process that stops reading is not our trouble."""
    if pipe is None:
        return
    with contextlib.suppress(OSError, ValueError):
        pipe.write(struct.pack(">IQ", len(request), len(content)) + request)
        view = memoryview(content)
        for first in range(0, len(content), _PIECE):
            pipe.write(view[first : first + _PIECE])
        pipe.flush()


def _answer(pipe: IO[bytes] | None) -> Opened:
    """Read one answer within its bounds; raises for anything else."""
    if pipe is None:
        raise EOFError
    magic, length = struct.unpack(">4sI", _exactly(pipe, 8))
    if magic != MAGIC or length > MOST_HEADER:
        raise ValueError("not an answer")
    decoded = codec.decode(Decoded, _exactly(pipe, length))
    sizes = [frame.width * frame.height * 4 for frame in decoded.frames]
    sides = [side for frame in decoded.frames for side in (frame.width, frame.height)]
    if decoded.state not in STATES or len(sizes) > MOST_FRAMES or sum(sizes) > MOST_ANSWER:
        raise ValueError("not a state, or more pixels than were asked for")
    if any(not 0 < side <= MOST_SIDE for side in sides) or (decoded.state != SHOWN and sizes):
        raise ValueError("no picture has such sides")
    return Opened(decoded=decoded, pixels=tuple(_exactly(pipe, size) for size in sizes))


def _exactly(pipe: IO[bytes], size: int) -> bytes:
    content = pipe.read(size)
    if len(content) != size:
        raise EOFError
    return content
