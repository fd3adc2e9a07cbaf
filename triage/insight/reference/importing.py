"""One import: read the publisher's file, write ours, put it into use; or say what is wrong and leave all as it was."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from triage.insight.reference.areas_import import import_areas
from triage.insight.reference.lists import import_classes, import_forces, import_offences
from triage.insight.reference.places_import import import_places
from triage.insight.reference.postcodes_import import import_postcodes
from triage.insight.reference.reading import Faults, Progress, columns_by, sheets
from triage.insight.reference.shelf import install, scratch, sha256_of, sweep
from triage.models.errors import FieldError, InputError, KnownError
from triage.models.reference import (
    CRIME_CLASSES,
    FORCE_AREAS,
    FORCES,
    KINDS,
    OFFENCE_CODES,
    PLACES,
    POSTCODES,
    RefSet,
)

_NAMES = {"code": r"lad\d\dcd|code", "name": r"lad\d\dnm|name"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Imported:
    """The version that is in use now, and the first faults of its rows."""

    entry: RefSet
    faults: tuple[FieldError, ...]


def import_file(
    kind: str,
    source: Path,
    folder: Path,
    *,
    at: datetime,
    version: str = "",
    names: Path | None = None,
    progress: Progress = lambda _rows: None,
) -> Imported:
    """Import ``source`` as ``kind`` into ``folder``.

    Args:
        version: what the publisher calls it; without it the name of the file.
        names: for postcodes, the list of district codes and names.

    Raises:
        InputError: it is not such a file, or too many rows cannot be read; names row and column.
        KnownError: the folder cannot be written to. In every case the version before stays in use.
    """
    if kind not in KINDS:
        raise InputError(f"“{kind}” is no reference data.", (), f"It is one of {', '.join(KINDS)}.")
    version = version or source.stem
    faults, target = Faults(source.name), scratch(folder, kind)
    try:
        rows = _readers(kind, source, names, version)(target, faults, progress)
        entry = RefSet(
            kind=kind,
            version=version,
            rows=rows,
            refused=faults.count,
            size=target.stat().st_size,
            sha256=sha256_of(target),
            source=source.name,
            imported_at=at,
        )
        install(folder, entry, target)
        sweep(folder, at)
    except OSError as error:
        raise KnownError(f"{folder} cannot be written to.", "Check the rights and the space left.") from error
    finally:
        target.unlink(missing_ok=True)
    return Imported(entry=entry, faults=tuple(faults.told))


Reader = Callable[[Path, Faults, Progress], int]


def _readers(kind: str, source: Path, names: Path | None, version: str) -> Reader:
    if kind == POSTCODES:
        told = _district_names(names) if names else {}
        return lambda target, faults, progress: import_postcodes(source, target, faults, progress, told)
    if kind == CRIME_CLASSES:
        return lambda target, faults, _progress: import_classes(source, target, faults, version)
    by_kind = {
        PLACES: import_places,
        FORCE_AREAS: import_areas,
        OFFENCE_CODES: import_offences,
        FORCES: import_forces,
    }
    read = by_kind[kind]
    return lambda target, faults, progress: read(source, target, faults, progress)


def _district_names(path: Path) -> Mapping[str, str]:
    found: dict[str, str] = {}
    with sheets(path, Faults(path.name)) as tables:
        sheet = next(tables)
        _, header = next(sheet.rows, (0, ()))
        at = columns_by(header, _NAMES, ("code", "name"), path.name)
        for _, row in sheet.rows:
            if len(row) > max(at.values()):
                found[row[at["code"]].strip()] = row[at["name"]].strip()
    return found
