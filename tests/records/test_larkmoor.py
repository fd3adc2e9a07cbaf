"""The worked JSON mapping of docs/mappings against a real system of its manners."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from dataclasses import replace
from typing import Any

import pytest

from tests.architecture.source import ROOT
from tests.builders import a_decision, a_draft, a_person, a_profile, a_report
from tests.records.systems.larkmoor import KEY, Larkmoor, larkmoor
from triage.models.draft import CrimeLine
from triage.models.errors import FieldError, KnownError
from triage.models.ids import PersonKey, new_op_id
from triage.models.profile import Destination
from triage.models.verdict import Reply, Transport, Verdict, classify
from triage.records.build import connect
from triage.records.connector import Exchange, LookUp, RecordsSystem, Referred
from triage.records.document import build_documents, to_json
from triage.records.file_trial import trial_file

FILES = {path.name: path.read_text("utf-8") for path in (ROOT / "docs" / "mappings").iterdir()}
REPORT = a_report()


def a_destination(**changes: Any) -> Destination:
    made = Destination(
        key="crime",
        name="Larkmoor Crime",
        connector="mapped-rest",
        url="${CRIME_URL}",
        takes=("crime",),
        timeout_seconds=1,
        secret_ref="CRIME_KEY",
        mapping="larkmoor.toml",
    )
    return replace(made, **changes)


def body_for(report: Any = REPORT, **changes: Any) -> bytes:
    decision = a_decision(report, a_draft(report, **changes))
    return to_json(build_documents(report, decision, a_profile())["crime"])


def reply(told: Exchange) -> Reply:
    assert isinstance(told.outcome, Reply)
    return told.outcome


@pytest.fixture(scope="module")
def running() -> Iterator[Larkmoor]:
    with larkmoor() as system:
        yield system


@pytest.fixture
def there(running: Larkmoor) -> Larkmoor:
    running.records.clear()
    running.requests.clear()
    running.drop = running.busy = 0
    return running


@pytest.fixture
async def crime(there: Larkmoor) -> AsyncIterator[RecordsSystem]:
    system = connect(a_destination(), {"CRIME_URL": there.url}, {"CRIME_KEY": KEY}, files=FILES)
    yield system
    await system.aclose()


async def test_a_record_is_made_of_each_part_in_their_words(crime: RecordsSystem, there: Larkmoor) -> None:
    lines = (*a_draft(REPORT).crimes, CrimeLine(key="crime-2", class_code="105A", victim=PersonKey("p1")))
    told = await crime.create(body_for(crimes=lines), new_op_id())
    assert told.receipt is not None
    assert told.receipt.record_id == "R1"
    assert told.receipt.references == (Referred("crime-1", "LK/00001/1"), Referred("crime-2", "LK/00001/2"))
    body = there.records[0].body
    assert body["header"]["clientReference"] == REPORT.report_id
    assert body["header"]["reportedOn"] == "2026-11-20T05:12:00Z"
    assert body["circumstances"]["from"] == "19/11/2026"
    assert body["response"]["grade"] == 3
    assert body["offences"][1] == {"clientKey": "crime-2", "homeOfficeCode": "105A", "victimRef": "p1"}
    (person,) = body["persons"]
    assert person["dateOfBirth"] == "29/02/1980"
    assert person["involvement"] == ["reporter", "victim"]
    assert person["contact"][0] == {"kind": "phone", "value": "07700 900123", "safe": "Y"}
    assert body["property"] == [{"type": "Bicycle", "valuePounds": 450}]


async def test_without_keys_a_lost_answer_is_uncertain_and_found_by_look_up(
    crime: RecordsSystem, there: Larkmoor
) -> None:
    assert not crime.idempotent
    assert crime.can.look_up is LookUp.SURE
    nothing = await crime.find_by_external(REPORT.report_id, None, ("crime-1",))
    assert (reply(nothing).status, reply(nothing).expected_type, nothing.receipt) == (200, True, None)
    there.drop = 1
    told = await crime.create(body_for(), new_op_id())
    assert told.outcome is Transport.NO_ANSWER
    assert classify(told.outcome, idempotent=crime.idempotent) is Verdict.UNCERTAIN
    found = await crime.find_by_external(REPORT.report_id, None, ("crime-1",))
    assert found.receipt is not None
    assert found.receipt.references == (Referred("crime-1", "LK/00001/1"),)


async def test_what_they_refuse_names_our_field(crime: RecordsSystem) -> None:
    refused = a_report(people=(a_person("p0", surname="Able"), a_person("p1", surname="Refuse")))
    told = await crime.create(body_for(refused), new_op_id())
    assert classify(told.outcome, idempotent=False) is Verdict.REJECTED
    assert reply(told).title == "Not accepted."
    assert reply(told).errors == (FieldError("/people/1/surname", "Not a name we take."),)


async def test_what_cannot_be_mapped_is_refused_here_and_nothing_is_sent(crime: RecordsSystem, there: Larkmoor) -> None:
    bad = a_report(people=(a_person(surname="x" * 41, born="in spring"),), narrative="")
    told = await crime.create(body_for(bad), new_op_id())
    assert classify(told.outcome, idempotent=False) is Verdict.REJECTED
    assert {error.pointer for error in reply(told).errors} == {
        "/people/0/surname", "/people/0/born", "/report/narrative",
    }  # fmt: skip
    assert there.requests == []


async def test_their_busy_is_ours_and_tried_again(crime: RecordsSystem, there: Larkmoor) -> None:
    there.busy = 1
    told = await crime.create(body_for(), new_op_id())
    assert classify(told.outcome, idempotent=False) is Verdict.RETRY


async def test_a_wrong_key_pauses_the_destination(there: Larkmoor) -> None:
    system = connect(a_destination(), {"CRIME_URL": there.url}, {"CRIME_KEY": "wrong"}, files=FILES)
    told = await system.create(body_for(), new_op_id())
    await system.aclose()
    assert classify(told.outcome, idempotent=False) is Verdict.AUTH


async def test_records_are_searched_by_number_person_and_vehicle(crime: RecordsSystem) -> None:
    await crime.create(body_for(), new_op_id())
    (found,) = (await crime.find_by_reference("LK/00001/1")).receipts
    assert found.record_id == "R1"
    assert (await crime.find_by_reference("LK/00009/1")).receipts == ()
    (hit,) = (await crime.look_up("people", {"surname": "Probart"})).hits
    assert (hit.record_id, hit.external_reference) == ("LK/00001/1", REPORT.report_id)
    assert (await crime.look_up("vehicles", {"registration": "TE57 VRM"})).hits
    told = await crime.look_up("addresses", {"postcode": "AB1 2CD"})
    assert isinstance(told.outcome, Reply)
    assert told.outcome.status == 501


async def test_a_supplement_goes_to_the_record_as_it_is_now(crime: RecordsSystem, there: Larkmoor) -> None:
    made = await crime.create(body_for(), new_op_id())
    assert made.receipt is not None
    told = await crime.supplement(made.receipt.record_id, body_for(a_report(narrative="More")), new_op_id())
    assert told.receipt is not None
    assert there.records[0].entries[0]["text"] == "More"
    gone = await crime.supplement("R9", body_for(), new_op_id())
    assert reply(gone).status == 404


async def test_a_file_is_added_and_a_trial_makes_nothing(crime: RecordsSystem, there: Larkmoor) -> None:
    assert reply(await crime.try_out(body_for(), new_op_id())).status == 200
    assert there.records == []
    await crime.create(body_for(), new_op_id())
    file = replace(trial_file(b"jpg"), name="lock.jpg", media_type="image/jpeg")
    assert reply(await crime.attach("R1", file, new_op_id())).status == 204
    assert there.records[0].documents == [b"jpg"]


def test_a_mapping_that_is_not_there_is_told() -> None:
    with pytest.raises(KnownError, match="names the mapping"):
        connect(a_destination(mapping="none.toml"), {"CRIME_URL": "http://127.0.0.1:1"}, {"CRIME_KEY": "k"}, files={})
