"""The files inside a winmail.dat, which some Outlook servers send in place of attachments ([MS-OXTNEF])."""

from __future__ import annotations

import struct
from collections.abc import Iterator

_SIGNATURE = 0x223E9F78
_NEW_FILE = 0x00069002  # attAttachRendData: begins each attachment
_TITLE = 0x00018010  # attAttachTitle
_DATA = 0x0006800F  # attAttachData
MOST_FILES = 100


def files_of(raw: bytes) -> list[tuple[str, bytes]]:
    """(name, content) of each file; what breaks off half-way gives the files before it. Never raises."""
    found: list[tuple[str, bytes]] = []
    name, content = "", b""
    for tag, value in _attributes(raw):
        if tag == _NEW_FILE:
            if content:
                found.append((name, content))
            name, content = "", b""
        elif tag == _TITLE:
            name = value.split(b"\0", 1)[0].decode("cp1252", "replace")
        elif tag == _DATA:
            content = value
    if content:
        found.append((name, content))
    return [(told or f"file {number}", inside) for number, (told, inside) in enumerate(found[:MOST_FILES], 1)]


def _attributes(raw: bytes) -> Iterator[tuple[int, bytes]]:
    """Each attribute: level (1 byte), tag and length (4 each), the value, a checksum (2)."""
    if len(raw) < 6 or struct.unpack_from("<I", raw)[0] != _SIGNATURE:
        return
    at = 6
    while at + 9 <= len(raw):
        tag, length = struct.unpack_from("<II", raw, at + 1)
        start = at + 9
        if start + length > len(raw):
            return
        yield tag, raw[start : start + length]
        at = start + length + 2
