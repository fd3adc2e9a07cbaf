"""People, addresses and vehicles of a report looked up in the force's own records, the training system's real one."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.builders import a_decision, a_profile, a_report
from tests.standin import standin
from triage.models.clock import ManualClock
from triage.models.ids import ReportId, new_op_id
from triage.models.looking_up import asks_of
from triage.models.lookup import About, LookupAnswer, LookupLevel, LookupState
from triage.models.person import Contact
from triage.models.report import Report
from triage.models.things import Vehicle
from triage.records.build import connect
from triage.records.connector import RecordsSystem
from triage.records.document import build_documents, to_json
from triage.services.records_lookups import ask_records

NOW = datetime(2026, 11, 28, 9, 0, tzinfo=UTC)
PROFILE = a_profile()


def told(number: int) -> Report:
    """A report whose reporter has a number and a home, and a car."""
    plain = a_report(number)
    way = Contact(kind="phone", value="07700 900123")
    first = replace(plain.people[0], roles=("reporter",), surname="Ravensdale", given="Liam", contacts=(way,))
    car = Vehicle(key="v1", registration="WX07 ABC")
    return replace(plain, people=(first, *plain.people[1:]), vehicles=(car,))


@pytest.fixture
def url(tmp_path: Path) -> Iterator[str]:
    with standin(tmp_path / "records.db", ManualClock()) as address:
        yield address


@pytest.fixture
async def crime(url: str) -> AsyncIterator[RecordsSystem]:
    system = connect(PROFILE.destinations[1], {"CRIME_URL": f"{url}/crime"}, {})
    yield system
    await system.aclose()


async def recorded(crime: RecordsSystem, report: Report) -> None:
    body = to_json(build_documents(report, a_decision(report), PROFILE)["crime"])
    assert (await crime.create(body, new_op_id())).receipt is not None


async def answers(crime: RecordsSystem, report: Report) -> dict[About, LookupAnswer]:
    found = await ask_records(PROFILE, {"crime": crime}, ReportId(report.report_id), asks_of(report), NOW)
    return {one.about: one for one in found}


async def test_a_repeat_caller_is_found_by_name_number_and_car(crime: RecordsSystem) -> None:
    await recorded(crime, told(1))
    found = await answers(crime, told(2))
    for about, words in ((About.PERSON, "name"), (About.PHONE, "number"), (About.VEHICLE, "registration")):
        assert (found[about].state, found[about].level) == (LookupState.FOUND, LookupLevel.SUSPICIOUS), about
        assert found[about].summary.startswith(f"1 record has this {words}, the latest of ")


async def test_a_reports_own_record_is_no_earlier_one(crime: RecordsSystem) -> None:
    await recorded(crime, told(1))
    found = await answers(crime, told(1))
    assert {one.state for one in found.values()} == {LookupState.NONE}
    assert found[About.PHONE].summary == "No record has this number."


async def test_records_that_do_not_answer_are_asked_once() -> None:
    nobody = connect(PROFILE.destinations[1], {"CRIME_URL": "http://127.0.0.1:9/crime"}, {})
    (only,) = (await answers(nobody, told(1))).values()
    assert (only.state, only.why) == (LookupState.UNAVAILABLE, f"{PROFILE.destinations[1].name} did not answer.")
    await nobody.aclose()


async def test_a_system_without_look_ups_gives_no_answers(url: str) -> None:
    bare = connect(PROFILE.destinations[1], {"CRIME_URL": f"{url}/no/such/place"}, {})
    assert await answers(bare, told(1)) == {}
    await bare.aclose()
