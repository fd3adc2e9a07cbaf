"""Place names on disk: by name, narrowed by what else is said, and the nearest to a point."""

from __future__ import annotations

import math
from bisect import bisect_left
from dataclasses import dataclass
from pathlib import Path

from triage.insight.reference.cells import cells_around
from triage.insight.reference.columns import Columns, open_columns
from triage.insight.reference.grid import MICRO, NOWHERE
from triage.insight.reference.names import Names, fold
from triage.insight.reference.places_import import OTHER
from triage.models.reference import Point

MOST = 400
"""High Streets and the like that are looked at for one name."""
NEAR_KM = 2.0


@dataclass(frozen=True, slots=True)
class NamedPlace:
    """``kind`` as Ordnance Survey says it ("Hamlet", "Named Road"); what is not known of where it lies is ""."""

    name: str
    kind: str
    town: str
    district: str
    county: str
    outcode: str
    country: str
    point: Point | None
    rank: int

    @property
    def full(self) -> str:
        """The name with where that is: "Oldham Road, Rochdale"."""
        others = (part for part in (self.town, self.district, self.county) if part and fold(part) != fold(self.name))
        return ", ".join((self.name, *list(others)[:1]))

    @property
    def short(self) -> str:
        """The name, with the town it is in: what stands beside the name of the force area."""
        return f"{self.name}, {self.town}" if self.town and fold(self.town) != fold(self.name) else self.name


class Places:
    """Safe from any thread; nothing changes after opening."""

    def __init__(self, columns: Columns) -> None:
        self._keys, self._names = Names(columns, "key"), Names(columns, "name")
        self._settings = Names(columns, "setting")
        self._latitude, self._longitude = columns.column("latitude"), columns.column("longitude")
        self._rank, self._kind = columns.column("rank"), columns.column("kind")
        self._set_in = columns.column("set_in")
        self._cell, self._cell_row = columns.column("cell"), columns.column("cell_row")
        self._kinds = [str(kind) for kind in columns.meta["kinds"]]

    @classmethod
    def open(cls, path: Path) -> Places:
        """Raises KnownError when the file cannot be read."""
        return cls(open_columns(path))

    def __len__(self) -> int:
        return len(self._keys)

    def find(self, name: str, around: tuple[str, ...] = ()) -> tuple[NamedPlace, ...]:
        """Every place of this name, settlements first. ``around``: words about where it is (town, county, "SW4");
        those that fit most of them are kept."""
        key = fold(name)
        if not key:
            return ()
        first, last = self._keys.span(key)
        found = [self._row(row) for row in range(first, min(last, first + MOST))]
        told = {fold(word) for word in around} - {""}
        if not told:
            return tuple(found)
        fits = [len(told & self._words(place)) for place in found]
        best = max(fits, default=0)
        return tuple(place for place, fit in zip(found, fits, strict=True) if fit == best)

    def nearest(self, point: Point, most: int = OTHER) -> NamedPlace | None:
        """The nearest place of a rank below ``most`` (settlements 0, roads 1) within two kilometres."""
        latitude, longitude = round(point.latitude * MICRO), round(point.longitude * MICRO)
        narrow = math.cos(math.radians(point.latitude))
        best, best_row = (NEAR_KM / 111.2 * MICRO) ** 2, -1
        for cell in cells_around(latitude, longitude):
            for at in range(bisect_left(self._cell, cell), bisect_left(self._cell, cell + 1)):
                row = self._cell_row[at]
                north = self._latitude[row] - latitude
                east = (self._longitude[row] - longitude) * narrow
                far = north * north + east * east
                if far < best and self._rank[row] < most:
                    best, best_row = far, row
        return self._row(best_row) if best_row >= 0 else None

    @staticmethod
    def _words(place: NamedPlace) -> set[str]:
        return {fold(word) for word in (place.town, place.district, place.county, place.outcode)}

    def _row(self, row: int) -> NamedPlace:
        town, district, county, outcode, country = self._settings[self._set_in[row]].split("\t")
        latitude, longitude = self._latitude[row], self._longitude[row]
        point = None
        if latitude != NOWHERE:
            point = Point(latitude=latitude / MICRO, longitude=longitude / MICRO)
        kind = self._kinds[self._kind[row]]
        return NamedPlace(self._names[row], kind, town, district, county, outcode, country, point, self._rank[row])
