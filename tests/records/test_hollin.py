"""The worked XML mapping of docs/mappings against a system that takes files and answers with files."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from tests.architecture.source import ROOT
from tests.builders import a_decision, a_draft, a_person, a_profile, a_report
from tests.records.systems.hollin import NAMES, Hollin
from triage.models.errors import FieldError
from triage.models.ids import OpId, new_op_id
from triage.models.person import Contact
from triage.models.profile import Destination
from triage.models.verdict import Reply, Transport, Verdict, classify
from triage.records.build import connect, mapping_of
from triage.records.connector import Exchange, LookUp, Referred
from triage.records.document import build_documents, to_json
from triage.records.mapped.over_folder import DroppedRecords

FILES = {path.name: path.read_text("utf-8") for path in (ROOT / "docs" / "mappings").iterdir()}
PLACE = Destination(
    key="crime", name="Hollin", connector="mapped-file", url="${CRIME_FOLDER}", takes=("crime",), mapping="hollin.toml"
)
REPORT = a_report()
KEYS = ("crime-1",)


def body_for(report: Any = REPORT) -> bytes:
    return to_json(build_documents(report, a_decision(report, a_draft(report)), a_profile())["crime"])


def reply(told: Exchange) -> Reply:
    assert isinstance(told.outcome, Reply)
    return told.outcome


class Rig:
    """The connector with Hollin working while it waits (``works``), or only when told to."""

    def __init__(self, folder: Path, *, works: bool) -> None:
        self.hollin = Hollin(folder)
        mapping = mapping_of(PLACE, FILES)
        assert mapping.folder is not None

        async def pause(_seconds: float) -> None:
            if works:
                self.hollin.take()

        waits = replace(mapping, folder=replace(mapping.folder, wait_seconds=0.5))
        self.system = DroppedRecords(PLACE, waits, folder=folder, schemas=FILES, pause=pause)

    async def find(self, key: OpId) -> Exchange:
        return await self.system.find_by_external(REPORT.report_id, key, KEYS)


async def test_a_file_is_taken_and_its_answer_read_back(tmp_path: Path) -> None:
    rig = Rig(tmp_path / "in", works=True)
    told = await rig.system.create(body_for(), new_op_id())
    assert told.receipt is not None
    assert (told.receipt.record_id, told.receipt.references) == ("H1", (Referred("crime-1", "HC/1/1"),))
    (root,) = rig.hollin.records
    assert root.findtext("h:HEAD/h:ExternalRef", None, NAMES) == REPORT.report_id
    assert root.findtext("h:TIME/h:From", None, NAMES) == "19-11-2026"
    nominal = root.find("h:NOMINAL", NAMES)
    assert nominal is not None
    assert nominal.attrib == {"id": "p1", "role": "AG"}
    assert [one.text for one in nominal.iterfind("h:Address/h:Line", NAMES)] == ["Orme Baths", "1 Example Street"]


async def test_no_answer_yet_is_uncertain_and_the_answer_is_found_later(tmp_path: Path) -> None:
    rig, key = Rig(tmp_path / "in", works=False), new_op_id()
    assert rig.system.can.look_up is LookUp.LATE
    told = await rig.system.create(body_for(), key)
    assert (reply(told).status, told.receipt) == (202, None)
    assert reply(await rig.find(key)).status == 202  # it lies there, or was taken: the same to us
    rig.hollin.take()
    found = await rig.find(key)
    assert found.receipt is not None
    assert found.receipt.record_id == "H1"


async def test_a_silent_system_is_never_taken_for_one_that_has_nothing(tmp_path: Path) -> None:
    rig, key = Rig(tmp_path / "in", works=True), new_op_id()
    rig.hollin.silent = True
    await rig.system.create(body_for(), key)
    assert len(rig.hollin.records) == 1
    assert reply(await rig.find(key)).status == 202
    assert reply(await rig.find(new_op_id())).status == 202


async def test_what_was_never_dropped_is_surely_not_there(tmp_path: Path) -> None:
    rig = Rig(tmp_path / "in", works=False)
    told = await rig.find(new_op_id())
    assert (reply(told).status, told.receipt) == (200, None)


async def test_a_death_before_the_rename_leaves_nothing_that_could_be_taken(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rig, key = Rig(tmp_path / "in", works=False), new_op_id()

    class Killed(BaseException):
        pass

    def die(*_paths: object) -> None:
        raise Killed

    with monkeypatch.context() as patch:
        patch.setattr(Path, "replace", die)
        with pytest.raises(Killed):
            rig.system._drop(rig.system._writer.create(body_for(), key), a_note(rig, key))
    assert rig.hollin.take() == 0
    told = await rig.find(key)
    assert (reply(told).status, told.receipt) == (200, None)


def a_note(rig: Rig, key: OpId) -> Any:
    return rig.system._note_of(rig.system._writer.create(body_for(), key))


async def test_what_the_answer_refuses_names_our_field_also_when_it_comes_late(tmp_path: Path) -> None:
    rig, key = Rig(tmp_path / "in", works=False), new_op_id()
    rig.hollin.refuse_surname = "Refuse"
    refused = a_report(people=(a_person("p0"), a_person("p1", surname="Refuse")))
    await rig.system.create(body_for(refused), key)
    rig.hollin.take()
    told = await rig.find(key)
    assert classify(told.outcome, idempotent=False) is Verdict.REJECTED
    assert reply(told).title == "Not taken."
    assert reply(told).errors == (FieldError("/people/1/surname", "Not a name Hollin takes."),)
    mended = await rig.find(new_op_id())  # what was refused made nothing, so the mend may go
    assert (reply(mended).status, mended.receipt) == (200, None)


async def test_what_fails_their_schema_names_our_field_and_nothing_is_dropped(tmp_path: Path) -> None:
    rig = Rig(tmp_path / "in", works=False)
    contacts = (Contact(kind="phone", value="ring the shop"),)
    bad = a_report(people=(a_person("p0"), a_person("p1", surname="x" * 31, contacts=contacts)))
    told = await rig.system.create(body_for(bad), new_op_id())
    assert classify(told.outcome, idempotent=False) is Verdict.REJECTED
    assert [one.pointer for one in reply(told).errors] == ["/people/1/surname", "/people/1/contacts/0/value"]
    assert rig.hollin.take() == 0


async def test_a_field_that_their_schema_misses_is_named(tmp_path: Path) -> None:
    rig = Rig(tmp_path / "in", works=False)
    moved = a_report(places=(replace(REPORT.places[0], lines=()),))
    told = await rig.system.create(body_for(moved), new_op_id())
    (fault,) = reply(told).errors
    assert fault.pointer == "/places/0"
    assert "Line" in fault.detail


async def test_a_folder_that_is_not_there_is_only_unreachable(tmp_path: Path) -> None:
    system = connect(PLACE, {"CRIME_FOLDER": str(tmp_path / "gone")}, {}, files=FILES)
    assert (await system.create(body_for(), new_op_id())).outcome is Transport.NOT_SENT
    assert (await system.find_by_external(REPORT.report_id)).outcome is Transport.NOT_SENT
    assert (await system.ping()).outcome is Transport.NOT_SENT


async def test_signs_that_xml_has_no_place_for_do_not_stop_a_report(tmp_path: Path) -> None:
    rig = Rig(tmp_path / "in", works=True)
    told = await rig.system.create(
        body_for(a_report(narrative="a\x00b <script>&amp; 😀")),
        new_op_id(),
    )
    assert told.receipt is not None
    narrative = rig.hollin.records[0].findtext("h:NARRATIVE", "", NAMES)
    assert "a\ufffdb <script>&amp; 😀" in narrative
