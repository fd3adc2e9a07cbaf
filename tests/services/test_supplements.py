"""What comes after a report was recorded is added to its record, on whichever workstation, and never made anew."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from tests.architecture.source import ROOT
from tests.builders import a_draft
from tests.records.systems.hollin import Hollin
from tests.services.rig import Rig
from tests.services.world import World, arrived, closed, triage_one, until, world
from tests.standin import CONTROL_TOKEN
from triage.models.decision import Reference
from triage.models.delivery import Delivery, HeldBecause
from triage.models.ids import ReportId
from triage.models.profile import Destination
from triage.models.stage import Stage
from triage.records.build import mapping_of
from triage.records.mapped.over_folder import DroppedRecords
from triage.services.desk import Desk
from triage.services.outbox import BY_HAND

FILES = {path.name: path.read_text("utf-8") for path in (ROOT / "docs" / "mappings").iterdir()}


async def supplements(there: World) -> list[int]:
    headers = {"Authorization": f"Bearer {CONTROL_TOKEN}"}
    told: dict[str, Any] = (await there.http.get(f"{there.records}/_training", headers=headers)).json()["systems"]
    return [told[name]["counts"].get("supplements", 0) for name in ("control", "crime")]


async def open_again(desk: Desk, report_id: ReportId) -> None:
    async def check() -> bool:
        detail = await desk.reports.detail(report_id)
        return detail is not None and detail.stage is Stage.INCOMING

    await until(desk, check, f"{report_id} is open again")


@pytest.mark.parametrize("again_at", ["desk", "another"])
async def test_a_new_version_after_closing_is_added_to_the_records(tmp_path: Path, again_at: str) -> None:
    async with world(tmp_path) as there:
        report_id = await there.arrive("s-1")
        async with there.desk() as desk:
            await arrived(desk, report_id)
            await triage_one(desk, report_id)
            await closed(desk, report_id)
        assert await there.arrive("s-1", "My shed was opened in the night. The saw is gone too.") == report_id
        async with there.desk(there.settings(home=again_at)) as desk:
            await arrived(desk, report_id)
            await open_again(desk, report_id)
            await triage_one(desk, report_id)
            await closed(desk, report_id)
        assert [len(await there.records_of(name, report_id)) for name in ("control", "crime")] == [1, 1]
        assert await supplements(there) == [1, 1]


@pytest.fixture
async def rig(tmp_path: Path) -> AsyncIterator[Rig]:
    made = await Rig(tmp_path / "desk.db").open()
    yield made
    await made.close()


async def test_where_nothing_can_be_added_a_person_adds_it_and_says_so(rig: Rig, tmp_path: Path) -> None:
    place = Destination(key="crime", name="Hollin", connector="mapped-file", url="", takes=(), mapping="hollin.toml")
    hollin = Hollin(tmp_path / "in")
    system = DroppedRecords(place, mapping_of(place, FILES), folder=hollin.folder, schemas=FILES)
    rig.systems["crime"] = system  # type: ignore[assignment]
    report_id = await rig.arrive(1)
    await recorded_before(rig, report_id)
    await rig.triage.open(report_id)
    await rig.triage.decide(report_id)
    for _ in range(4):
        await rig.push_next()
    op = next(op for op in await rig.outbox.operations(report_id) if op.destination == "crime")
    assert (op.status, op.held, op.last_code) == (Delivery.HELD, HeldBecause.PERSON, BY_HAND)
    await rig.outbox.retry(op.op_id)
    await rig.settle_down()
    assert rig.gateway.reports[report_id].stage is Stage.CLOSED
    assert hollin.take() == 0
    told = {(one.deliverable, one.reference) for one in rig.gateway.reports[report_id].settles[0].references}
    assert ("supplement", "HC/9/1") in told


async def recorded_before(rig: Rig, report_id: ReportId) -> None:
    """An earlier decision, of another workstation, made the crime record."""
    held = rig.gateway.reports[report_id]
    reference = Reference(deliverable="crime-1", destination="crime", reference="HC/9/1", record_id="H9")
    held.body = replace(held.body, references=(reference,))
    await rig.claim(report_id)
    await rig.drafts.save(replace(a_draft(held.body.report), revision=1))
