"""The account in words and rows."""

from __future__ import annotations

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.builders import NOW
from triage.models.account import AccountLine, AccountPage, Contradiction, Difference, Place
from triage.models.account_sheet import DIFFERENCE_HEAD, difference_cells, safe, sheet
from triage.models.account_words import PLACES, saying
from triage.models.balance import Tally
from triage.models.ids import ReportId

ONE = ReportId("one")


def test_every_place_and_every_difference_has_words() -> None:
    assert set(PLACES) == set(Place)
    for kind in Contradiction:
        what, do = saying(Difference(kind=kind, report_id=ONE))
        assert what.endswith(".")
        assert do.endswith(".")


@given(st.text(max_size=30))
def test_no_cell_is_a_formula(text: str) -> None:
    assert not safe(text).lstrip(" ").startswith(("=", "+", "-", "@", "\t", "\r", "\n"))
    assert safe(text).removeprefix("'") == text or safe(text) == text


def test_rows_come_back_as_they_were() -> None:
    one = Difference(kind=Contradiction.TWICE_AT_RECORDS, report_id=ONE, destination="control", who="=ann")
    rows = list(csv.DictReader(io.StringIO(sheet(DIFFERENCE_HEAD, [difference_cells(one, {"control": "CAD"})]))))
    assert (rows[0]["report_id"], rows[0]["what"]) == ("one", "CAD has more than one record of it.")
    assert rows[0]["who"] == "'=ann"


@pytest.mark.parametrize(("counted", "balanced"), [(1, True), (2, False)])
def test_lines_are_held_against_the_logs_count(counted: int, balanced: bool) -> None:
    tally = Tally(None)
    line = AccountLine(report_id=ONE, version=1, received_at=NOW, place=Place.QUEUE, since=NOW)
    tally.take(AccountPage(items=(line,), until=NOW, acknowledged=counted))
    account = tally.close()
    assert (account.accounted, account.balanced) == (1, balanced)
