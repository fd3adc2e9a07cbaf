"""Any version of a report can be read again, as it was told then."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from tests.gateway.bench import Bench, Handler, ok, payload, refused
from triage.gateway import retention, tables
from triage.models import codec
from triage.models.queue import ReportVersion


@pytest.fixture
async def path(bench: Bench) -> str:
    """The address of a report with two versions."""
    await bench.arrive("s-1", "My shed was opened.")
    return f"/v1/reports/{await bench.arrive('s-1', 'My shed was opened and a bicycle is gone.')}"


async def test_each_version_is_read_as_it_was_told(bench: Bench, ann: Handler, path: str) -> None:
    told = [codec.decode(ReportVersion, ok(await ann.call("GET", f"{path}/versions/{n}")).content) for n in (1, 2)]
    assert [(one.report.version, one.newest) for one in told] == [(1, 2), (2, 2)]
    assert ["bicycle" in one.report.narrative for one in told] == [False, True]
    raw = ok(await ann.call("GET", f"{path}/versions/1/raw"))
    assert raw.content == payload("s-1", "My shed was opened.")
    assert raw.headers["x-content-sha256"] == told[0].raw_sha256
    async with bench.parts.database.read() as connection:
        rows = await connection.execute(select(tables.audit.c.action, tables.audit.c.details))
        lines = [(row.action, row.details) for row in rows if row.action in ("version.read", "raw.read")]
    assert lines == [("version.read", {"version": 1}), ("version.read", {"version": 2}), ("raw.read", {"version": 1})]


async def test_a_version_that_is_known_is_not_sent_again(ann: Handler, path: str) -> None:
    etag = ok(await ann.call("GET", f"{path}/versions/1")).headers["etag"]
    assert (await ann.call("GET", f"{path}/versions/1", If_None_Match=etag)).status_code == 304


async def test_what_never_was_is_not_found(ann: Handler, path: str) -> None:
    for number in (0, 3, -1, 2**40):
        refused(await ann.call("GET", f"{path}/versions/{number}"), 404, "unknown-version")
        refused(await ann.call("GET", f"{path}/versions/{number}/raw"), 404, "unknown-version")


async def test_an_erased_version_says_so(bench: Bench, ann: Handler, path: str) -> None:
    async with bench.parts.database.write() as connection:
        await retention._erase(connection, path.rpartition("/")[2], bench.clock.now(), bench.clock.now())
    refused(await ann.call("GET", f"{path}/versions/1"), 410, "erased")
    refused(await ann.call("GET", f"{path}/versions/1/raw"), 410, "erased")
