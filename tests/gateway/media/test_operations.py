"""What those who run a gateway are told: figures, a check of the settings; and a gateway that is killed."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from pathlib import Path

import httpx
from sqlalchemy import func, select

from tests.gateway.authority import Authority
from tests.gateway.bench import HUB, ON_SQLITE, ok
from tests.gateway.media.clamd import scanner
from tests.gateway.media.desk import EICAR, EXE, JPEG, MediaDesk, inline, linked, report
from tests.gateway.media.hub import Hub, answered, stuck
from tests.gateway.process import Process, gateway
from triage.gateway import tables
from triage.gateway.config.media import MediaConfig
from triage.gateway.database import Database
from triage.gateway.database import database_url as url_of
from triage.gateway.media.check import check
from triage.gateway.media.figures import MediaFigures, media_figures
from triage.gateway.media.store import PART
from triage.gateway.wake import Wake
from triage.models import codec
from triage.models.files import STORED
from triage.models.queue import ReportBody

LARGE = JPEG + bytes(2 * PART)


async def test_figures(desk: MediaDesk) -> None:
    async def figures() -> MediaFigures:
        return await media_figures(desk.bench.parts.database, desk.bench.clock.now())

    assert await figures() == MediaFigures()
    await desk.arrive(inline(EXE), linked("https://evil.example/1"), linked(desk.hub.url("/1")), inline(JPEG))
    desk.bench.clock.advance(seconds=90)
    assert await figures() == MediaFigures(waiting=4, overdue_seconds=90)
    await desk.work()
    assert await figures() == MediaFigures(waiting=1, suspicious=1, failed=1)


@ON_SQLITE
async def test_an_infected_file_is_counted(desk: MediaDesk) -> None:
    with scanner() as clamd:
        await desk.after(inline(EICAR, "note.txt", "text/plain"), media=desk.media(clamd=clamd.address))
        found = await check(MediaConfig(clamd=clamd.path))
    assert (await media_figures(desk.bench.parts.database, desk.bench.clock.now())).infected == 1
    assert [(finding.ok, finding.what) for finding in found] == [
        (True, "No hub hosts are listed: media links are not fetched."),
        (True, "clamd answers."),
    ]


async def test_a_check_names_what_does_not_work() -> None:
    async def resolve(host: str, port: int) -> Sequence[str]:
        known = {"good.example": ["93.184.216.34"], "inside.example": ["10.0.0.1"]}
        if host not in known:
            raise OSError
        return known[host]

    hosts = ("good.example", "inside.example", "gone.example", ".below.example", "10.1.1.1")
    found = await check(MediaConfig(hosts=hosts, clamd="127.0.0.1:9"), resolve=resolve)
    assert [(finding.ok, finding.what) for finding in found] == [
        (True, "good.example can be found."),
        (False, "inside.example leads to a private address."),
        (False, "gone.example is not known to the resolver."),
        (True, "10.1.1.1 can be found."),
        (False, "clamd does not answer."),
    ]
    [wrong] = await check(MediaConfig(hosts=("a b",)))
    assert not wrong.ok
    assert wrong.detail.startswith("media.hosts")


async def test_a_gateway_killed_while_fetching_is_gone_on_from(
    hub: Hub, authority: Authority, database_url: str, tmp_path: Path
) -> None:
    settings = tmp_path / "gateway.toml"
    settings.write_text(
        f'[media]\nhosts = ["127.0.0.1:{hub.port}"]\nca_file = "{authority.file}"\n'
        "claim_seconds = 1\npoll_seconds = 0.2\nside_by_side = 1\n"
    )
    half_sent = asyncio.Event()
    hub.answers["/1"] = stuck(hub, LARGE, half_sent)
    with gateway(tmp_path, "--config", str(settings), db=database_url) as first:
        async with httpx.AsyncClient(trust_env=False) as http:
            told = ok(await http.post(f"{first.intake}/incidents", content=report(linked(hub.url("/1"))), headers=HUB))
        await half_sent.wait()
        first.process.kill()
    hub.answers["/1"] = answered(LARGE)
    with gateway(tmp_path, "--config", str(settings), db=database_url) as second:
        body = await stored(second, told.json()["data"]["id"])
        async with second.desk() as desk:
            answer = ok(await desk.get(f"/v1/reports/{body.report.report_id}/attachments/1"))
    assert answer.content == LARGE
    assert hub.paths == ["/1", "/1"]
    assert await takes(database_url) == 1


async def stored(process: Process, report_id: str) -> ReportBody:
    """The report once its file is here: each change of the feed is looked at."""
    delta = ""
    async with process.desk() as desk, asyncio.timeout(60):
        while True:
            body = codec.decode(ReportBody, ok(await desk.get(f"/v1/reports/{report_id}")).content)
            if body.files[0].state == STORED:
                return body
            page = ok(await desk.get("/v1/changes", params={"after": delta, "wait": 5} if delta else {})).json()
            delta = page["delta"]


async def takes(db: str) -> int:
    """How many takes left parts in the store."""
    database = Database(url_of(db), Wake())
    try:
        async with database.read() as connection:
            takes = select(func.count(func.distinct(tables.media_chunks.c.take)))
            return int(await connection.scalar(takes) or 0)
    finally:
        await database.close()
