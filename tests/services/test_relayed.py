"""A desk whose force sends records through the gateway: the same decisions, the same one record each."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from tests.services.world import arrived, closed, quick_profile, triage_one, world
from tests.standin import standin
from triage.gateway.config import Config, LimitsConfig, RelayConfig
from triage.models.verdict import Reply, Transport, Verdict, classify
from triage.services.api.relay import of_gateway


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


@pytest.mark.parametrize(
    ("outcome", "verdict"),
    [
        (Reply(status=503, problem="not-ready"), Verdict.RETRY),
        (Reply(status=409, problem="switched-off"), Verdict.RETRY),
        (Reply(status=409, problem="in-progress"), Verdict.RETRY),
        (Reply(status=409, problem="not-begun"), Verdict.CONFLICT),
        (Reply(status=409, problem="begun-elsewhere"), Verdict.CONFLICT),
        (Reply(status=422, problem="invalid"), Verdict.REJECTED),
        (Reply(status=503, problem="database-down"), Verdict.UNCERTAIN),
        (Reply(status=200, expected_type=False), Verdict.UNCERTAIN),
        (Transport.NO_ANSWER, Verdict.UNCERTAIN),
        (Transport.NOT_SENT, Verdict.RETRY),
    ],
)
def test_what_the_gateway_says_of_itself_is_no_word_of_the_records_system(
    outcome: Reply | Transport, verdict: Verdict
) -> None:
    assert classify(of_gateway(outcome), idempotent=False) is verdict
