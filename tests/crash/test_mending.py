"""A store that is damaged under a desk at work: mended without closing, the rest fetched, everything told."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from tests.crash.wreck import pages, scribble
from tests.services.world import World, arrived, closed, notices, until, world, write_draft
from triage.models import codec
from triage.models.ids import ReportId
from triage.models.salvage import KEPT_DAYS, Fate, Salvage
from triage.services import audit, state
from triage.services.cipher import PAGE_BYTES
from triage.services.desk import Desk


async def _held(there: World, words: str) -> ReportId:
    """A report in triage with a draft that the gateway has too; the desk is closed again."""
    report_id = await there.arrive("s-1")
    async with there.desk() as desk:
        await arrived(desk, report_id)
        await desk.claims.claim(report_id)
        await desk.triage.open(report_id)
        draft = await write_draft(desk, report_id)
        await desk.drafts.save(replace(draft, rationale=words))
    return report_id


async def _told(desk: Desk) -> Salvage:
    async def done() -> Salvage | None:
        told = await desk.mending.told()
        return told if told is not None and not told.of(Fate.FETCH) else None

    found: Salvage = await until(desk, done, "the store is mended")
    return found


async def test_a_desk_at_work_goes_on_over_a_store_that_was_damaged_under_it(tmp_path: Path) -> None:
    async with world(tmp_path) as there:
        report_id = await _held(there, "Seen on the camera.")
        async with there.desk() as desk:
            path = there.settings().store_path
            scribble(path, (pages(path) - 1) * PAGE_BYTES + 50)
            assert not await desk.store.check()
            await _told(desk)
            assert (await desk.drafts.load(report_id)).rationale == "Seen on the camera."
            await desk.triage.decide(report_id)
            await closed(desk, report_id)
        assert [len(await there.records_of(system, report_id)) for system in ("control", "crime")] == [1, 1]


async def test_what_no_page_gives_is_fetched_from_the_gateway(tmp_path: Path) -> None:
    async with world(tmp_path) as there:
        report_id = await _held(there, "Seen on the camera.")
        there.settings().store_path.write_bytes(b"")
        async with there.desk() as desk:
            told = await desk.mending.told()
            assert told is not None
            assert "gone" in told.why

            async def back() -> bool:
                return (await desk.drafts.load(report_id)).rationale == "Seen on the camera."

            await until(desk, back, "the draft comes back")
            await desk.mending.noted()
            assert await desk.mending.told() is None
            await desk.triage.open(report_id)
            await desk.triage.decide(report_id)
            await closed(desk, report_id)


async def test_a_damaged_file_is_erased_after_its_time_and_not_before_it_was_read_about(tmp_path: Path) -> None:
    async with world(tmp_path) as there, there.desk() as desk:
        path = there.settings().store_path
        now = desk.clock.now()
        old, new = (
            path.with_name(f"{path.name}.damaged-{now - timedelta(days=days):%Y%m%d-%H%M%S}")
            for days in (KEPT_DAYS + 1, KEPT_DAYS - 1)
        )
        beside = old.with_name(f"{old.name}-wal")
        for file in (old, new, beside):
            file.write_bytes(b"sealed")
        unread = codec.encode(Salvage(at=now, why="", kept_as=old.name)).decode()
        await desk.store.write(lambda conn: state.put(conn, state.SALVAGE, unread))
        assert await desk.mending.tidy() == 0
        await desk.mending.noted()
        with notices(desk.hub) as told:
            assert await desk.mending.tidy() == 1
        assert [file.exists() for file in (old, beside, new)] == [False, False, True]
        assert "erased" in told[0].what
        assert "salvage.erased" in [line.what for line in await desk.store.read(audit.lines)]
