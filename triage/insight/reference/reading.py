"""Reading what publishers give: CSV or spreadsheet, alone, in a folder or zip; columns by pattern; faults by row."""

from __future__ import annotations

import csv
import io
import re
import zipfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any

from triage.models.errors import FieldError, InputError

KEPT = 20
"""Faults that are told one by one."""
FREE = 50
SHARE = 0.01
"""An import goes on over faulty rows up to the greater of FREE rows and this share of all."""
EVERY = 100_000
"""Rows between two words of progress."""
LONGEST_FIELD = 1_000_000
Progress = Callable[[int], None]
"""Told how many rows are done."""


@dataclass(slots=True)
class Faults:
    """Rows that cannot be used: counted all, the first of them kept with row and column."""

    source: str
    count: int = 0
    told: list[FieldError] = field(default_factory=list)

    def add(self, row: int, column: str, detail: str) -> None:
        self.count += 1
        if len(self.told) < KEPT:
            self.told.append(FieldError(f"row {row}, {column}" if column else f"row {row}", detail))

    def check(self, rows: int) -> None:
        """Raises InputError when too many of ``rows`` could not be read: then it is the wrong file, or half of one."""
        if self.count > max(FREE, rows * SHARE):
            what = f"{self.source} was not imported: {self.count:,} of {rows:,} rows cannot be read."
            raise InputError(what, tuple(self.told), "Nothing was changed; the version before is still in use.")


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table that is read once, row by row; ``rows`` come with their number as a person counts them (from 1)."""

    name: str
    rows: Iterator[tuple[int, Sequence[str]]]


def shown(value: str) -> str:
    """A value as an error quotes it."""
    return f"“{value[:24]}…”" if len(value) > 24 else f"“{value}”"


@contextmanager
def sheets(path: Path, faults: Faults) -> Iterator[Iterator[Sheet]]:
    """The tables of a CSV file, of a spreadsheet's first sheet, or of every CSV in a folder or zip.

    Raises:
        InputError: the file is not there or is none of these.
    """
    try:
        if path.is_dir():
            yield _of_folder(path, faults)
        elif path.suffix.lower() in (".xlsx", ".xlsm"):
            with path.open("rb") as file:
                yield iter((Sheet(path.name, _of_workbook(file, path.name)),))
        elif path.suffix.lower() == ".zip":
            with zipfile.ZipFile(path) as archive:
                yield _of_zip(archive, faults)
        else:
            with path.open("r", encoding="utf-8-sig", errors="replace", newline="") as text:
                yield iter((Sheet(path.name, _of_csv(text, faults)),))
    except (OSError, zipfile.BadZipFile) as error:
        do = "Check the path, who may read it, and that the download is whole."
        raise InputError(f"{path} cannot be read.", do=do) from error


def columns_by(header: Sequence[str], wanted: Mapping[str, str], needed: Sequence[str], source: str) -> dict[str, int]:
    """Place of each wanted column: name → regular expression that the header's name must match, whatever its case.

    Raises:
        InputError: a needed column is missing; says which, by what pattern, and what the file has instead.
    """
    names = [name.strip().strip("\ufeff").lower() for name in header]
    found: dict[str, int] = {}
    for key, pattern in wanted.items():
        at = next((at for at, name in enumerate(names) if re.fullmatch(pattern, name)), None)
        if at is not None:
            found[key] = at
    missing = [key for key in needed if key not in found]
    if missing:
        faults = tuple(FieldError(key, f"no column matches {wanted[key]}") for key in missing)
        has = ", ".join(names[:60]) or "nothing"
        raise InputError(f"{source} has not the columns it needs.", faults, f"Its first row says: {has}.")
    return found


def _of_csv(text: IO[str], faults: Faults) -> Iterator[tuple[int, Sequence[str]]]:
    csv.field_size_limit(LONGEST_FIELD)
    reader = csv.reader(text)
    while True:
        try:
            for row in reader:
                yield reader.line_num, row
        except csv.Error as error:
            faults.add(reader.line_num, "", str(error))
        else:
            return


def _of_folder(folder: Path, faults: Faults) -> Iterator[Sheet]:
    for path in sorted(folder.rglob("*.csv")):
        with path.open("r", encoding="utf-8-sig", errors="replace", newline="") as text:
            yield Sheet(path.name, _of_csv(text, faults))


def _of_zip(archive: zipfile.ZipFile, faults: Faults) -> Iterator[Sheet]:
    for name in sorted(archive.namelist()):
        if name.lower().endswith(".csv") and not name.rpartition("/")[2].startswith("."):
            with archive.open(name) as raw:
                text = io.TextIOWrapper(raw, encoding="utf-8-sig", errors="replace", newline="")
                yield Sheet(name.rpartition("/")[2], _of_csv(text, faults))


def _of_workbook(file: IO[bytes], source: str) -> Iterator[tuple[int, Sequence[str]]]:
    from openpyxl import load_workbook

    try:
        book = load_workbook(file, read_only=True, data_only=True)
    except Exception as error:  # openpyxl lets whatever the zip and XML readers meet pass through
        raise InputError(f"{source} is not a spreadsheet that can be read.", do="Save it as .xlsx or CSV.") from error
    sheet = book.worksheets[0]
    for number, row in enumerate(sheet.iter_rows(values_only=True), start=1):
        yield number, [_cell(value) for value in row]


def _cell(value: Any) -> str:
    """A cell as text; a code such as 2 must not become "2.0"."""
    if value is None:
        return ""
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)
