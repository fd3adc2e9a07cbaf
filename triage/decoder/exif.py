"""What a picture says about itself: time, place and camera out of its EXIF block (JPEG, PNG, WebP, TIFF).

Written for hostile input: every offset is checked, every list has an end, and what does not fit is left out.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator

from triage.models.decoding import FileFacts

_MAKE, _MODEL, _TURN, _SOFTWARE, _CHANGED, _EXIF, _GPS = 0x010F, 0x0110, 0x0112, 0x0131, 0x0132, 0x8769, 0x8825
_TAKEN, _OFFSET = 0x9003, 0x9011
_SIZES = {1: 1, 2: 1, 3: 2, 4: 4, 5: 8, 7: 1, 9: 4, 10: 8}
_MOST_ENTRIES = 400
_MOST_SEGMENTS = 200
_MOST_WORDS = 120

Value = str | tuple[float, ...]


def picture_facts(content: bytes) -> FileFacts:
    """Nothing when the file has no such block or it cannot be read."""
    try:
        return _facts(_block(content))
    except (struct.error, ValueError, OverflowError, ZeroDivisionError):
        return FileFacts()


def _facts(block: bytes) -> FileFacts:
    if block[:4] not in (b"II*\0", b"MM\0*"):
        return FileFacts()
    order = "<" if block[:2] == b"II" else ">"
    first = dict(_entries(block, order, struct.unpack_from(order + "I", block, 4)[0]))
    inner = dict(_entries(block, order, _offset(first, _EXIF)))
    place = dict(_entries(block, order, _offset(first, _GPS)))
    make, model = _words(first.get(_MAKE)), _words(first.get(_MODEL))
    turn = first.get(_TURN, (1.0,))
    return FileFacts(
        taken_at=_moment(_words(inner.get(_TAKEN)) or _words(first.get(_CHANGED)), _words(inner.get(_OFFSET))),
        latitude=_degrees(place.get(2), _words(place.get(1)), 90),
        longitude=_degrees(place.get(4), _words(place.get(3)), 180),
        altitude=_altitude(place),
        camera=model if model.casefold().startswith(make.casefold()) else f"{make} {model}".strip(),
        software=_words(first.get(_SOFTWARE)),
        rotated=isinstance(turn, tuple) and bool(turn) and turn[0] not in (0.0, 1.0),
    )


def _block(content: bytes) -> bytes:
    """The TIFF structure inside the picture, b"" when there is none."""
    if content.startswith(b"\xff\xd8"):
        return next((part[6:] for part in _jpeg(content) if part.startswith(b"Exif\0\0")), b"")
    if content.startswith(b"\x89PNG"):
        return next((part for name, part in _png(content) if name == b"eXIf"), b"")
    if content[:4] == b"RIFF" and content[8:12] == b"WEBP":
        found = next((part for name, part in _riff(content) if name == b"EXIF"), b"")
        return found.removeprefix(b"Exif\0\0")
    return content if content[:4] in (b"II*\0", b"MM\0*") else b""


def _jpeg(content: bytes) -> Iterator[bytes]:
    at = 2
    for _ in range(_MOST_SEGMENTS):
        if at + 4 > len(content) or content[at] != 0xFF or content[at + 1] in (0xD9, 0xDA):
            return
        (length,) = struct.unpack_from(">H", content, at + 2)
        if content[at + 1] == 0xE1:
            yield content[at + 4 : at + 2 + length]
        at += 2 + max(length, 2)


def _png(content: bytes) -> Iterator[tuple[bytes, bytes]]:
    at = 8
    for _ in range(_MOST_SEGMENTS):
        if at + 8 > len(content):
            return
        (length,) = struct.unpack_from(">I", content, at)
        yield content[at + 4 : at + 8], content[at + 8 : at + 8 + min(length, 1 << 20)]
        at += 12 + length


def _riff(content: bytes) -> Iterator[tuple[bytes, bytes]]:
    at = 12
    for _ in range(_MOST_SEGMENTS):
        if at + 8 > len(content):
            return
        (length,) = struct.unpack_from("<I", content, at + 4)
        yield content[at : at + 4], content[at + 8 : at + 8 + min(length, 1 << 20)]
        at += 8 + length + (length & 1)


def _entries(block: bytes, order: str, at: int) -> Iterator[tuple[int, Value]]:
    if not 0 < at <= len(block) - 2:
        return
    (count,) = struct.unpack_from(order + "H", block, at)
    for number in range(min(count, _MOST_ENTRIES)):
        start = at + 2 + 12 * number
        if start + 12 > len(block):
            return
        tag, kind, length = struct.unpack_from(order + "HHI", block, start)
        size = _SIZES.get(kind, 0) * length
        if not 0 < size <= 4096:
            continue
        where = start + 8 if size <= 4 else struct.unpack_from(order + "I", block, start + 8)[0]
        raw = block[where : where + size]
        if len(raw) == size:
            yield tag, _value(raw, kind, length, order)


def _value(raw: bytes, kind: int, length: int, order: str) -> Value:
    if kind in (2, 7):
        return raw.split(b"\0")[0].decode("utf-8", errors="replace")
    if kind in (5, 10):
        pairs = struct.unpack(f"{order}{length * 2}{'I' if kind == 5 else 'i'}", raw)
        return tuple(up / down if down else 0.0 for up, down in zip(pairs[::2], pairs[1::2], strict=True))
    letter = {1: "B", 3: "H", 4: "I", 9: "i"}[kind]
    return tuple(float(number) for number in struct.unpack(f"{order}{length}{letter}", raw))


def _offset(entries: dict[int, Value], tag: int) -> int:
    found = entries.get(tag)
    return int(found[0]) if isinstance(found, tuple) and found else 0


def _words(found: Value | None) -> str:
    return " ".join(found.split())[:_MOST_WORDS] if isinstance(found, str) else ""


def _moment(told: str, offset: str) -> str:
    """“2026:11:19 22:10:04” as “2026-11-19 22:10:04”; what has another form is told as it is."""
    if len(told) >= 10 and told[4] == told[7] == ":":
        told = f"{told[:4]}-{told[5:7]}-{told[8:]}"
    return "" if not told.strip("0:- ") else f"{told} {offset}".strip()


def _degrees(found: Value | None, side: str, most: float) -> float | None:
    if not isinstance(found, tuple) or len(found) < 3 or side[:1].upper() not in ("N", "S", "E", "W"):
        return None
    degrees = found[0] + found[1] / 60 + found[2] / 3600
    if not 0 <= degrees <= most:
        return None
    return round(-degrees if side[:1].upper() in ("S", "W") else degrees, 6)


def _altitude(place: dict[int, Value]) -> float | None:
    found, below = place.get(6), place.get(5)
    if not isinstance(found, tuple) or not found:
        return None
    return round(-found[0] if isinstance(below, tuple) and below[:1] == (1.0,) else found[0], 1)
