"""What a small map of a place shows: the force area it lies in, its neighbours, and the point, at a few scales."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from triage.insight.reference.areas import Area, Areas
from triage.insight.reference.grid import MICRO
from triage.insight.reference.library import Library
from triage.models.reference import Located, Point

ZOOMS = (1, 3, 9)
"""How many times larger than the whole area, step by step."""
WIDE, HIGH = 480, 160
"""About how large the drawing is, in pixels; decides how fine a line has to be."""
AIR = 1.2
"""How much more than the area itself is seen, so that a mark at its border is not cut."""
SMALLEST = 2.0
"""Islands and pools of fewer pixels are left out."""
Box = tuple[float, float, float, float]
"""West, south, east, north in degrees."""


@dataclass(frozen=True, slots=True)
class Shape:
    """An area's rings, each a line of (longitude, latitude). ``here``: the place lies in it."""

    name: str
    here: bool
    rings: tuple[tuple[tuple[float, float], ...], ...]


@dataclass(frozen=True, slots=True)
class Sketch:
    """One scale: what is seen of the ground, and the shapes that reach into it."""

    view: Box
    shapes: tuple[Shape, ...]


@dataclass(frozen=True, slots=True)
class PlaceMap:
    """The scales from the whole area to the nearest. ``exact``: the point is the place, not a district's middle."""

    point: Point
    exact: bool
    sketches: tuple[Sketch, ...]


def map_of(located: Located, library: Library) -> PlaceMap | None:
    """None when there is no point, or no outline that holds it: then there is nothing to draw."""
    areas, point = library.areas, located.point
    if areas is None or point is None:
        return None
    here = (areas.area(located.force_area) if located.force_area else None) or next(iter(areas.at(point)), None)
    if here is None:
        return None
    exact = located.how in ("postcode", "point")
    zooms = ZOOMS if exact else ZOOMS[:2]
    return PlaceMap(point, exact, tuple(_sketch(areas, here, point, zoom) for zoom in zooms))


def _sketch(areas: Areas, here: Area, point: Point, zoom: int) -> Sketch:
    west, south, east, north = (value / MICRO for value in here.box)
    west, east = min(west, point.longitude), max(east, point.longitude)
    south, north = min(south, point.latitude), max(north, point.latitude)
    wide, high = (east - west) * AIR / zoom, (north - south) * AIR / zoom
    if zoom == 1:
        x, y = (west + east) / 2, (south + north) / 2
    else:
        x, y = point.longitude, point.latitude
    view = (x - wide / 2, y - high / 2, x + wide / 2, y + high / 2)
    narrow = math.cos(math.radians(y))
    scale = max(wide * narrow / WIDE, high / HIGH)
    across, down = WIDE / 2 * scale / narrow * 1.5, HIGH / 2 * scale * 1.5
    seen = tuple(round(value * MICRO) for value in (x - across, y - down, x + across, y + down))
    shown = [area for area in areas if area is not here and _meets(area.box, seen)]
    return Sketch(view, tuple(_shape(areas, area, scale, seen, here=area is here) for area in (*shown, here)))


def _meets(box: Sequence[int], seen: Sequence[int]) -> bool:
    return box[0] <= seen[2] and box[2] >= seen[0] and box[1] <= seen[3] and box[3] >= seen[1]


def _shape(areas: Areas, area: Area, scale: float, seen: Sequence[int], *, here: bool) -> Shape:
    rings = []
    for xs, ys in areas.outline(area, scale):
        box = (min(xs), min(ys), max(xs), max(ys))
        large = max(box[2] - box[0], box[3] - box[1]) >= SMALLEST * scale * MICRO
        if large and _meets(box, seen):
            rings.append(tuple((x / MICRO, y / MICRO) for x, y in zip(xs, ys, strict=True)))
    return Shape(area.name, here, tuple(rings))
