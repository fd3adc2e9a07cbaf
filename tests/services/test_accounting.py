"""The gateway's line beside what records have, and what a workstation states of itself."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.builders import NOW
from tests.services.rig import Rig, with_rig
from triage.models import codec
from triage.models.account import AccountLine, Contradiction, Place
from triage.models.decision import Reference
from triage.models.ids import ReportId
from triage.models.operation import OpKind
from triage.models.stage import Stage
from triage.records.connector import Receipt, Referred
from triage.services.accounting import compared
from triage.services.statements import stated

MADE = Reference(deliverable="incident", destination="control", reference="CAD 7", record_id="r-1")
RECEIPT = Receipt(record_id="r-1", references=(Referred("incident", "CAD 7"),))
OTHER = Receipt(record_id="r-2", references=(Referred("incident", "CAD 8"),))
C = Contradiction


def a_line(place: Place = Place.RECORDED, *references: Reference) -> AccountLine:
    return AccountLine(
        report_id=ReportId("one"), version=1, received_at=NOW, place=place, since=NOW, references=references
    )


@pytest.mark.parametrize(
    ("line", "receipts", "kinds"),
    [
        (a_line(Place.RECORDED, MADE), (RECEIPT,), []),
        (a_line(Place.RECORDED, MADE), (), [C.NOT_AT_RECORDS]),
        (a_line(Place.RECORDED, MADE), (OTHER,), [C.OTHER_AT_RECORDS]),
        (a_line(Place.RECORDED, MADE), (RECEIPT, OTHER), [C.TWICE_AT_RECORDS]),
        (a_line(Place.ERASED, MADE), (), [C.NOT_AT_RECORDS]),
        (a_line(Place.QUEUE), (), []),
        (a_line(Place.QUEUE), (RECEIPT,), [C.AT_RECORDS_NOT_SETTLED]),
        (a_line(Place.NO_RECORD), (RECEIPT,), [C.AT_RECORDS_NOT_SETTLED]),
        (a_line(Place.BEGUN), (RECEIPT,), []),
        # Reopened after it was recorded: what was given stays with it.
        (a_line(Place.QUEUE, MADE), (RECEIPT,), []),
    ],
)
def test_a_line_beside_records(line: AccountLine, receipts: tuple[Receipt, ...], kinds: list[Contradiction]) -> None:
    assert [one.kind for one in compared(line, "control", receipts, fresh=False)] == kinds


def test_what_records_may_not_find_yet_is_no_difference() -> None:
    assert compared(a_line(Place.RECORDED, MADE), "control", (), fresh=True) == ()


@pytest.mark.parametrize(
    "reference",
    [
        # Dispatch (F9) gave it by voice: a person made that record, and not under our reference.
        Reference(deliverable="incident", destination="control", reference="CAD 77 of 20NOV26"),
        Reference(deliverable="supplement", destination="control", reference="CAD 1", record_id="r-9"),
        Reference(deliverable="handoff-1", destination="control", reference="RP/7", record_id="r-9"),
        Reference(deliverable="crime-1", destination="crime", reference="77/1/26", record_id="r-9"),
    ],
)
def test_what_was_not_made_there_is_not_looked_for_there(reference: Reference) -> None:
    assert compared(a_line(Place.RECORDED, reference), "control", (), fresh=False) == ()


def test_a_workstation_states_what_waits_and_nothing_that_anybody_said(tmp_path: Path) -> None:
    async def act(rig: Rig) -> None:
        report_id = await rig.arrive(1)
        await rig.triage.decide(report_id)
        told = await rig.store.read(lambda conn: stated(conn, rig.clock.now()))
        (one,) = told.reports
        assert (one.report_id, one.stage, one.owner, one.held) == (report_id, Stage.DECIDED, "h1", True)
        assert [op.kind for op in one.operations] == [OpKind.BEGIN, OpKind.CREATE, OpKind.CREATE]
        sent = codec.encode(told).decode()
        assert not [words for words in ("Probart", "baths", "07700", "example.com") if words in sent]
        await rig.settle_down()
        assert (await rig.store.read(lambda conn: stated(conn, rig.clock.now()))).reports == ()

    with_rig(tmp_path / "desk.db", act)
