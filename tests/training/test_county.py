"""The invented county: every address that reports can have is where its postcode and its point say."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from triage.insight.reference.library import Library, open_library
from triage.insight.reference.lookup import look_up, of_point
from triage.models.profile_file import default_profile
from triage.models.reference import Point
from triage.training.county import make_county
from triage.training.reports.draw import Draw
from triage.training.reports.places import address


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Library:
    folder = tmp_path_factory.mktemp("county")
    make_county(folder, datetime(2026, 1, 1, tzinfo=UTC))
    return open_library(folder)


def test_every_address_has_a_force_by_postcode_and_by_point(library: Library) -> None:
    forces = set()
    for number in range(300):
        place = address(Draw(number * 0x9E3779B97F4A7C15))
        (by_postcode,) = look_up(place.postcode, library)
        by_point = of_point(Point(latitude=place.latitude, longitude=place.longitude), library)
        assert by_point is not None
        assert by_postcode.how == "postcode"
        assert by_postcode.force == by_point.force
        assert by_postcode.district in (place.town, "Great Ossing", "Llanferwyn")  # of two towns the first names it
        forces.add(by_postcode.force)
    assert forces == {"Training Constabulary", "Eastern Training Police"}


def test_the_profile_knows_its_own_force_and_its_neighbour(library: Library) -> None:
    profile = default_profile()
    assert library.forces.own(profile) == {"training"}
    assert {"Eastern Training Police", "Western Training Police"} <= {force.name for force in profile.forces}
