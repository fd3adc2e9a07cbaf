"""Postcodes on disk: one look-up is a search among sorted numbers in mapped memory."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from triage.insight.reference.columns import Columns, open_columns
from triage.insight.reference.grid import MICRO, NOWHERE
from triage.insight.reference.postcode import Span, lettered, pack, unpack
from triage.models.reference import Point


@dataclass(frozen=True, slots=True)
class Postcode:
    """``district``, ``force_area`` and ``country`` are ONS codes, "" where the file has none; ``ended`` YYYY-MM."""

    postcode: str
    district: str
    force_area: str
    country: str
    point: Point | None
    ended: str


@dataclass(frozen=True, slots=True)
class Part:
    """What is known of the postcodes below a part of one: how many live, and how many in each area.

    ``areas``: (district, force area, country) → living postcodes, the most first. ``point``: the middle of them.
    """

    text: str
    living: int
    areas: Mapping[tuple[str, str, str], int]
    point: Point | None


class Postcodes:
    """Safe from any thread; nothing changes after opening."""

    def __init__(self, columns: Columns) -> None:
        self._key = columns.column("key")
        self._latitude = columns.column("latitude")
        self._longitude = columns.column("longitude")
        self._area = columns.column("area")
        self._ended = columns.column("ended")
        self._areas = [(str(one[0]), str(one[1]), str(one[2])) for one in columns.meta["areas"]]
        self._districts: Mapping[str, str] = columns.meta.get("districts", {})

    @classmethod
    def open(cls, path: Path) -> Postcodes:
        """Raises KnownError when the file cannot be read."""
        return cls(open_columns(path))

    def __len__(self) -> int:
        return len(self._key)

    def find(self, text: str) -> Postcode | None:
        """The postcode that a text is, exactly; None when it has not the shape of one or is not in the file."""
        key = pack(text)
        if key is None:
            return None
        at = bisect_left(self._key, key)
        return self._row(at) if at < len(self._key) and self._key[at] == key else None

    def part(self, span: Span) -> Part | None:
        """What lies below a part of a postcode; None when nothing does. "SW1" stands for SW1A to SW1Z."""
        first, last = self._range(span)
        if first == last and span.last - span.first > 26 * 26:
            first, last = self._range(lettered(span))
        rows = [row for row in range(first, last) if not self._ended[row]] or list(range(first, last))
        if not rows:
            return None
        areas = Counter(self._areas[self._area[row]] for row in rows)
        placed = [row for row in rows if self._latitude[row] != NOWHERE]
        return Part(span.text, len(rows), dict(areas.most_common()), self._middle(placed))

    def district_name(self, code: str) -> str:
        """The name of a district, its code when the import had no names."""
        return self._districts.get(code, code)

    def _range(self, span: Span) -> tuple[int, int]:
        return bisect_left(self._key, span.first), bisect_left(self._key, span.last)

    def _row(self, at: int) -> Postcode:
        district, force, country = self._areas[self._area[at]]
        months = self._ended[at]
        ended = f"{months // 12:04}-{months % 12 + 1:02}" if months else ""
        return Postcode(unpack(self._key[at]), district, force, country, self._point(at), ended)

    def _point(self, at: int) -> Point | None:
        latitude, longitude = self._latitude[at], self._longitude[at]
        if latitude == NOWHERE:
            return None
        return Point(latitude=latitude / MICRO, longitude=longitude / MICRO)

    def _middle(self, rows: list[int]) -> Point | None:
        if not rows:
            return None
        latitude = sum(self._latitude[row] for row in rows) / len(rows) / MICRO
        longitude = sum(self._longitude[row] for row in rows) / len(rows) / MICRO
        return Point(latitude=round(latitude, 6), longitude=round(longitude, 6))
