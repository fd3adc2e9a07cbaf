"""Where a report's place is, by the surest thing that was told about it, and whether that is our own area."""

from __future__ import annotations

from dataclasses import replace

from triage.insight.reference.library import Library
from triage.insight.reference.lookup import look_up, of_name, of_point, of_postcode
from triage.insight.reference.postcode import find
from triage.models.profile import Profile
from triage.models.reference import Located, Point, Whereabouts
from triage.models.report import Report
from triage.models.things import Place


def whereabouts(report: Report, profile: Profile, library: Library) -> Whereabouts | None:
    """Where it happened; None when nothing told about the place leads anywhere."""
    place = next((one for one in report.places if "incident" in one.roles), None)
    if place is None:
        return None
    point = point_of(place)
    at = of_point(point, library) if point is not None else None
    by_words = _by_postcode(place, library) or (at or _by_name(place, library))
    if by_words is None:
        return None
    located = by_words
    if point is not None:
        located = replace(located, point=point)
    force = library.forces.named(located.force)
    own = library.forces.own(profile)
    return Whereabouts(
        place_key=place.key,
        located=located,
        force_id=force.id if force else "",
        area=_area_name(located, library),
        ours=None if not own or force is None else force.id in own,
        near=_near(located, library),
        differs=_differs(by_words, at),
    )


def point_of(place: Place) -> Point | None:
    """The point that was told; (0, 0) is what a form sends for none."""
    if place.latitude is None or place.longitude is None or (place.latitude, place.longitude) == (0, 0):
        return None
    return Point(latitude=place.latitude, longitude=place.longitude)


def _by_postcode(place: Place, library: Library) -> Located | None:
    told = of_postcode(place.postcode, library) if place.postcode else None
    if told is None:
        for text in (place.postcode, place.one_line, place.description):
            if any(True for _ in find(text)):
                told = next(iter(one for one in look_up(text, library) if one.how != "place"), None)
                break
    return told if told is not None and told.force else None


def _by_name(place: Place, library: Library) -> Located | None:
    """By street and town, else by the town alone, and only if every place of the name has the same force."""
    town = ", ".join(part for part in (place.town, place.county) if part)
    texts = [f"{line}, {town}" for line in reversed(place.lines) if town] + ([town] if town else [])
    for text in texts:
        found = of_name(text, library)
        if found and found[0].force and len({one.force for one in found}) == 1:
            return found[0]
    return None


def _area_name(located: Located, library: Library) -> str:
    area = library.areas.area(located.force_area) if library.areas is not None and located.force_area else None
    return area.name if area is not None else ""


def _near(located: Located, library: Library) -> str:
    if library.places is None or located.point is None or located.how == "partial postcode":
        return ""
    found = library.places.nearest(located.point, 2)
    return found.short if found is not None else ""


def _differs(told: Located, at: Located | None) -> str:
    if at is None or at is told or at.force == told.force:
        return ""
    return f"{told.name} is in {told.force}’s area, the point on the map in {at.force}’s."
