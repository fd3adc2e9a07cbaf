"""Taking in OS Open Names: settlements, roads and everything else with a name, but not the postcodes among them.

The files have no header; their 34 columns stand in the product guide. Positions are British national grid. A Welsh or
Gaelic second name is a name of its own.
"""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeAlias

from triage.insight.reference.cells import cell_of
from triage.insight.reference.columns import write_columns
from triage.insight.reference.grid import NOWHERE, to_micro
from triage.insight.reference.names import blob_of, fold
from triage.insight.reference.reading import EVERY, Faults, Progress, Sheet, sheets, shown
from triage.models.errors import InputError

WIDTH = 34
NAME, SECOND_NAME, TYPE, LOCAL_TYPE, EAST, NORTH = 2, 4, 6, 7, 8, 9
OUTCODE, TOWN, DISTRICT, COUNTY, COUNTRY = 16, 18, 21, 24, 29
SETTLEMENT, ROAD, OTHER = 0, 1, 2
_RANKS = {"populatedPlace": SETTLEMENT, "transportNetwork": ROAD}

Positions: TypeAlias = list[tuple[float, float]]
"""Easting and northing of each row."""


@dataclass(slots=True)
class GatheredNames:
    """Named places column by column, in any order, until they are written; positions are kept beside, row by row."""

    names: list[tuple[str, int, str]] = field(default_factory=list)
    """Folded name, row, name as written."""
    ranks: array[int] = field(default_factory=lambda: array("B"))
    kinds: dict[str, int] = field(default_factory=dict)
    kind: array[int] = field(default_factory=lambda: array("H"))
    settings: dict[tuple[str, ...], int] = field(default_factory=dict)
    setting: array[int] = field(default_factory=lambda: array("I"))

    def add(self, names: Sequence[str], rank: int, kind: str, setting: tuple[str, ...]) -> None:
        """One place. ``setting``: town, district, county, postcode district and country, "" where unknown."""
        row = len(self.ranks)
        self.ranks.append(rank)
        self.kind.append(self.kinds.setdefault(kind, len(self.kinds)))
        self.setting.append(self.settings.setdefault(setting, len(self.settings)))
        self.names += [(fold(name), row, name) for name in names]


def import_places(source: Path, target: Path, faults: Faults, progress: Progress) -> int:
    """Read a CSV, folder or zip of CSVs and write the file of columns ``target``; returns how many names it holds.

    Raises:
        InputError: not such a file, or too many rows of it cannot be read.
    """
    taken, rows = GatheredNames(), 0
    positions: Positions = []
    with sheets(source, faults) as tables:
        for sheet in tables:
            rows = _take(sheet, taken, positions, faults, progress, rows)
    faults.check(rows)
    if not taken.names:
        raise InputError(f"{faults.source} has no place name in it.", do="Give the CSV, the folder or the zip of them.")
    places = to_micro([east for east, _ in positions], [north for _, north in positions])
    return write_places(target, taken, *places)


def _take(
    sheet: Sheet, taken: GatheredNames, positions: Positions, faults: Faults, progress: Progress, before: int
) -> int:
    read = before
    for number, row in sheet.rows:
        if len(row) > NAME and row[NAME] == "NAME1":
            continue  # the file of headings that lies beside the data
        read += 1
        if read % EVERY == 0:
            progress(read)
        if len(row) < WIDTH:
            faults.add(number, sheet.name, f"has {len(row)} columns; OS Open Names has {WIDTH}")
        elif row[LOCAL_TYPE] != "Postcode":
            _row(number, row, taken, positions, faults)
    return read


def _row(number: int, row: Sequence[str], taken: GatheredNames, positions: Positions, faults: Faults) -> None:
    try:
        east, north = float(row[EAST]), float(row[NORTH])
    except ValueError:
        faults.add(number, "GEOMETRY_X, GEOMETRY_Y", f"{shown(f'{row[EAST]}, {row[NORTH]}')} is not a grid reference")
        return
    names = [name.strip() for name in (row[NAME], row[SECOND_NAME]) if fold(name)]
    if not names:
        faults.add(number, "NAME1", "is empty")
        return
    setting = tuple(row[column].strip() for column in (TOWN, DISTRICT, COUNTY, OUTCODE, COUNTRY))
    taken.add(names, _RANKS.get(row[TYPE], OTHER), row[LOCAL_TYPE], setting)
    positions.append((east, north))


def write_places(target: Path, taken: GatheredNames, latitude: Sequence[int], longitude: Sequence[int]) -> int:
    """Write the file of columns, with the position of each row; returns how many names it holds."""
    taken.names.sort(key=lambda entry: (entry[0].encode(), taken.ranks[entry[1]], entry[1]))
    keys, keys_at = blob_of(entry[0] for entry in taken.names)
    shown_names, shown_at = blob_of(entry[2] for entry in taken.names)
    settings, settings_at = blob_of("\t".join(setting) for setting in taken.settings)
    rows = [entry[1] for entry in taken.names]
    cells = sorted((cell_of(latitude[row], longitude[row]), at) for at, row in enumerate(rows)
                   if latitude[row] != NOWHERE)  # fmt: skip
    write_columns(
        target,
        {"kinds": list(taken.kinds)},
        {
            "key": keys,
            "key_at": keys_at,
            "name": shown_names,
            "name_at": shown_at,
            "setting": settings,
            "setting_at": settings_at,
            "latitude": array("i", (latitude[row] for row in rows)),
            "longitude": array("i", (longitude[row] for row in rows)),
            "rank": array("B", (taken.ranks[row] for row in rows)),
            "kind": array("H", (taken.kind[row] for row in rows)),
            "set_in": array("I", (taken.setting[row] for row in rows)),
            "cell": array("I", (cell for cell, _ in cells)),
            "cell_row": array("I", (row for _, row in cells)),
        },
    )
    return len(rows)
