"""Small files such as publishers give, about a made-up county."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from pathlib import Path

from triage.insight.reference.importing import Imported, import_file
from triage.insight.reference.library import Library, open_library

AT = datetime(2026, 3, 1, 6, 0, tzinfo=UTC)
NSPL = ("pcd", "pcd2", "pcds", "dointr", "doterm", "laua", "pfa", "ctry", "lat", "long")
EAST, WEST = "T77000001", "T77000002"
SQUARES = {EAST: ("Eastshire", (0.0, 52.0, 1.0, 53.0)), WEST: ("Westshire", (-1.0, 52.0, 0.0, 53.0))}


def row(postcode: str, pfa: str = EAST, lat: object = 52.5, long: object = 0.5, doterm: str = "") -> tuple[str, ...]:
    """A line of the postcode file."""
    return (postcode, postcode, postcode, "198001", doterm, "D01", pfa, "E92000001", str(lat), str(long))


def write_csv(path: Path, header: Sequence[str], rows: Iterable[Sequence[str]]) -> Path:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        if header:
            writer.writerow(header)
        writer.writerows(rows)
    return path


def write_areas(path: Path, hole: bool = False) -> Path:
    """Two squares side by side; ``hole``: the first has a hole in its middle."""
    features = []
    for code, (name, (west, south, east, north)) in SQUARES.items():
        rings = [[[west, south], [east, south], [east, north], [west, north], [west, south]]]
        if hole and code == EAST:
            rings.append([[0.4, 52.4], [0.6, 52.4], [0.6, 52.6], [0.4, 52.6], [0.4, 52.4]])
        properties = {"pfa24cd": code, "PFA24NM": name}
        features.append(
            {"type": "Feature", "properties": properties, "geometry": {"type": "Polygon", "coordinates": rings}}
        )
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}), encoding="utf-8")
    return path


def write_forces(path: Path) -> Path:
    rows = [("east", "Eastshire Police", EAST, "77"), ("west", "Westshire Police", WEST, "78")]
    return write_csv(path, ("id", "name", "area", "codes"), rows)


def name_row(name: str, east: float, north: float, town: str = "", kind: str = "Named Road") -> list[str]:
    """A line of OS Open Names."""
    cells = [""] * 34
    cells[2], cells[7], cells[8], cells[9] = name, kind, str(east), str(north)
    cells[6] = "transportNetwork" if "Road" in kind else "populatedPlace"
    cells[18], cells[24], cells[29] = town, "Eastshire", "England"
    return cells


def county(folder: Path, rows: Iterable[Sequence[str]] = (row("EB1 1AA"), row("EB2 1AA", WEST, 52.5, -0.5))) -> Library:
    """A library of postcodes, areas and forces."""
    take("postcodes", write_csv(folder / "nspl.csv", NSPL, rows), folder)
    take("force-areas", write_areas(folder / "areas.geojson"), folder)
    take("forces", write_forces(folder / "forces.csv"), folder)
    return open_library(folder / "refdata")


def take(kind: str, file: Path, folder: Path, version: str = "") -> Imported:
    """Import into the folder's own refdata folder."""
    return import_file(kind, file, folder / "refdata", at=AT, version=version)
