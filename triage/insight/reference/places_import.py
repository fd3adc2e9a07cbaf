"""Taking in OS Open Names: settlements, roads and everything else with a name, but not the postcodes among them.

The files have no header; their 34 columns stand in the product guide. Positions are British national grid. A Welsh or
Gaelic second name is a name of its own.
"""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

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


@dataclass(slots=True)
class _Taken:
    names: list[tuple[str, int, str]] = field(default_factory=list)
    """Folded name, row, name as written."""
    east: list[float] = field(default_factory=list)
    north: list[float] = field(default_factory=list)
    ranks: array[int] = field(default_factory=lambda: array("B"))
    kinds: dict[str, int] = field(default_factory=dict)
    kind: array[int] = field(default_factory=lambda: array("H"))
    settings: dict[tuple[str, ...], int] = field(default_factory=dict)
    setting: array[int] = field(default_factory=lambda: array("I"))


def import_places(source: Path, target: Path, faults: Faults, progress: Progress) -> int:
    """Read a CSV, folder or zip of CSVs and write the file of columns ``target``; returns how many names it holds.

    Raises:
        InputError: not such a file, or too many rows of it cannot be read.
    """
    taken, rows = _Taken(), 0
    with sheets(source, faults) as tables:
        for sheet in tables:
            rows = _take(sheet, taken, faults, progress, rows)
    faults.check(rows)
    if not taken.names:
        raise InputError(f"{faults.source} has no place name in it.", do="Give the CSV, the folder or the zip of them.")
    return _write(target, taken)


def _take(sheet: Sheet, taken: _Taken, faults: Faults, progress: Progress, before: int) -> int:
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
            _row(number, row, taken, faults)
    return read


def _row(number: int, row: Sequence[str], taken: _Taken, faults: Faults) -> None:
    try:
        east, north = float(row[EAST]), float(row[NORTH])
    except ValueError:
        faults.add(number, "GEOMETRY_X, GEOMETRY_Y", f"{shown(f'{row[EAST]}, {row[NORTH]}')} is not a grid reference")
        return
    names = [name.strip() for name in (row[NAME], row[SECOND_NAME]) if fold(name)]
    if not names:
        faults.add(number, "NAME1", "is empty")
        return
    at = len(taken.east)
    taken.east.append(east)
    taken.north.append(north)
    taken.ranks.append(_RANKS.get(row[TYPE], OTHER))
    taken.kind.append(taken.kinds.setdefault(row[LOCAL_TYPE], len(taken.kinds)))
    setting = tuple(row[column].strip() for column in (TOWN, DISTRICT, COUNTY, OUTCODE, COUNTRY))
    taken.setting.append(taken.settings.setdefault(setting, len(taken.settings)))
    taken.names += [(fold(name), at, name) for name in names]


def _write(target: Path, taken: _Taken) -> int:
    latitude, longitude = to_micro(taken.east, taken.north)
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
