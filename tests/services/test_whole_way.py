"""One report from the queue to its references, over real sockets."""

from __future__ import annotations

from pathlib import Path

from tests.services.world import arrived, closed, triage_one, world, write_draft
from triage.models.delivery import Delivery
from triage.models.stage import Stage


async def test_a_report_goes_all_the_way(tmp_path: Path) -> None:
    async with world(tmp_path) as there:
        report_id = await there.arrive("s-1", "My bike was taken from the baths.")
        async with there.desk() as desk:
            await arrived(desk, report_id)
            assert await desk.claims.claim_next() == report_id
            assert await desk.triage.open(report_id) is Stage.IN_TRIAGE
            await write_draft(desk, report_id)
            await desk.triage.decide(report_id)
            detail = await closed(desk, report_id)
        assert {line.deliverable: line.status for line in detail.deliveries} == {
            "incident": Delivery.DELIVERED,
            "crime-1": Delivery.DELIVERED,
        }
        assert all(line.reference for line in detail.deliveries)
        assert [len(await there.records_of(system, report_id)) for system in ("control", "crime")] == [1, 1]


async def test_nothing_is_left_to_claim(tmp_path: Path) -> None:
    async with world(tmp_path) as there, there.desk() as desk:
        assert await desk.claims.claim_next() is None


async def test_an_incident_without_crime_needs_one_destination(tmp_path: Path) -> None:
    async with world(tmp_path) as there:
        report_id = await there.arrive("s-1")
        async with there.desk() as desk:
            await arrived(desk, report_id)
            await triage_one(desk, report_id, outcome="incident", crimes=())
            await closed(desk, report_id)
        assert [len(await there.records_of(system, report_id)) for system in ("control", "crime")] == [1, 0]
