"""British national grid references (OSGB36) to degrees of WGS84, many at once."""

from __future__ import annotations

from array import array
from collections.abc import Sequence

MICRO = 1_000_000
NOWHERE = 0x7FFFFFFF
"""Stands for "no position" in a column of millionths of a degree."""


def to_micro(eastings: Sequence[float], northings: Sequence[float]) -> tuple[array[int], array[int]]:
    """Latitudes and longitudes in millionths of a degree; NOWHERE for points outside the grid (0 to 700 km east,
    0 to 1300 km north)."""
    from convertbng.cutil import convert_lonlat

    if not eastings:
        return array("i"), array("i")
    longitudes, latitudes = convert_lonlat(list(eastings), list(northings))
    return array("i", map(micro, latitudes.tolist())), array("i", map(micro, longitudes.tolist()))


def micro(degrees: float) -> int:
    return round(degrees * MICRO) if degrees == degrees and abs(degrees) <= 180 else NOWHERE  # noqa: PLR0124 - NaN
