"""Earlier versions stay with the report they belong to, and go with it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from tests.gateway.bench import HUB, payload
from tests.services.rig import Rig, a_body
from tests.services.world import arrived, world
from triage.models.clock import SystemClock
from triage.models.errors import KnownError
from triage.services.api.client import Client
from triage.services.api.versions import VersionsApi
from triage.services.closing import erase_report
from triage.services.projection import detail
from triage.services.versions import Versions


async def test_what_a_new_version_replaces_can_still_be_read_until_the_report_is_erased(tmp_path: Path) -> None:
    rig = await Rig(tmp_path / "desk.db").open()
    try:
        report_id = await rig.arrive(1)
        newer = a_body(1, version=2)
        newer = replace(newer, report=replace(newer.report, narrative="It was a knife."))
        rig.gateway.reports[report_id].body = newer
        before = a_body(1).report
        await rig.triage.take_new_version(report_id)
        versions = Versions(rig.place, VersionsApi(Client("http://127.0.0.1:1", "nobody", SystemClock())))
        now = await rig.store.read(lambda conn: detail(conn, report_id, rig.clock.now()))
        assert now is not None
        assert now.body is not None
        assert (now.earlier, now.body.report.narrative) == ((1,), "It was a knife.")
        assert await versions.report(report_id, 1) == before
        await rig.store.write(lambda conn: erase_report(conn, report_id))
        with pytest.raises(KnownError):
            await versions.report(report_id, 1)
    finally:
        await rig.close()


async def test_a_version_that_was_never_here_is_read_at_the_gateway(tmp_path: Path) -> None:
    async with world(tmp_path) as there:
        report_id = await there.arrive("s-1")
        body = payload("s-1", "My shed was opened, and now I know what is gone: a bicycle.")
        await there.http.post(f"{there.gateway.intake}/incidents", content=body, headers=HUB)
        await there.gateway.parts.reader.catch_up()
        async with there.desk() as desk:
            await arrived(desk, report_id)
            await desk.claims.claim(report_id)
            detail = await desk.reports.detail(report_id)
            assert detail is not None
            assert detail.body is not None
            assert (detail.earlier, detail.body.report.version) == ((), 2)
            before = await desk.versions.report(report_id, 1)
            assert (before.version, "bicycle" in before.narrative) == (1, False)
            with pytest.raises(KnownError, match="no such version"):
                await desk.versions.report(report_id, 3)
