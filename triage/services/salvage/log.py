"""The write-ahead log of a store that was not closed: whether committed work lies in it behind a damaged place.

SQLite reads a log up to the first frame whose checksum does not fit and passes over the rest without a word. After a
power cut that is right: only the last transaction, which nobody was told is saved, can be torn, since each commit is
synced before it is acknowledged. Two commits behind the first bad frame are therefore damage, and work would be lost.
The format is SQLite's own (https://sqlite.org/walformat.html).
"""

from __future__ import annotations

import struct
from array import array
from collections.abc import Iterator
from dataclasses import dataclass
from sys import byteorder

from triage.services.cipher import PAGE_BYTES

HEADER, FRAME = 32, 24
_LITTLE, _BIG = 0x377F0682, 0x377F0683
_VERSION = 3007000
_MASK = 0xFFFFFFFF
_TORN = 1
"""Commits that a power cut may leave unfinished at the end of a log."""


@dataclass(frozen=True, slots=True)
class Frame:
    """One page of a transaction. ``commits``: the size of the database in pages after it, 0 inside a transaction."""

    number: int
    page: int
    commits: int
    salts: bytes
    sums: tuple[int, int]
    content: bytes


def frames(log: bytes) -> Iterator[Frame]:
    """Every whole frame in the file, fitting or not."""
    step = FRAME + PAGE_BYTES
    for number, at in enumerate(range(HEADER, len(log) - step + 1, step), start=1):
        page, commits = struct.unpack_from(">II", log, at)
        sums = struct.unpack_from(">II", log, at + 16)
        yield Frame(number, page, commits, log[at + 8 : at + 16], (sums[0], sums[1]), log[at + FRAME : at + step])


def lost_commits(log: bytes) -> int:
    """How many committed transactions SQLite would pass over because of damage before them; 0 for a sound log."""
    every = list(frames(log))
    salts = _salts(log, every)
    fits = _fitting(log, every, salts)
    behind = [frame for frame in every[fits:] if frame.salts == salts]
    found = sum(frame.commits > 0 for frame in behind)
    return found if found > _TORN else 0


def rechained(log: bytes) -> bytes:
    """The same log with every frame of its last round made to fit: for reading what SQLite would pass over.

    A damaged page stays damaged; SQLCipher notices it by the page's own checksum. Never for a store to work on.
    """
    every = list(frames(log))
    salts = _salts(log, every)
    last = max((frame.number for frame in every if frame.salts == salts and frame.commits), default=0)
    head = struct.pack(">IIII", _BIG, _VERSION, PAGE_BYTES, 0) + salts
    sums = _checksum(head, (0, 0), big=True)
    made = [head + struct.pack(">II", *sums)]
    for frame in every[:last]:
        if frame.salts != salts:
            continue
        told = struct.pack(">II", frame.page, frame.commits)
        sums = _checksum(told + frame.content, sums, big=True)
        made.append(told + salts + struct.pack(">II", *sums) + frame.content)
    return b"".join(made)


def _salts(log: bytes, every: list[Frame]) -> bytes:
    """The salts of the log's present round: its header's when that is sound, else the first frame's."""
    if _header_fits(log):
        return log[16:24]
    return every[0].salts if every else b""


def _header_fits(log: bytes) -> bool:
    if len(log) < HEADER:
        return False
    magic, _version, page_bytes = struct.unpack_from(">III", log)
    if magic not in (_LITTLE, _BIG) or page_bytes != PAGE_BYTES:
        return False
    sums = struct.unpack_from(">II", log, 24)
    return _checksum(log[:24], (0, 0), big=magic == _BIG) == (sums[0], sums[1])


def _fitting(log: bytes, every: list[Frame], salts: bytes) -> int:
    """How many frames from the start SQLite takes for good."""
    if not _header_fits(log):
        return 0
    big = struct.unpack_from(">I", log)[0] == _BIG
    sums = struct.unpack_from(">II", log, 24)
    chain = (sums[0], sums[1])
    for frame in every:
        told = struct.pack(">II", frame.page, frame.commits)
        chain = _checksum(told + frame.content, chain, big=big)
        if frame.salts != salts or chain != frame.sums:
            return frame.number - 1
    return len(every)


def _checksum(data: bytes, start: tuple[int, int], *, big: bool) -> tuple[int, int]:
    words = array("I", data)
    if big != (byteorder == "big"):
        words.byteswap()
    first, second = start
    for one, two in zip(words[::2], words[1::2], strict=True):
        first = (first + one + second) & _MASK
        second = (second + two + first) & _MASK
    return first, second
