"""Force areas on disk: which one a point lies in (even-odd rule), and outlines for drawing."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from triage.insight.reference.areas_import import bands_of
from triage.insight.reference.columns import Columns, open_columns
from triage.insight.reference.grid import MICRO
from triage.models.reference import Point


@dataclass(frozen=True, slots=True)
class Area:
    """``first`` to ``last`` (not included) number its rings; the box is west, south, east, north in millionths of a
    degree."""

    at: int
    code: str
    name: str
    first: int
    last: int
    box: tuple[int, int, int, int]


Line = tuple[Sequence[int], Sequence[int]]
"""Longitudes and latitudes of a closed line, millionths of a degree."""


class Areas:
    """Safe from any thread; nothing changes after opening."""

    def __init__(self, columns: Columns) -> None:
        self._columns = columns
        self._x, self._y, self._start = columns.column("x"), columns.column("y"), columns.column("start")
        self._band_start, self._bands = columns.column("band_start"), columns.column("bands")
        self._edges = columns.column("edges")
        self._areas = tuple(
            Area(at, str(one[0]), str(one[1]), int(one[2]), int(one[3]), (one[4], one[5], one[6], one[7]))
            for at, one in enumerate(columns.meta["areas"])
        )
        self._box = columns.column("box")

    @classmethod
    def open(cls, path: Path) -> Areas:
        """Raises KnownError when the file cannot be read."""
        return cls(open_columns(path))

    def __iter__(self) -> Iterator[Area]:
        return iter(self._areas)

    def __len__(self) -> int:
        return len(self._areas)

    def area(self, code: str) -> Area | None:
        return next((area for area in self._areas if area.code == code), None)

    def at(self, point: Point) -> tuple[Area, ...]:
        """The areas that hold this point: one as a rule, none at sea, two where generalised boundaries overlap."""
        x, y = round(point.longitude * MICRO), round(point.latitude * MICRO)
        return tuple(area for area in self._areas if _in_box(area.box, x, y) and self._inside(area, x, y))

    def outline(self, area: Area, degrees_a_pixel: float) -> tuple[Line, ...]:
        """The rings of an area, as fine as a drawing of this scale can show."""
        tolerances: list[int] = self._columns.meta["tolerances"]
        fitting = [number for number, off in enumerate(tolerances) if off <= degrees_a_pixel * MICRO]
        if not fitting:
            return tuple(self._line(self._x, self._y, self._start, ring) for ring in range(area.first, area.last))
        number = fitting[-1]
        x, y = self._columns.column(f"x{number}"), self._columns.column(f"y{number}")
        start, firsts = self._columns.column(f"start{number}"), self._columns.meta["levels"][number]
        return tuple(self._line(x, y, start, ring) for ring in range(firsts[area.at], firsts[area.at + 1]))

    @staticmethod
    def _line(x: memoryview, y: memoryview, start: memoryview, ring: int) -> Line:
        return x[start[ring] : start[ring + 1]], y[start[ring] : start[ring + 1]]

    def _inside(self, area: Area, x: int, y: int) -> bool:
        """An odd number of edges to the east: inside. Holes and islands need no special care."""
        crossings = 0
        for ring in range(area.first, area.last):
            _, south, east, north = self._box[ring * 4 : ring * 4 + 4]
            if south <= y <= north and x <= east:
                crossings += self._crossings(ring, south, north, x, y)
        return crossings % 2 == 1

    def _crossings(self, ring: int, south: int, north: int, x: int, y: int) -> int:
        xs, ys = self._x, self._y
        low, _, height = bands_of(south, north, self._start[ring + 1] - self._start[ring])
        band = self._band_start[ring] + (y - low) // height
        count = 0
        for at in range(self._bands[band], self._bands[band + 1]):
            edge = self._edges[at]
            y1, y2 = ys[edge], ys[edge + 1]
            if (y1 > y) != (y2 > y) and x < (xs[edge + 1] - xs[edge]) * (y - y1) / (y2 - y1) + xs[edge]:
                count += 1
        return count


def _in_box(box: tuple[int, int, int, int], x: int, y: int) -> bool:
    return box[0] <= x <= box[2] and box[1] <= y <= box[3]
