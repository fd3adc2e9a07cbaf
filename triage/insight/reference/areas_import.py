"""Taking in force area boundaries: GeoJSON, in degrees or in British national grid, any number of parts and holes.

Each ring is cut into bands from south to north, and each band lists the edges that cross it: a point is then tested
against a few edges, however fine the boundary is. Coarser copies are kept for drawing.
"""

from __future__ import annotations

import json
import re
from array import array
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeAlias

from triage.insight.reference.columns import write_columns
from triage.insight.reference.grid import micro, to_micro
from triage.insight.reference.reading import Faults, Progress
from triage.insight.reference.simplify import simplified
from triage.models.errors import InputError

CODE = r"pfa\d\dcd|code|id"
NAME = r"pfa\d\dnm|name|label"
LEVELS = (500, 3_000, 12_000)
"""Millionths of a degree that a coarser copy may be off: about 50 m, 300 m and 1.2 km."""
EDGES_A_BAND = 8
MOST_BYTES = 400_000_000
Ring: TypeAlias = "tuple[array[int], array[int]]"
"""Longitudes and latitudes, millionths of a degree; the first point comes again at the end."""


@dataclass(slots=True)
class _Laid:
    """Rings one after the other, with what finds them again."""

    x: array[int] = field(default_factory=lambda: array("i"))
    y: array[int] = field(default_factory=lambda: array("i"))
    start: array[int] = field(default_factory=lambda: array("I", [0]))
    band_start: array[int] = field(default_factory=lambda: array("I", [0]))
    bands: array[int] = field(default_factory=lambda: array("I", [0]))
    edges: array[int] = field(default_factory=lambda: array("I"))
    box: array[int] = field(default_factory=lambda: array("i"))


