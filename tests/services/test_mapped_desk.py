"""A whole desk whose crime records are another system's: the mapping comes with the profile from the gateway."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from tests.architecture.source import ROOT
from tests.gateway.media.desk import inline
from tests.records.systems.larkmoor import KEY, larkmoor
from tests.services.test_files import LARGE, arrive
from tests.services.world import arrived, closed, quick_profile, triage_one, world
from triage.gateway.config import Config, LimitsConfig, RelayConfig
from triage.models.profile import Destination

FILES = {path.name: path.read_text("utf-8") for path in (ROOT / "docs" / "mappings").iterdir()}
CRIME = Destination(
    key="crime", name="Larkmoor", connector="mapped-rest", url="${CRIME_URL}", takes=("crime",), secret_ref="CRIME_KEY",
    mapping="larkmoor.toml", attachments=("image/*",),
)  # fmt: skip


@pytest.fixture
def key_file(tmp_path: Path) -> Path:
    (tmp_path / "key").write_text(KEY)
    return tmp_path / "key"


@pytest.mark.parametrize("route", ["direct", "gateway"])
async def test_a_decision_becomes_their_record_by_either_route(tmp_path: Path, key_file: Path, route: str) -> None:
    profile = quick_profile(route=route, files=FILES)
    profile = replace(profile, destinations=(profile.destinations[0], CRIME))
    with larkmoor() as theirs:
        here = {"CONTROL_URL": "", "CRIME_URL": theirs.url}
        relay = RelayConfig(variables=here, secret_files={"CRIME_KEY": str(key_file)})
        config = Config(limits=LimitsConfig(calls_per_minute=0), relay=relay)
        async with world(tmp_path, profile, config=config) as there:
            here["CONTROL_URL"] = f"{there.records}/control"
            report_id = await arrive(there, "s-1", inline(LARGE))
            direct = route == "direct"
            mine = there.settings(records=here if direct else {}, secrets={"CRIME_KEY": KEY} if direct else {})
            async with there.desk(mine) as desk:
                await arrived(desk, report_id)
                await triage_one(desk, report_id)
                await closed(desk, report_id)
        (record,) = theirs.records
        assert record.body["header"]["clientReference"] == report_id
        assert record.documents == [LARGE]
