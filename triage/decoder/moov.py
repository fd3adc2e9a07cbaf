"""What a film says about itself: time, place and camera out of the boxes of MP4 and QuickTime files."""

from __future__ import annotations

import re
import struct
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from triage.models.decoding import FileFacts

_INSIDE = (b"moov", b"udta")
_MOST_BOXES = 400
_DEEPEST = 4
_SINCE = datetime(1904, 1, 1, tzinfo=UTC)
_PLACE = re.compile(r"([+-]\d{2}(?:\.\d+)?)([+-]\d{3}(?:\.\d+)?)([+-]\d+(?:\.\d+)?)?")
_KEYS = {
    "com.apple.quicktime.location.ISO6709": "place",
    "com.apple.quicktime.creationdate": "taken",
    "com.apple.quicktime.make": "make",
    "com.apple.quicktime.model": "model",
    "com.apple.quicktime.software": "software",
    "com.android.manufacturer": "make",
    "com.android.model": "model",
}


def film_facts(content: bytes) -> FileFacts:
    """Nothing when the file is of another kind or cannot be read."""
    found: dict[str, str] = {}
    try:
        for name, body in _boxes(content, 0):
            _take(name, body, found)
    except (struct.error, ValueError, OverflowError):
        pass
    latitude, longitude, altitude = _place(found.get("place", ""))
    return FileFacts(
        taken_at=found.get("taken", "") or found.get("made", ""),
        latitude=latitude,
        longitude=longitude,
        altitude=altitude,
        camera=f"{found.get('make', '')} {found.get('model', '')}".strip(),
        software=found.get("software", ""),
    )


def _boxes(content: bytes, depth: int) -> Iterator[tuple[bytes, bytes]]:
    at = 0
    for _ in range(_MOST_BOXES):
        if at + 8 > len(content):
            return
        length, name = struct.unpack_from(">I4s", content, at)
        head = 8
        if length == 1 and at + 16 <= len(content):
            (length,) = struct.unpack_from(">Q", content, at + 8)
            head = 16
        if length == 0:
            length = len(content) - at
        if length < head:
            return
        if name != b"mdat":
            body = content[at + head : at + length]
            yield name, body
            if name in _INSIDE and depth < _DEEPEST:
                yield from _boxes(body, depth + 1)
        at += length


def _take(name: bytes, body: bytes, found: dict[str, str]) -> None:
    if name == b"mvhd" and len(body) >= 16:
        (seconds,) = struct.unpack_from(">Q" if body[0] else ">I", body, 4)
        if 0 < seconds < 2**33:
            found.setdefault("made", f"{_SINCE + timedelta(seconds=seconds):%Y-%m-%d %H:%M:%S} UTC")
    elif name == b"\xa9xyz" and len(body) > 4:
        found.setdefault("place", body[4:60].decode("ascii", errors="replace"))
    elif name == b"meta":
        _take_meta(body if body[4:8] == b"hdlr" else body[4:], found)


def _take_meta(body: bytes, found: dict[str, str]) -> None:
    """Apple's list of keys and the list of their values, joined by number."""
    boxes = dict(_boxes(body, _DEEPEST))
    names = [key.decode("utf-8", errors="replace") for key in _key_names(boxes.get(b"keys", b""))]
    for number, value in _boxes(boxes.get(b"ilst", b""), _DEEPEST):
        at = struct.unpack(">I", number)[0] - 1
        word = _KEYS.get(names[at]) if 0 <= at < len(names) else None
        data = dict(_boxes(value, _DEEPEST)).get(b"data", b"")
        if word and len(data) > 8:
            found.setdefault(word, " ".join(data[8:128].decode("utf-8", errors="replace").split()))


def _key_names(keys: bytes) -> Iterator[bytes]:
    at = 8
    for _ in range(_MOST_BOXES):
        if at + 8 > len(keys):
            return
        (length,) = struct.unpack_from(">I", keys, at)
        if length < 8:
            return
        yield keys[at + 8 : at + length]
        at += length


def _place(told: str) -> tuple[float | None, float | None, float | None]:
    match = _PLACE.match(told)
    if match is None:
        return None, None, None
    latitude, longitude = float(match[1]), float(match[2])
    if abs(latitude) > 90 or abs(longitude) > 180:
        return None, None, None
    return latitude, longitude, float(match[3]) if match[3] else None
