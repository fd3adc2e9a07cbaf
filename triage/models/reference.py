"""Reference data as it is kept and travels: versions of postcodes, place names, force areas and lists, and what a
look-up answers (contracts D: each answer with its source and how old that is)."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import datetime

POSTCODES, PLACES, FORCE_AREAS = "postcodes", "places", "force-areas"
CRIME_CLASSES, OFFENCE_CODES, FORCES = "crime-classes", "offence-codes", "forces"
_CODE = re.compile(r"[A-Z][0-9]{8}")
"""A district of which only the code is known says nothing to a person."""
KINDS = (POSTCODES, PLACES, FORCE_AREAS, CRIME_CLASSES, OFFENCE_CODES, FORCES)


@dataclass(frozen=True, slots=True, kw_only=True)
class RefSet:
    """One version of one kind of reference data. ``version`` is what the publisher calls it ("NSPL_NOV_2021_UK").

    ``rows`` were taken in, ``refused`` could not be read; ``size`` bytes and ``sha256`` are those of the kept file,
    ``source`` is the name of the file it was made from.
    """

    kind: str
    version: str
    rows: int
    refused: int
    size: int
    sha256: str
    source: str
    imported_at: datetime

    @property
    def words(self) -> str:
        """The set as a person reads it: "postcodes NSPL_NOV_2021_UK"."""
        return f"{self.kind} {self.version}"


@dataclass(frozen=True, slots=True, kw_only=True)
class PoliceForce:
    """A police force. ``id`` as data.police.uk has it ("north-wales"), ``areas`` its police force area codes (ONS),
    ``codes`` its numbers in criminal justice, ``countries`` (ONS codes) it polices all of."""

    id: str
    name: str
    areas: tuple[str, ...] = ()
    codes: tuple[str, ...] = ()
    countries: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class OffenceCode:
    """A Home Office offence code ("001/01"): what it is called, and the class and group it belongs to."""

    code: str
    name: str
    category: str = ""
    group: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Point:
    """Degrees of WGS84."""

    latitude: float
    longitude: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Located:
    """What a text or point leads to.

    ``how``: postcode, partial postcode, place or point. ``said`` are the words it was read from, ``name`` what they
    mean. ``force_area`` is the ONS code, ``force`` the name of who polices it. ``ended``: YYYY-MM in which a postcode
    ceased to be. ``mended``: letters and digits were exchanged (O/0, I/1) to read it. ``source`` and ``version`` name
    the data that says so. ``note``: what a reader should know besides.
    """

    how: str
    said: str
    name: str
    source: str
    version: str
    force_area: str = ""
    force: str = ""
    district: str = ""
    point: Point | None = None
    ended: str = ""
    mended: bool = False
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Whereabouts:
    """Where a report's place is. ``ours`` is None when that cannot be told; ``words`` say it in one sentence.

    ``place_key``: of the report's place. ``force_id``: of `PoliceForce`. ``area``: the name of the force area, as the
    boundaries have it. ``near``: the nearest named road or settlement. ``differs``: what else the report says about the
    place and where that would be, "" if it agrees. ``team``: the neighbourhood team, "" where no source names one.
    """

    place_key: str
    located: Located
    force_id: str = ""
    area: str = ""
    ours: bool | None = None
    near: str = ""
    differs: str = ""
    team: str = ""

    def with_team(self, name: str) -> Whereabouts:
        return replace(self, team=name)

    @property
    def words(self) -> str:
        district = "" if _CODE.fullmatch(self.located.district) else self.located.district
        at = f", near {self.near}" if self.near else f", {district}" if district else ""
        force = f"{self.located.force}’s area" if self.located.force else "an area whose force is not known"
        area = f"the {self.area} area" if "police" in self.area.casefold() else self.area
        return f"In {area or force}{at}"
