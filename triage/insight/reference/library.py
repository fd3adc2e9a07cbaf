"""Everything that is in use in a folder, opened once. A newer version is another library; this one stays as it is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from triage.insight.reference.areas import Areas
from triage.insight.reference.forces import STARTER, Forces, starter_forces
from triage.insight.reference.lists import ClassList, read_list
from triage.insight.reference.places import Places
from triage.insight.reference.postcodes import Postcodes
from triage.insight.reference.shelf import file_of, in_use
from triage.models.errors import KnownError
from triage.models.reference import (
    CRIME_CLASSES,
    FORCE_AREAS,
    FORCES,
    OFFENCE_CODES,
    PLACES,
    POSTCODES,
    OffenceCode,
    PoliceForce,
    RefSet,
)

T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class Library:
    """What is None was not imported, or cannot be read: then ``faults`` says so. Safe from any thread."""

    sets: tuple[RefSet, ...] = ()
    forces: Forces
    postcodes: Postcodes | None = None
    places: Places | None = None
    areas: Areas | None = None
    classes: ClassList | None = None
    offences: tuple[OffenceCode, ...] = ()
    faults: tuple[KnownError, ...] = ()

    def version(self, kind: str) -> str:
        """The version in use of a kind; of forces "starter list" when none was imported."""
        found = next((entry.version for entry in self.sets if entry.kind == kind), "")
        return found or (STARTER if kind == FORCES else "")


EMPTY = Library(forces=Forces(()))


def open_library(folder: Path) -> Library:
    """Open what is in use in ``folder``; a folder that is not there is an empty library."""
    sets, faults = in_use(folder), []

    def opened(kind: str, read: Callable[[Path], T]) -> T | None:
        entry = next((one for one in sets if one.kind == kind), None)
        if entry is None:
            return None
        try:
            return read(file_of(folder, entry))
        except KnownError as error:
            faults.append(error)
            return None

    postcodes = opened(POSTCODES, Postcodes.open)
    places = opened(PLACES, Places.open)
    areas = opened(FORCE_AREAS, Areas.open)
    classes = opened(CRIME_CLASSES, lambda path: read_list(path, ClassList))
    offences = opened(OFFENCE_CODES, lambda path: read_list(path, tuple[OffenceCode, ...]))
    forces = opened(FORCES, lambda path: read_list(path, tuple[PoliceForce, ...]))
    return Library(
        sets=sets,
        forces=Forces(forces or starter_forces()),
        postcodes=postcodes,
        places=places,
        areas=areas,
        classes=classes,
        offences=offences or (),
        faults=tuple(faults),
    )
