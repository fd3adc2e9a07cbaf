"""The outbox with systems of other manners: what may have arrived is never sent again blindly, what was refused is."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any, cast

import pytest

from tests.architecture.source import ROOT
from tests.builders import a_draft
from tests.records.systems.hollin import Hollin
from tests.records.systems.larkmoor import KEY, Larkmoor, larkmoor
from tests.services.rig import Rig
from triage.models.delivery import Delivery, HeldBecause
from triage.models.draft import CrimeLine
from triage.models.ids import ReportId
from triage.models.operation import Operation
from triage.models.profile import Destination
from triage.models.stage import Stage
from triage.records.build import mapping_of
from triage.records.connector import RecordsSystem
from triage.records.mapped.over_folder import DroppedRecords
from triage.records.mapped.over_http import MappedRecords
from triage.services.outbox import NO_LOOK_UP

FILES = {path.name: path.read_text("utf-8") for path in (ROOT / "docs" / "mappings").iterdir()}


@pytest.fixture
async def rig(tmp_path: Path) -> AsyncIterator[Rig]:
    made = await Rig(tmp_path / "desk.db", idempotent=False).open()
    yield made
    await made.close()


@pytest.fixture(scope="module")
def running() -> Iterator[Larkmoor]:
    with larkmoor() as system:
        yield system


def put(rig: Rig, system: RecordsSystem) -> None:
    """The system in the place of the rig's own crime records."""
    cast(dict[str, Any], rig.systems)["crime"] = system


def files_in(rig: Rig, folder: Path) -> Hollin:
    hollin = Hollin(folder)
    place = Destination(key="crime", name="Hollin", connector="mapped-file", url="", takes=(), mapping="hollin.toml")
    mapping = mapping_of(place, FILES)
    assert mapping.folder is not None
    mapping = replace(mapping, folder=replace(mapping.folder, wait_seconds=0))
    put(rig, DroppedRecords(place, mapping, folder=folder, schemas=FILES))
    return hollin


def asked_by_nobody(rig: Rig, system: Larkmoor) -> MappedRecords:
    """Larkmoor as if it had no look-up either."""
    system.records.clear()
    system.drop = 0
    place = Destination(
        key="crime", name="Larkmoor", connector="mapped-rest", url="", takes=(), mapping="larkmoor.toml"
    )  # fmt: skip
    place = replace(place, timeout_seconds=1)
    mapping = replace(mapping_of(place, FILES), find=None)
    made = MappedRecords(place, mapping, url=system.url, schemas={}, secret=KEY)
    put(rig, made)
    return made


async def decided(rig: Rig, number: int = 1) -> ReportId:
    report_id = await rig.arrive(number)
    await rig.triage.open(report_id)
    await rig.triage.decide(report_id)
    return report_id


async def crime_op(rig: Rig, report_id: ReportId) -> Operation:
    return next(op for op in await rig.outbox.operations(report_id) if op.destination == "crime")


async def test_an_answer_that_comes_later_closes_the_report(rig: Rig, tmp_path: Path) -> None:
    hollin = files_in(rig, tmp_path / "in")
    report_id = await decided(rig)
    for _ in range(3):
        await rig.push_next()
    assert (await crime_op(rig, report_id)).status is Delivery.UNCERTAIN
    await rig.push_next()
    hollin.take()
    await rig.settle_down()
    assert len(hollin.records) == 1
    assert rig.gateway.reports[report_id].stage is Stage.CLOSED


async def test_a_silent_system_ends_with_a_person_and_never_with_a_second_file(rig: Rig, tmp_path: Path) -> None:
    hollin = files_in(rig, tmp_path / "in")
    hollin.silent = True
    report_id = await decided(rig)
    for _ in range(3):
        await rig.push_next()
    for _ in range(3):
        hollin.take()
        await rig.reopen()
        await rig.push_next()
    rig.clock.advance(minutes=121)
    await rig.push_next()
    op = await crime_op(rig, report_id)
    assert (op.status, op.held, op.last_code) == (Delivery.HELD, HeldBecause.PERSON, NO_LOOK_UP)
    assert len(hollin.records) == 1


