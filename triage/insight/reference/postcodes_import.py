"""Taking in the ONS postcode files, ONSPD or NSPL: 2.7 million rows to sixteen bytes each.

Columns are found by pattern, for their names change with the releases (``oslaua``, ``laua``, ``lad23cd`` are one).
``doterm`` YYYYMM is the month a postcode ended in; a row without a grid reference has latitude 99.999999.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from triage.insight.reference.columns import write_columns
from triage.insight.reference.grid import MICRO, NOWHERE, to_micro
from triage.insight.reference.postcode import pack
from triage.insight.reference.reading import EVERY, Faults, Progress, Sheet, columns_by, sheets, shown
from triage.models.errors import InputError

COLUMNS = {
    "postcode": r"pcds|pcd|pcd2|pcd7|pcd8|postcode",
    "district": r"lad\d\d(cd)?|(os)?laua",
    "force": r"pfa(\d\dcd)?",
    "country": r"ctry(\d\dcd)?",
    "ended": r"doterm",
    "latitude": r"lat|latitude",
    "longitude": r"long|lng|longitude",
    "east": r"east1m|oseast1m|eastings?",
    "north": r"north1m|osnrth1m|northings?",
}
NEEDED = ("postcode", "district", "force", "ended")
NO_GRID = 99.0
_ROW_BITS = 32
_ROW_MASK = (1 << _ROW_BITS) - 1


@dataclass(slots=True)
class Gathered:
    """Postcodes column by column, in any order, until they are written."""

    keys: array[int] = field(default_factory=lambda: array("I"))
    latitude: array[int] = field(default_factory=lambda: array("i"))
    longitude: array[int] = field(default_factory=lambda: array("i"))
    areas: array[int] = field(default_factory=lambda: array("H"))
    ended: array[int] = field(default_factory=lambda: array("H"))
    known: dict[tuple[str, str, str], int] = field(default_factory=dict)
    unplaced: list[tuple[int, float, float]] = field(default_factory=list)
    """Rows whose position is only a grid reference: row, easting, northing."""

    def add(self, key: int, area: tuple[str, str, str], place: tuple[int, int], ended: int = 0) -> None:
        """One postcode: its number, (district, force area, country), position in millionths of a degree (or
        NOWHERE), and the month it ended in, counted from year 0."""
        self.keys.append(key)
        self.ended.append(ended)
        self.areas.append(self.known.setdefault(area, len(self.known)))
        self.latitude.append(place[0])
        self.longitude.append(place[1])


def import_postcodes(
    source: Path, target: Path, faults: Faults, progress: Progress, names: Mapping[str, str] | None = None
) -> int:
    """Read ``source`` and write the file of columns ``target``; returns how many postcodes it holds.

    Args:
        names: district code → name, from the list that comes with the download.

    Raises:
        InputError: not such a file, or too many rows of it cannot be read.
    """
    taken, rows = Gathered(), 0
    with sheets(source, faults) as tables:
        for sheet in tables:
            rows = _take(sheet, taken, faults, progress, rows)
    faults.check(rows)
    if not taken.keys:
        raise InputError(f"{faults.source} has no postcode in it.", do="Check that the download is whole.")
    _convert(taken)
    return write_postcodes(target, taken, names or {}, faults)


def _take(sheet: Sheet, taken: Gathered, faults: Faults, progress: Progress, before: int) -> int:
    """The rows of one table; returns how many rows were read in all."""
    _, header = next(sheet.rows, (0, ()))
    at = columns_by(header, COLUMNS, NEEDED, sheet.name)
    if "latitude" not in at and "east" not in at:
        raise InputError(
            f"{sheet.name} has no position columns.", do="lat and long, or east1m and north1m, are needed."
        )
    width = max(at.values())
    read = before
    for number, row in sheet.rows:
        read += 1
        if read % EVERY == 0:
            progress(read)
        if len(row) <= width:
            faults.add(number, "", f"has {len(row)} columns; the header has {len(header)}")
            continue
        _row(number, row, at, taken, faults)
    return read


def _row(number: int, row: Sequence[str], at: Mapping[str, int], taken: Gathered, faults: Faults) -> None:
    key = pack(row[at["postcode"]])
    if key is None:
        faults.add(number, "postcode", f"{shown(row[at['postcode']])} is not a postcode")
        return
    ended = _month(row[at["ended"]])
    if ended is None:
        faults.add(number, "doterm", f"{shown(row[at['ended']])} is not a month as YYYYMM")
        return
    place = _position(number, row, at, taken, faults)
    if place is None:
        return
    country = row[at["country"]].strip() if "country" in at else ""
    area = (row[at["district"]].strip(), row[at["force"]].strip(), country)
    taken.add(key, area, place, ended)


def _month(text: str) -> int | None:
    """0 for none, else months since year 0; None when it cannot be read."""
    text = text.strip()
    if not text:
        return 0
    if len(text) != 6 or not text.isascii() or not text.isdigit() or not 1 <= int(text[4:]) <= 12:
        return None
    return int(text[:4]) * 12 + int(text[4:]) - 1 if int(text[:4]) < 5000 else None


def _position(
    number: int, row: Sequence[str], at: Mapping[str, int], taken: Gathered, faults: Faults
) -> tuple[int, int] | None:
    """Millionths of a degree; (NOWHERE, NOWHERE) for a postcode without a place; None when it cannot be read."""
    if "latitude" in at and "longitude" in at:
        texts = row[at["latitude"]], row[at["longitude"]]
        try:
            latitude, longitude = float(texts[0]), float(texts[1])
        except ValueError:
            if texts != ("", ""):
                faults.add(number, "lat, long", f"{shown(', '.join(texts))} is not a position")
                return None
            return NOWHERE, NOWHERE
        if latitude >= NO_GRID:
            return NOWHERE, NOWHERE
        if not (49 <= latitude <= 61.5 and -9.5 <= longitude <= 2.5):
            faults.add(number, "lat, long", f"{shown(', '.join(texts))} is outside the United Kingdom")
            return None
        return round(latitude * MICRO), round(longitude * MICRO)
    texts = row[at["east"]], row[at["north"]]
    try:
        taken.unplaced.append((len(taken.keys), float(texts[0]), float(texts[1])))
    except ValueError:
        if texts != ("", ""):
            faults.add(number, "east, north", f"{shown(', '.join(texts))} is not a grid reference")
            return None
    return NOWHERE, NOWHERE


def _convert(taken: Gathered) -> None:
    rows = [entry[0] for entry in taken.unplaced]
    converted = to_micro([entry[1] for entry in taken.unplaced], [entry[2] for entry in taken.unplaced])
    for row, latitude, longitude in zip(rows, *converted, strict=True):
        taken.latitude[row], taken.longitude[row] = latitude, longitude


def write_postcodes(target: Path, taken: Gathered, names: Mapping[str, str], faults: Faults) -> int:
    """Write the file of columns; returns how many postcodes it holds."""
    order = list(_order(taken, faults))
    columns = {
        "key": array("I", (taken.keys[row] for row in order)),
        "latitude": array("i", (taken.latitude[row] for row in order)),
        "longitude": array("i", (taken.longitude[row] for row in order)),
        "area": array("H", (taken.areas[row] for row in order)),
        "ended": array("H", (taken.ended[row] for row in order)),
    }
    districts = {code: names[code] for code, _, _ in taken.known if code in names}
    write_columns(target, {"areas": list(taken.known), "districts": districts}, columns)
    return len(order)


def _order(taken: Gathered, faults: Faults) -> Iterator[int]:
    """Rows by postcode. One that comes twice is told and taken once: the living one, else the first."""
    marked = [key << _ROW_BITS | row for row, key in enumerate(taken.keys)]
    marked.sort()
    last_key, kept = -1, -1
    for mark in marked:
        key, row = mark >> _ROW_BITS, mark & _ROW_MASK
        if key != last_key:
            if kept >= 0:
                yield kept
            last_key, kept = key, row
            continue
        faults.add(row + 2, "postcode", "comes twice; the living one is kept")
        if taken.ended[kept] and not taken.ended[row]:
            kept = row
    if kept >= 0:
        yield kept
