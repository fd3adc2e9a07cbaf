"""Imported reference data as desktops fetch it: versions, parts, a version that was replaced meanwhile."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest

from tests.gateway.bench import ON_SQLITE, UNLIMITED, Bench, ok, open_bench, refused
from tests.insight.reference.builders import EAST, NSPL, row, take, write_csv
from triage.gateway.check.finding import Level, Setup
from triage.gateway.check.reference import check_refdata
from triage.gateway.config import RefdataConfig
from triage.gateway.settings import GatewaySettings
from triage.insight.reference.shelf import file_of, in_use
from triage.models import codec
from triage.models.clock import SystemClock
from triage.models.reference import RefSet
from triage.models.view_store import RefData


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    take("postcodes", write_csv(tmp_path / "nspl.csv", NSPL, [row("EB1 1AA", EAST)]), tmp_path)
    take("crime-classes", write_csv(tmp_path / "c.csv", ("code", "name"), [("8N", "Assault")]), tmp_path, "2026/27")
    return tmp_path / "refdata"


async def sets(bench: Bench) -> dict[str, RefSet]:
    told = codec.decode(RefData, ok(await bench.ann.call("GET", "/v1/refdata")).content)
    assert [entry.code for entry in told.crime_classes] == ["8N"]
    return {entry.kind: entry for entry in told.sets}


@pytest.fixture
async def bench(settings: GatewaySettings, folder: Path) -> AsyncIterator[Bench]:
    config = replace(UNLIMITED, refdata=RefdataConfig(folder=str(folder)))
    async with open_bench(replace(settings, config=config)) as opened:
        yield opened


@ON_SQLITE
async def test_versions_and_files_are_served(bench: Bench, folder: Path) -> None:
    found = await sets(bench)
    assert list(found) == ["postcodes", "crime-classes"]
    entry = found["postcodes"]
    path = f"/v1/refdata/postcodes/{entry.sha256}"
    whole = ok(await bench.ann.call("GET", path)).content
    assert len(whole) == entry.size
    assert codec.sha256(whole) == entry.sha256
    part = await bench.ann.call("GET", path, Range="bytes=10-19")
    assert (part.status_code, part.content) == (206, whole[10:20])
    refused(await bench.ann.call("GET", "/v1/refdata/places/" + entry.sha256), 404, "not-found")
    refused(await bench.ann.call("GET", "/v1/refdata/postcodes/..%2f..%2fetc"), 404, "not-found")
    take("postcodes", write_csv(folder.parent / "new.csv", NSPL, [row("EB2 2AA")]), folder.parent)
    refused(await bench.ann.call("GET", path), 404, "not-found")
    assert (await sets(bench))["postcodes"].version == "new"


@ON_SQLITE
async def test_the_set_up_check_tells_what_is_served(settings: GatewaySettings, folder: Path) -> None:
    async def found(where: Path) -> list[tuple[Level, str]]:
        config = replace(UNLIMITED, refdata=RefdataConfig(folder=str(where)))
        setup = Setup(settings=replace(settings, config=config), told={}, clock=SystemClock())
        return [(one.level, one.what) for one in await check_refdata(setup)]

    assert await found(folder) == [(Level.OK, "In use: postcodes nspl, crime-classes 2026/27.")]
    file_of(folder, in_use(folder)[0]).write_bytes(b"cut short")
    assert [level for level, _ in await found(folder)] == [Level.WARNING, Level.OK]
    assert [level for level, _ in await found(folder / "none")] == [Level.WARNING]
