"""What a text or a point leads to: postcodes whole, ended, in part or mistyped, in a sentence or alone; place names."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from triage.insight.reference.library import Library
from triage.insight.reference.places import NamedPlace
from triage.insight.reference.postcode import UNITS, Span, find, readings, span_of, tidy, unpack
from triage.insight.reference.postcode import pack as packed
from triage.insight.reference.postcodes import Part, Postcode
from triage.models.reference import FORCE_AREAS, PLACES, POSTCODES, Located, Point

_COUNTRIES = {"Scotland": "S92000003", "Northern Ireland": "N92000002"}
"""Countries that one force polices, as OS Open Names says them."""
MOST = 10
"""Places of one name that are told."""
_HOUSE = re.compile(r"^(?:flat|unit|apartment)?\s*\d+[a-z]?(?:\s*[-–]\s*\d+)?\s+", re.IGNORECASE)


def look_up(text: str, library: Library) -> tuple[Located, ...]:
    """Everything a text leads to, the surest first; empty when nothing is known of it."""
    whole = of_postcode(text, library)
    if whole is not None:
        return (whole,)
    inside = tuple(
        one for found in find(text) if (one := _first(found.readings, text[found.start : found.end], library))
    )
    return inside or of_name(text, library)


def of_postcode(text: str, library: Library) -> Located | None:
    """A text that is a postcode or a part of one, and nothing else."""
    span = span_of(text)
    found = _first(readings(text), text, library)
    if found is None and span is not None and library.postcodes is not None:
        part = library.postcodes.part(span)
        return _of_part(text, part, library) if part is not None else None
    return found


def of_point(point: Point, library: Library) -> Located | None:
    """The force area that a point lies in; None outside all that were imported. Where two overlap, neither is said."""
    if library.areas is None:
        return None
    areas = library.areas.at(point)
    if len(areas) != 1:
        return None
    force = library.forces.of(areas[0].code)
    return Located(
        how="point",
        said=f"{point.latitude:.5f}, {point.longitude:.5f}",
        name=areas[0].name,
        source=FORCE_AREAS,
        version=library.version(FORCE_AREAS),
        force_area=areas[0].code,
        force=force.name if force else areas[0].name,
        point=point,
    )


def of_name(text: str, library: Library) -> tuple[Located, ...]:
    """Places of this name. Behind commas stands what narrows it: "Oldham Road, Rochdale"; what is not known of the
    front is passed over, and said."""
    parts = [part.strip() for part in text.split(",") if part.strip()]
    if library.places is None:
        return ()
    for at, name in enumerate(parts):
        around = tuple(parts[at + 1 :])
        found = library.places.find(name, around) or library.places.find(_HOUSE.sub("", name), around)
        if found:
            unknown = f"{', '.join(parts[:at])} is not in the list" if at else ""
            return tuple(_of_place(text, place, library, unknown) for place in found[:MOST])
    return ()


def _first(candidates: Iterable[str], said: str, library: Library) -> Located | None:
    """The first reading that the file knows; else what is known around the text as it was written."""
    if library.postcodes is None:
        return None
    candidates = tuple(candidates)
    for reading in candidates:
        found = library.postcodes.find(reading)
        if found is not None:
            return _of_postcode(said, found, reading != tidy(said), library)
    return next(_around(candidates, said, library), None)


def _around(candidates: tuple[str, ...], said: str, library: Library) -> Iterator[Located]:
    """The outward code of a postcode that is not in the file: too new, or mistyped further back."""
    assert library.postcodes is not None
    for reading in candidates:
        if reading != tidy(said):
            continue  # a guess upon a guess
        key = packed(reading)
        assert key is not None
        first = key - key % UNITS
        part = library.postcodes.part(Span(unpack(key).split()[0], first, first + UNITS))
        if part is not None:
            note = f"{unpack(key)} is not in the list; {part.text} is"
            yield _of_part(said, part, library, note)


def _of_postcode(said: str, found: Postcode, mended: bool, library: Library) -> Located:
    assert library.postcodes is not None
    area, force, note = _policed(found.force_area, found.country, found.point, library)
    return Located(
        how="postcode",
        said=said.strip(),
        name=found.postcode,
        source=POSTCODES,
        version=library.version(POSTCODES),
        force_area=area,
        force=force,
        district=library.postcodes.district_name(found.district),
        point=found.point,
        ended=found.ended,
        mended=mended,
        note="; ".join(part for part in (f"ended in {found.ended}" if found.ended else "", note) if part),
    )


def _of_part(said: str, part: Part, library: Library, note: str = "") -> Located:
    """An area, if all of it is policed by one force; else which forces share it."""
    assert library.postcodes is not None
    districts = {district for district, _, _ in part.areas}
    areas = {(area, country) for _, area, country in part.areas if area or country}
    forces = dict.fromkeys(_policed(area, country, None, library)[1] for area, country in areas)
    one = len(forces) == 1
    shared = "" if one else f"shared by {', '.join(sorted(force for force in forces if force))}"
    return Located(
        how="partial postcode",
        said=said.strip(),
        name=part.text,
        source=POSTCODES,
        version=library.version(POSTCODES),
        force_area=next(iter(areas))[0] if len(areas) == 1 else "",
        force=next(iter(forces)) if one else "",
        district=library.postcodes.district_name(districts.pop()) if len(districts) == 1 else "",
        point=part.point,
        note="; ".join(words for words in (note, shared) if words),
    )


def _of_place(said: str, place: NamedPlace, library: Library, unknown: str = "") -> Located:
    found = of_point(place.point, library) if place.point is not None else None
    part = None
    if found is None and library.postcodes is not None and place.outcode and (span := span_of(place.outcode)):
        part = library.postcodes.part(span)
    around = _of_part(said, part, library) if part is not None else None
    told = found or around
    country = library.forces.of("", _COUNTRIES.get(place.country, ""))
    return Located(
        how="place",
        said=said.strip(),
        name=place.full,
        source=PLACES,
        version=library.version(PLACES),
        force_area=told.force_area if told else "",
        force=told.force if told else country.name if country else "",
        district=place.district or place.county,
        point=place.point,
        note="; ".join(part for part in (place.kind, unknown) if part),
    )


def _policed(area: str, country: str, point: Point | None, library: Library) -> tuple[str, str, str]:
    """Area, name of the force, and a note: by the file, else by the point for what the file leaves open."""
    force = library.forces.of(area, country)
    if force is not None:
        return area, force.name, ""
    at = of_point(point, library) if point is not None and not area else None
    if at is not None:
        return at.force_area, at.force, "force by the point"
    known = library.areas.area(area) if library.areas is not None and area else None
    return area, known.name if known else area, ""
