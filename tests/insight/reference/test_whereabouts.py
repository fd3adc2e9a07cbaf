"""Where a report's place is: by what was told most surely, and whose area that is."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.builders import a_profile, a_report
from tests.insight.reference.builders import EAST, county, name_row, take, write_csv
from triage.insight.reference.library import Library, open_library
from triage.insight.reference.mapping import map_of
from triage.insight.reference.whereabouts import whereabouts
from triage.models.profile import Force
from triage.models.reference import Located, Point, Whereabouts
from triage.models.report import Report
from triage.models.things import Place

PROFILE = a_profile(force=Force(id="77", name="Eastshire Police"))


@pytest.fixture
def library(tmp_path: Path) -> Library:
    county(tmp_path)
    rows = [name_row("Cawdle", 570000, 290000, kind="Town"), name_row("Staithe Road", 570500, 290000, "Cawdle")]
    take("places", write_csv(tmp_path / "names.csv", (), rows), tmp_path)
    return open_library(tmp_path / "refdata")


def told(**place: object) -> Report:
    return a_report(places=(Place(key="l1", roles=("incident",), **place),))  # type: ignore[arg-type]


def found(library: Library, **place: object) -> Whereabouts:
    where = whereabouts(told(**place), PROFILE, library)
    assert where is not None
    return where


def test_our_own_place(library: Library) -> None:
    where = found(library, postcode="EB1 1AA")
    assert (where.ours, where.force_id, where.area, where.located.how) == (True, "east", "Eastshire", "postcode")
    assert where.words == "In Eastshire, D01"


def test_another_force_s_place_by_postcode_point_or_name(library: Library) -> None:
    assert found(library, postcode="eb2 iaa").ours is False
    assert found(library, latitude=52.5, longitude=-0.5).located.force == "Westshire Police"
    by_name = found(library, lines=("3 Staithe Road",), town="Cawdle")
    assert (by_name.located.how, by_name.ours, by_name.near) == ("place", True, "Staithe Road, Cawdle")
    assert by_name.words == "In Eastshire, near Staithe Road, Cawdle"


def test_a_postcode_in_the_address_lines_counts(library: Library) -> None:
    assert found(library, description="outside the shop, EB2 1AA, by the door").located.name == "EB2 1AA"


def test_a_postcode_and_a_point_that_disagree_are_told(library: Library) -> None:
    where = found(library, postcode="EB1 1AA", latitude=52.5, longitude=-0.5)
    assert where.located.point == Point(latitude=52.5, longitude=-0.5)
    assert where.differs == "EB1 1AA is in Eastshire Police’s area, the point on the map in Westshire Police’s."


@pytest.mark.parametrize(
    "place", [{}, {"postcode": "ZZ9 9ZZ"}, {"latitude": 0.0, "longitude": 0.0}, {"town": "Nowhere"}, {"latitude": 90.0}]
)
def test_nothing_known_is_not_said(library: Library, place: dict[str, object]) -> None:
    assert whereabouts(told(**place), PROFILE, library) is None


def test_a_report_without_a_place_of_its_own(library: Library) -> None:
    home = Place(key="l1", roles=("home of victim",), postcode="EB2 1AA")
    assert whereabouts(a_report(places=(home,)), PROFILE, library) is None


def test_a_force_that_the_list_does_not_know_is_neither_ours_nor_not(library: Library) -> None:
    where = whereabouts(told(postcode="EB1 1AA"), a_profile(force=Force(id="?", name="Nobody")), library)
    assert where is not None
    assert where.ours is None


def test_a_map_is_drawn_only_where_there_is_something_to_draw(library: Library, tmp_path: Path) -> None:
    drawn = map_of(found(library, postcode="EB1 1AA").located, library)
    assert drawn is not None
    assert drawn.exact
    assert [shape.name for shape in drawn.sketches[0].shapes if shape.here] == ["Eastshire"]
    widths = [sketch.view[2] - sketch.view[0] for sketch in drawn.sketches]
    assert widths == sorted(widths, reverse=True)
    nowhere = Located(how="postcode", said="", name="", source="postcodes", version="", force_area=EAST)
    assert map_of(nowhere, library) is None
    assert map_of(found(library, postcode="EB1 1AA").located, open_library(tmp_path / "none")) is None
