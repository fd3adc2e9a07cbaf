"""Earlier versions stay with the report they belong to, and go with it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from tests.services.rig import Rig, a_body
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
        versions = Versions(rig.place)
        now = await rig.store.read(lambda conn: detail(conn, report_id, rig.clock.now()))
        assert now is not None
        assert now.body is not None
        assert (now.earlier, now.body.report.narrative) == ((1,), "It was a knife.")
        assert await versions.report(report_id, 1) == before
        await rig.store.write(lambda conn: erase_report(conn, report_id))
        assert await versions.report(report_id, 1) is None
    finally:
        await rig.close()
