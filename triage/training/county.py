"""Reference data of the invented county: its postcodes, its force and the two next to it. Nothing of it is anywhere.

The county lies where the training reports put their points, on the Dogger Bank. One of its districts belongs to the
force to the east, so that a report for another force can be practised.
"""

from __future__ import annotations

import csv
import json
import math
from array import array
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path

from triage.insight.reference.grid import MICRO
from triage.insight.reference.importing import import_file
from triage.insight.reference.places_import import SETTLEMENT, GatheredNames, write_places
from triage.insight.reference.postcode import pack
from triage.insight.reference.postcodes_import import Gathered, write_postcodes
from triage.insight.reference.reading import Faults
from triage.insight.reference.shelf import install, scratch, sha256_of
from triage.models.errors import BugError
from triage.models.reference import FORCE_AREAS, FORCES, PLACES, POSTCODES, RefSet
from triage.training.reports.places import DISTRICTS, TOWNS, inward_codes, middle_of

VERSION = "training-2026"
OWN, EAST, WEST = "T77000001", "T77000002", "T77000003"
ELSEWHERE = frozenset({12})
"""Districts of the force to the east."""
_FORCES = (
    ("training", "Training Constabulary", OWN, "77"),
    ("training-east", "Eastern Training Police", EAST, "78"),
    ("training-west", "Western Training Police", WEST, "79"),
)
_NAMES = {OWN: "Harrowshire", EAST: "Eastmark", WEST: "Westmark"}
Corner = tuple[float, float]
"""Longitude, latitude."""
_NORTH_WEST: tuple[Corner, ...] = ((2.085, 54.575), (2.055, 54.66), (2.12, 54.74), (2.21, 54.80), (2.33, 54.835))
_NORTH_EAST: tuple[Corner, ...] = ((2.33, 54.835), (2.46, 54.82), (2.475, 54.765))
_SOUTH_EAST: tuple[Corner, ...] = (
    (2.475, 54.765), (2.40, 54.7605), (2.37, 54.7595), (2.337, 54.7575), (2.3383, 54.7437), (2.36, 54.738),
    (2.345, 54.70), (2.29, 54.65), (2.23, 54.60), (2.15, 54.57), (2.085, 54.575),
)  # fmt: skip
_OUTLINES: dict[str, tuple[tuple[Corner, ...], ...]] = {
    OWN: (_NORTH_WEST, _NORTH_EAST, _SOUTH_EAST),
    EAST: (_SOUTH_EAST[::-1], ((2.475, 54.765), (2.62, 54.74), (2.60, 54.56), (2.34, 54.49), (2.085, 54.575))),
    WEST: (_NORTH_WEST[::-1], ((2.085, 54.575), (1.93, 54.60), (1.88, 54.75), (2.05, 54.87), (2.33, 54.835))),
}
"""Lines that two areas share are written once, so that there is no gap between them."""


def make_county(folder: Path, at: datetime) -> None:
    """Put the county into ``folder`` as an import would."""
    _postcodes(folder, at)
    _places(folder, at)
    for kind, name, write in ((FORCE_AREAS, "areas.geojson", _write_areas), (FORCES, "forces.csv", _write_forces)):
        source = folder / name
        write(source)
        import_file(kind, source, folder, at=at, version=VERSION)
        source.unlink()


def area_of(district: int) -> str:
    """The force area of a postcode district."""
    return EAST if district in ELSEWHERE else OWN


def _postcodes(folder: Path, at: datetime) -> None:
    gathered = Gathered()
    towns = {district: town for town, district in reversed(TOWNS)}
    for district in DISTRICTS:
        area = (f"D77{district:06}", area_of(district), "")
        for number, inward in enumerate(inward_codes()):
            key = pack(f"EB{district} {inward}")
            if key is None:
                raise BugError("An invented postcode has not the shape of one.")
            gathered.add(key, area, _spread(district, number))
    names = {f"D77{district:06}": town for district, town in towns.items()}
    _put(folder, POSTCODES, at, lambda target: write_postcodes(target, gathered, names, Faults(POSTCODES)))


def _places(folder: Path, at: datetime) -> None:
    """The towns, each in the middle of its district."""
    gathered, latitudes, longitudes = GatheredNames(), array("i"), array("i")
    for town, district in TOWNS:
        gathered.add([town], SETTLEMENT, "Town", ("", town, _NAMES[area_of(district)], f"EB{district}", ""))
        latitude, longitude = middle_of(district)
        latitudes.append(round(latitude * MICRO))
        longitudes.append(round(longitude * MICRO))
    _put(folder, PLACES, at, lambda target: write_places(target, gathered, latitudes, longitudes))


def _put(folder: Path, kind: str, at: datetime, write: Callable[[Path], int]) -> None:
    """Write a set and put it into use."""
    target = scratch(folder, kind)
    rows = write(target)
    entry = RefSet(
        kind=kind, version=VERSION, rows=rows, refused=0, size=target.stat().st_size, sha256=sha256_of(target),
        source="invented county", imported_at=at,
    )  # fmt: skip
    install(folder, entry, target)


def _spread(district: int, number: int) -> tuple[int, int]:
    """Around the middle of the district, inside the box that its reports lie in."""
    latitude, longitude = middle_of(district)
    angle, far = number * 2.399963, math.sqrt(number % 997 / 997)  # the sunflower's angle fills a disc evenly
    return (
        round((latitude + 0.005 * far * math.sin(angle)) * MICRO),
        round((longitude + 0.0075 * far * math.cos(angle)) * MICRO),
    )


def _write_forces(path: Path) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerows((("id", "name", "area", "codes"), *_FORCES))


def _write_areas(path: Path) -> None:
    features = [
        {
            "type": "Feature",
            "properties": {"code": code, "name": _NAMES[code]},
            "geometry": {"type": "Polygon", "coordinates": [list(_ring(code))]},
        }
        for code in _OUTLINES
    ]
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}), encoding="utf-8")


def _ring(code: str) -> Iterator[Corner]:
    """The outline with a little unevenness, the same on both sides of a border; the last corner closes it."""
    corners = [corner for line in _OUTLINES[code] for corner in line[:-1]]
    for one, other in zip(corners, (*corners[1:], corners[0]), strict=True):
        yield one
        yield from _uneven(one, other)
    yield corners[0]


def _uneven(one: Corner, other: Corner) -> Iterator[Corner]:
    first, last = sorted((one, other))
    dx, dy = last[0] - first[0], last[1] - first[1]
    steps = [step / 6 for step in range(1, 6)]
    made = [
        (
            first[0] + dx * share - dy * 0.06 * math.sin(share * math.pi) * math.sin(share * 17 + first[0] * 90),
            first[1] + dy * share + dx * 0.06 * math.sin(share * math.pi) * math.sin(share * 17 + first[0] * 90),
        )
        for share in steps
    ]
    yield from made if first == one else reversed(made)
