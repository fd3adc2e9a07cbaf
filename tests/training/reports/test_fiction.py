"""Everything is invented: numbers, addresses, marks and postcodes lie where nothing real is."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime
from ipaddress import ip_address, ip_network
from typing import Any

import pytest

from triage.training.reports import GeneratedReport, generate, payload
from triage.training.reports.draw import Draw
from triage.training.reports.names import COMMUNITIES
from triage.training.reports.people import household

NOW = datetime(2026, 11, 20, 6, 0, tzinfo=UTC)
STRICT_POSTCODE = re.compile(r"[A-PR-UWYZ][A-HJ-Y]\d{1,2} ?\d[ABD-HJLNP-UW-Z]{2}", re.IGNORECASE)
DOCUMENTATION = [ip_network(block) for block in ("192.0.2.0/24", "198.51.100.0/24", "203.0.113.0/24", "2001:db8::/32")]


@pytest.fixture(scope="module")
def reports() -> list[GeneratedReport]:
    return list(generate(1200, 9, now=NOW))


@pytest.fixture(scope="module")
def texts(reports: list[GeneratedReport]) -> list[str]:
    return [payload(report).decode() for report in reports]


@pytest.fixture(scope="module")
def entities(reports: list[GeneratedReport]) -> list[dict[str, Any]]:
    return [entity for report in reports for entity in report.document["included"]]


def told(entities: list[dict[str, Any]], kind: str, name: str) -> Iterator[str]:
    return (one["attributes"][name] for one in entities if one["type"] == kind and one["attributes"].get(name))


def test_every_phone_number_is_kept_for_drama(texts: list[str]) -> None:
    found = [
        number
        for text in texts
        for number in re.findall(r"(?<![\w.-])(?:\+44|0)7\d{3} ?\d{6}\b|\b01\d{3} \d{6}\b", text)
    ]
    assert len(found) > 1000
    assert {number for number in found if not re.fullmatch(r"(?:\+44|0)7700 ?900\d{3}|01632 960\d{3}", number)} == set()


def test_every_email_address_is_at_an_example_domain(texts: list[str]) -> None:
    hosts = {host.lower() for text in texts for host in re.findall(r"@([\w.-]+\w)", text)}
    assert hosts <= {"example.com", "example.org", "example.net"}


def test_every_link_goes_to_an_example_host(texts: list[str]) -> None:
    assert {host for text in texts for host in re.findall(r"https?://([^/\"]+)", text)} <= {"media.example.org"}


def test_every_internet_address_is_for_documentation(entities: list[dict[str, Any]]) -> None:
    addresses = [ip_address(told_one) for told_one in told(entities, "submission", "ipAddress")]
    assert all(any(one in block for block in DOCUMENTATION) for one in addresses)
    assert {one.version for one in addresses} == {4, 6}


def test_postcodes_look_real_but_their_area_does_not_exist(entities: list[dict[str, Any]]) -> None:
    postcodes = list(told(entities, "location", "postcode"))
    assert len(postcodes) > 1000
    assert all(STRICT_POSTCODE.fullmatch(one) and one.upper().startswith("EB") for one in postcodes)


def test_registrations_look_real_but_begin_as_none_does(entities: list[dict[str, Any]]) -> None:
    marks = [mark for mark in told(entities, "vehicle", "registrationNumber") if len(mark) > 4]
    assert len(marks) > 200
    assert all(re.fullmatch(r"[QZ][A-HJ-PR-Y]\d\d [B-DF-HJ-NP-TV-Z]{3}", mark) for mark in marks)


def test_map_points_lie_at_sea(entities: list[dict[str, Any]]) -> None:
    points = [
        (one["attributes"]["latitude"], one["attributes"]["longitude"])
        for one in entities
        if "latitude" in one["attributes"]
    ]
    assert len(points) > 100
    assert all(54.5 < latitude < 55 and 2 < longitude < 2.6 for latitude, longitude in points)


def test_names_are_stored_in_parts_and_fit_the_form() -> None:
    for community in COMMUNITIES:
        assert not any(" " in name for name in (*community.female, *community.male))
        assert all(len(name) <= 35 and name.split(" ")[0] in {name, "ap", "ferch"} for name in community.surnames)


def test_a_household_is_the_same_whenever_it_is_asked_for() -> None:
    one, again = household(77), household(77)
    assert one.home == again.home
    assert one.person(0, date(2026, 1, 1)) == again.person(0, date(2026, 1, 1))


def test_some_names_are_single_hyphenated_or_apostrophed() -> None:
    people = [household(Draw(number).bits("any")).person(0, date(2026, 1, 1)) for number in range(1500)]
    assert any(not person.surname for person in people)
    assert any("-" in person.surname for person in people)
    assert any("'" in person.surname for person in people)
    assert any(letter in person.name for person in people for letter in "ŵŷâô")