async def test_a_late_refusal_needs_fixing_and_its_mend_goes_at_once(rig: Rig, tmp_path: Path) -> None:
    hollin = files_in(rig, tmp_path / "in")
    hollin.refuse_surname = "Probart"
    report_id = await decided(rig)
    for _ in range(3):
        await rig.push_next()
    hollin.take()
    await rig.push_next()
    op = await crime_op(rig, report_id)
    assert op.status is Delivery.REJECTED
    assert op.errors[0].pointer == "/people/0/surname"
    hollin.refuse_surname = ""
    await rig.triage.mend(report_id)
    await rig.triage.decide(report_id)
    for _ in range(3):
        await rig.push_next()
    hollin.take()
    await rig.settle_down()
    assert len(hollin.records) == 1
    assert rig.gateway.reports[report_id].stage is Stage.CLOSED


async def test_with_neither_keys_nor_look_up_a_lost_answer_goes_to_a_person(rig: Rig, running: Larkmoor) -> None:
    system = asked_by_nobody(rig, running)
    running.drop = 1
    report_id = await decided(rig)
    for _ in range(5):
        await rig.push_next()
    op = await crime_op(rig, report_id)
    assert (op.status, op.held, op.last_code) == (Delivery.HELD, HeldBecause.PERSON, NO_LOOK_UP)
    assert len(running.records) == 1
    await system.aclose()


async def test_a_mend_of_what_was_refused_at_once_needs_no_look_there(rig: Rig, running: Larkmoor) -> None:
    system = asked_by_nobody(rig, running)
    report_id = await decided(rig)
    running.refuse = "Probart"
    for _ in range(4):
        await rig.push_next()
    assert (await crime_op(rig, report_id)).status is Delivery.REJECTED
    running.refuse = "Refuse"
    await rig.triage.mend(report_id)
    await rig.triage.decide(report_id)
    await rig.settle_down()
    assert len(running.records) == 1
    assert rig.gateway.reports[report_id].stage is Stage.CLOSED
    await system.aclose()


async def test_each_deliverable_by_itself_is_made_once_though_an_answer_is_lost(rig: Rig, running: Larkmoor) -> None:
    asked = 'each = "items"\ndeliverable = "offences/0/clientKey"\nrecord_id = "recordId"\nreference = "mainNumber"\n'
    text = FILES["larkmoor.toml"]
    start, end = text.index("[find.answer]"), text.index("[find_reference]")
    files = {"larkmoor.toml": f"{text[:start]}[find.answer]\n{asked}\n{text[end:]}"}
    running.records.clear()
    place = replace(rig.profile.destinations[1], connector="mapped-rest", mapping="larkmoor.toml", one_each=True)
    place = replace(place, timeout_seconds=1)
    system = MappedRecords(place, mapping_of(place, files), url=running.url, schemas={}, secret=KEY)
    put(rig, system)
    rig.profile = replace(rig.profile, destinations=(rig.profile.destinations[0], place))
    report_id = await rig.arrive(1)
    held = rig.gateway.reports[report_id].body.report
    lines = (*a_draft(held).crimes, CrimeLine(key="crime-2", class_code="105A", victim=held.people[0].key))
    await rig.drafts.save(a_draft(held, crimes=lines, revision=1))
    await rig.triage.open(report_id)
    await rig.triage.decide(report_id)
    kept = [op.deliverables for op in await rig.outbox.operations(report_id) if op.destination == "crime"]
    assert kept == [("crime-1",), ("crime-2",)]
    for _ in range(3):
        await rig.push_next()
    running.drop = 1
    await rig.settle_down()
    assert [[one["clientKey"] for one in record.body["offences"]] for record in running.records] == [
        ["crime-1"],
        ["crime-2"],
    ]
    told = {one.deliverable: one.reference for one in rig.gateway.reports[report_id].settles[0].references}
    assert (told["crime-1"], told["crime-2"]) == ("LK/00001/1", "LK/00002/1")
    await system.aclose()
