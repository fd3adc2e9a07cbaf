"""Filling a destination's address and secret, and refusing what is incomplete or unsafe."""

from __future__ import annotations

import pytest

from triage.models.errors import KnownError
from triage.models.profile import Destination
from triage.records.build import connect, filled_url


def destination(url: str = "${CRIME_URL}", connector: str = "records-rest", secret_ref: str = "") -> Destination:
    return Destination(
        key="crime", name="Crime records", connector=connector, url=url, takes=("crime",), secret_ref=secret_ref
    )


def test_variables_are_filled_in() -> None:
    url = filled_url(destination("https://${HOST}/${PATH}"), {"HOST": "records.example.org", "PATH": "v1"})
    assert url == "https://records.example.org/v1"


@pytest.mark.parametrize("variables", [{}, {"CRIME_URL": ""}])
def test_a_missing_variable_is_named(variables: dict[str, str]) -> None:
    with pytest.raises(KnownError, match="CRIME_URL"):
        filled_url(destination(), variables)


def test_every_missing_variable_is_named() -> None:
    with pytest.raises(KnownError, match="ONE, TWO"):
        filled_url(destination("https://${ONE}/${TWO}"), {})


@pytest.mark.parametrize("url", ["records.example.org", "ftp://records.example.org", "https://", "https://[::1"])
def test_an_address_that_is_none_is_refused(url: str) -> None:
    with pytest.raises(KnownError, match="not an http or https address"):
        filled_url(destination(url), {})


def test_personal_data_is_not_sent_unencrypted() -> None:
    with pytest.raises(KnownError, match="without encryption"):
        filled_url(destination("http://records.example.org"), {})


def test_this_machine_may_be_reached_unencrypted() -> None:
    assert filled_url(destination("http://127.0.0.1:8080/crime"), {}) == "http://127.0.0.1:8080/crime"


def test_an_unknown_connector_names_those_there_are() -> None:
    with pytest.raises(KnownError, match="records-rest"):
        connect(destination("http://127.0.0.1:1", connector="telex"), {}, {})


def test_a_missing_secret_is_named() -> None:
    with pytest.raises(KnownError, match="crime-token"):
        connect(destination("http://127.0.0.1:1", secret_ref="crime-token"), {}, {})


async def test_a_connector_knows_its_destination() -> None:
    system = connect(destination(), {"CRIME_URL": "http://127.0.0.1:1/crime"}, {})
    assert (system.name, system.idempotent, system.index_delay.total_seconds()) == ("crime", True, 0)
    await system.aclose()