def import_areas(source: Path, target: Path, faults: Faults, progress: Progress) -> int:
    """Read ``source`` and write the file of columns ``target``; returns how many areas it holds.

    Raises:
        InputError: not GeoJSON with areas that have a code and a name, or too many that cannot be read.
    """
    document = _load(source)
    features = document.get("features")
    if document.get("type") != "FeatureCollection" or not isinstance(features, list):
        raise InputError(
            f"{faults.source} is not a GeoJSON FeatureCollection.", do="Download the boundaries as GeoJSON."
        )
    grid = "27700" in json.dumps(document.get("crs", ""))
    areas: dict[str, tuple[str, list[Ring]]] = {}
    for number, feature in enumerate(features, start=1):
        found = _area(number, feature, faults, grid=grid)
        if found is not None:
            code, name, rings = found
            areas.setdefault(code, (name, []))[1].extend(rings)
        progress(number)
    if faults.count > max(1, len(features) // 10) or not areas:
        what = f"{faults.source} was not imported: {faults.count} of {len(features)} areas cannot be read."
        raise InputError(what, tuple(faults.told), "Nothing was changed; the version before is still in use.")
    _write(target, areas)
    return len(areas)


def _load(source: Path) -> dict[str, Any]:
    try:
        if source.stat().st_size > MOST_BYTES:
            raise InputError(f"{source.name} is too large.", do="Take the generalised boundaries (BGC or BUC).")
        document = json.loads(source.read_bytes())
    except OSError as error:
        raise InputError(f"{source} cannot be read.", do="Check the path.") from error
    except (ValueError, RecursionError) as error:
        raise InputError(f"{source.name} is not JSON that can be read.", do="Download it again.") from error
    return document if isinstance(document, dict) else {}


def _area(number: int, feature: Any, faults: Faults, *, grid: bool) -> tuple[str, str, list[Ring]] | None:
    properties = feature.get("properties") if isinstance(feature, dict) else None
    if not isinstance(properties, dict):
        faults.add(number, "properties", "are missing")
        return None
    code, name = _named(properties, CODE), _named(properties, NAME)
    if not code:
        faults.add(number, "properties", f"none matches {CODE}: {', '.join(map(str, list(properties)[:12]))}")
        return None
    try:
        rings = [_ring(ring, grid=grid) for polygon in _polygons(feature.get("geometry")) for ring in polygon]
    except (TypeError, ValueError, IndexError, AttributeError, OverflowError):
        faults.add(number, f"geometry of {code}", "is not a Polygon or MultiPolygon of positions in degrees")
        return None
    return code, name or code, rings


def _named(properties: Mapping[str, Any], pattern: str) -> str:
    found = (value for key, value in properties.items() if re.fullmatch(pattern, str(key).lower()))
    return str(next(found, "") or "").strip()


def _polygons(geometry: Any) -> list[Any]:
    if geometry["type"] == "Polygon":
        return [geometry["coordinates"]]
    if geometry["type"] == "MultiPolygon":
        return list(geometry["coordinates"])
    raise ValueError(geometry["type"])


def _ring(points: Any, *, grid: bool) -> Ring:
    easts, norths = [float(point[0]) for point in points], [float(point[1]) for point in points]
    if grid:
        y, x = to_micro(easts, norths)
    else:
        x, y = array("i", map(micro, easts)), array("i", map(micro, norths))
    if len(x) < 4 or any(abs(value) > 90_000_000 for value in y) or any(abs(value) > 180_000_000 for value in x):
        raise ValueError("not a ring in degrees")
    if (x[0], y[0]) != (x[-1], y[-1]):
        x.append(x[0])
        y.append(y[0])
    return x, y


def _write(target: Path, areas: Mapping[str, tuple[str, list[Ring]]]) -> None:
    laid = _Laid()
    described: list[list[object]] = []
    columns: dict[str, array[int]] = {}
    for code, (name, rings) in areas.items():
        first = len(laid.start) - 1
        for ring in rings:
            _lay(ring, laid)
        described.append([code, name, first, len(laid.start) - 1, *_box(rings)])
    columns |= {"x": laid.x, "y": laid.y, "start": laid.start}
    columns |= {"band_start": laid.band_start, "bands": laid.bands, "edges": laid.edges, "box": laid.box}
    levels = []
    for number, tolerance in enumerate(LEVELS):
        x, y, start, firsts = _coarser(areas, tolerance)
        columns |= {f"x{number}": x, f"y{number}": y, f"start{number}": start}
        levels.append(firsts)
    write_columns(target, {"areas": described, "levels": levels, "tolerances": LEVELS}, columns)


def _box(rings: list[Ring]) -> tuple[int, int, int, int]:
    xs, ys = [value for ring in rings for value in ring[0]], [value for ring in rings for value in ring[1]]
    return min(xs), min(ys), max(xs), max(ys)


def _lay(ring: Ring, laid: _Laid) -> None:
    """Add a ring and its bands. ``bands`` of a ring: count, lowest latitude, height are worked out again on reading."""
    x, y = ring
    base = len(laid.x)
    laid.x.extend(x)
    laid.y.extend(y)
    laid.start.append(len(laid.x))
    laid.box.extend((min(x), min(y), max(x), max(y)))
    low, count, height = bands_of(min(y), max(y), len(x))
    lists: list[list[int]] = [[] for _ in range(count)]
    for at in range(len(x) - 1):
        bottom, top = sorted((y[at], y[at + 1]))
        for band in range((bottom - low) // height, (top - low) // height + 1):
            lists[band].append(base + at)
    for edges in lists:
        laid.edges.extend(edges)
        laid.bands.append(len(laid.edges))
    laid.band_start.append(len(laid.bands) - 1)


def bands_of(low: int, high: int, points: int) -> tuple[int, int, int]:
    """How a ring is cut: lowest latitude, number of bands, height of each (millionths of a degree)."""
    count = max(1, points // EDGES_A_BAND)
    height = (high - low) // count + 1
    return low, (high - low) // height + 1, height


def _coarser(
    areas: Mapping[str, tuple[str, list[Ring]]], tolerance: int
) -> tuple[array[int], array[int], array[int], list[int]]:
    """All rings that still show at this tolerance, and the number of the first ring of each area (and of the end)."""
    x, y, start, firsts = array("i"), array("i"), array("I", [0]), [0]
    for _, rings in areas.values():
        biggest = max(len(ring[0]) for ring in rings)
        for ring in rings:
            kept = list(_kept(ring, tolerance, keep=len(ring[0]) == biggest))
            if kept:
                x.extend(ring[0][at] for at in kept)
                y.extend(ring[1][at] for at in kept)
                start.append(len(x))
        firsts.append(len(start) - 1)
    return x, y, start, firsts


def _kept(ring: Ring, tolerance: int, *, keep: bool) -> Iterator[int]:
    x, y = ring
    if not keep and max(max(x) - min(x), max(y) - min(y)) < tolerance * 2:
        return
    yield from simplified(x, y, tolerance)
