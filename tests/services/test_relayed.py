"""A desk whose force sends records through the gateway: the same decisions, the same one record each."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from tests.services.world import arrived, closed, quick_profile, triage_one, world
from tests.standin import standin
from triage.gateway.config import Config, LimitsConfig, RelayConfig


async def test_a_decision_reaches_both_systems_through_the_gateway(tmp_path: Path) -> None:
    with standin(tmp_path / "their-records.db") as url:
        relay = RelayConfig(variables={"CONTROL_URL": f"{url}/control", "CRIME_URL": f"{url}/crime"})
        config = Config(limits=LimitsConfig(calls_per_minute=0), relay=relay)
        async with world(tmp_path, quick_profile(route="gateway"), config=config) as there:
            there.records = url  # the workstation itself is told no way there
            report_id = await there.arrive("s-1")
            async with there.desk(replace(there.settings(), records={})) as desk:
                await arrived(desk, report_id)
                await triage_one(desk, report_id)
                await closed(desk, report_id)
                found, away = await desk.find_records("77/000001/26")
            assert (len(found), away) == (1, ())
            assert [len(await there.records_of(name, report_id)) for name in ("control", "crime")] == [1, 1]
