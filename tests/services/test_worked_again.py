"""A report that was recorded before and is worked again, at whichever workstation: nothing is recorded twice."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from tests.services.rig import Rig, with_rig
from triage.models.decision import Reference
from triage.models.ids import ReportId
from triage.models.operation import MAKES, OpKind
from triage.services import operations


async def arrive_with(rig: Rig, *references: Reference) -> ReportId:
    """A report of which the gateway knows these references; this workstation has never seen it before."""
    report_id = await rig.arrive(1)
    held = rig.gateway.reports[report_id]
    held.body = replace(held.body, references=references)
    await rig.claim(report_id)
    return report_id


def test_the_incident_that_dispatch_gave_is_not_made_a_second_time(tmp_path: Path) -> None:
    async def act(rig: Rig) -> None:
        by_voice = Reference(deliverable="incident", destination="control", reference="CAD 77 of 20NOV26")
        report_id = await arrive_with(rig, by_voice)
        await rig.triage.decide(report_id)
        await rig.settle_down()
        assert (rig.systems["control"].made_for(report_id), rig.systems["crime"].made_for(report_id)) == (0, 1)
        (settle,) = rig.gateway.reports[report_id].settles
        assert by_voice in settle.references

    with_rig(tmp_path / "desk.db", act)


def test_what_was_made_before_is_added_to(tmp_path: Path) -> None:
    async def act(rig: Rig) -> None:
        made = Reference(deliverable="incident", destination="control", reference="CAD 7", record_id="control-1")
        report_id = await arrive_with(rig, made)
        await rig.triage.decide(report_id)
        queued = await rig.store.read(lambda conn: operations.of_report(conn, report_id))
        assert {one.op.destination: one.op.kind for one in queued if one.op.kind in MAKES} == {
            "control": OpKind.SUPPLEMENT, "crime": OpKind.CREATE,
        }  # fmt: skip

    with_rig(tmp_path / "desk.db", act)
