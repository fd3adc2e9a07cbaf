"""The network between desk and systems cut, lost and back again: each decision arrives exactly once, in order."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from tests.services.world import World, arrived, closed, notices, quick_profile, triage_one, until, world, write_draft
from tests.standin import RawServer, http_answer
from triage.models.clock import SystemClock
from triage.models.delivery import Delivery, HeldBecause
from triage.models.ids import ReportId
from triage.models.stage import Stage
from triage.models.verdict import Transport
from triage.services.api.client import ApiFailure, Client
from triage.services.desk import Desk
from triage.training.faults.modes import Fault, Mode
from triage.training.faults.proxy import FaultProxy


@asynccontextmanager
async def behind_a_proxy(there: World) -> AsyncIterator[FaultProxy]:
    """The gateway reached through a cable that can be cut."""
    address = urlsplit(there.gateway.listen)
    proxy = FaultProxy("gateway", "127.0.0.1", address.hostname or "", address.port or 0)
    there.gateway_url = f"http://127.0.0.1:{await proxy.start()}"
    try:
        yield proxy
    finally:
        await proxy.aclose()


async def once_each(there: World, report_ids: list[ReportId]) -> None:
    for report_id in report_ids:
        assert [len(await there.records_of(system, report_id)) for system in ("control", "crime")] == [1, 1]


async def test_decided_offline_then_quit_then_back_each_arrives_once(tmp_path: Path) -> None:
    async with world(tmp_path) as there, behind_a_proxy(there) as cable:
        report_ids = [await there.arrive(f"s-{number}") for number in range(2)]
        async with there.desk() as desk:
            for report_id in report_ids:
                await arrived(desk, report_id)
                await desk.claims.claim(report_id)
                await desk.triage.open(report_id)
            await cable.set_mode(Mode(mode=Fault.CUT))
            for report_id in report_ids:
                await write_draft(desk, report_id)
                await desk.triage.decide(report_id)

            async def both_held() -> bool:
                lines = [line.operation for line in await desk.outbox.lines()]
                return sum(op.held is HeldBecause.GATEWAY for op in lines) == 2

            await until(desk, both_held)
        assert not await there.records_of("control", report_ids[0])
        async with there.desk() as again:
            await cable.set_mode(Mode())
            for report_id in report_ids:
                await closed(again, report_id)
        await once_each(there, report_ids)


async def test_answers_that_are_dropped_make_no_second_record(tmp_path: Path) -> None:
    async with world(tmp_path) as there:
        for system in ("control", "crime"):
            await there.faults(system, drop_answer=0.4, seed=3)
        report_ids = [await there.arrive(f"s-{number}") for number in range(2)]
        async with there.desk() as desk:
            for report_id in report_ids:
                await arrived(desk, report_id)
                await triage_one(desk, report_id)
            for report_id in report_ids:
                await closed(desk, report_id)
        await once_each(there, report_ids)


async def test_a_field_that_records_refuse_is_named_and_mended(tmp_path: Path) -> None:
    async with world(tmp_path) as there:
        report_id = await there.arrive("s-1")
        await there.faults("crime", refuse_field="/decision/rationale", detail="is too short")
        async with there.desk() as desk:
            with notices(desk.hub) as told:
                await arrived(desk, report_id)
                await triage_one(desk, report_id)

                async def refused() -> bool:
                    detail = await desk.reports.detail(report_id)
                    return detail is not None and any(
                        line.status is Delivery.REJECTED and line.errors[0].pointer == "/decision/rationale"
                        for line in detail.deliveries
                    )

                await until(desk, refused)
            assert [notice.report_id for notice in told] == [report_id]
            await there.faults("crime")
            await desk.triage.mend(report_id)
            await write_draft(desk, report_id, rationale="Now long enough to please everybody.")
            await desk.triage.decide(report_id)
            await closed(desk, report_id)
        await once_each(there, [report_id])


async def test_undo_within_the_undo_time_sends_nothing(tmp_path: Path) -> None:
    async with world(tmp_path, quick_profile(undo_seconds=600)) as there:
        report_id = await there.arrive("s-1")
        async with there.desk() as desk:
            await arrived(desk, report_id)
            await triage_one(desk, report_id)
            await desk.triage.undo(report_id)
            detail = await desk.reports.detail(report_id)
            assert detail is not None
            assert detail.stage is Stage.IN_TRIAGE
        assert not await there.records_of("control", report_id)


async def test_the_desk_opens_offline_with_what_it_knows(tmp_path: Path) -> None:
    async with world(tmp_path) as there:
        report_id = await there.arrive("s-1")
        async with there.desk() as desk:
            await arrived(desk, report_id)
            await desk.claims.claim(report_id)
    async with there.desk() as alone:
        await write_draft(alone, report_id, rationale="Written offline.")
        assert (await alone.drafts.load(report_id)).rationale == "Written offline."


async def test_whole_report_raw_and_unknown_number_are_fetched_to_read(tmp_path: Path) -> None:
    async with world(tmp_path) as there:
        report_id = await there.arrive("s-1", "Only to read.")
        async with there.desk() as desk:
            await arrived(desk, report_id)
            assert (await desk.fetch(report_id)).report.narrative == "Only to read."
            assert b"Only to read." in await desk.raw(report_id)
            with pytest.raises(ApiFailure) as told:
                await desk.files.ask_again(report_id, 9)
            assert told.value.word == "unknown-attachment"
            detail = await desk.reports.detail(report_id)
            assert detail is not None
            assert detail.body is None


async def test_a_first_start_without_gateway_says_what_to_do(tmp_path: Path) -> None:
    async with world(tmp_path) as there:
        settings = there.settings()
    with pytest.raises(Exception, match="first start needs it"):
        await Desk.open(settings)


@pytest.mark.parametrize(
    ("answer", "status", "expected"),
    [
        (http_answer(200, b"<html>Log in</html>", "text/html"), 200, False),
        (http_answer(302, b"", "text/html", Location="http://portal.example.net/"), 302, False),
        (http_answer(503, b"{}", Retry_After="7"), 503, True),
        (http_answer(200, b"not json at all"), 200, False),
    ],
)
async def test_strange_answers_are_told_apart(answer: bytes, status: int, expected: bool) -> None:
    from triage.services.api.queue import QueueApi

    async with RawServer(answer).running() as server:
        api = QueueApi(Client(server.url, "t", SystemClock(), timeout_seconds=5))
        with pytest.raises(ApiFailure) as told:
            await api.changes("")
        await api.aclose()
    outcome = told.value.outcome
    assert not isinstance(outcome, Transport)
    assert (outcome.status, outcome.expected_type) == (status, expected)


@pytest.mark.parametrize("reset", [True, False])
async def test_a_connection_cut_after_sending_is_no_answer(reset: bool) -> None:
    from triage.services.api.queue import QueueApi

    async with RawServer(b"", reset=reset).running() as server:
        api = QueueApi(Client(server.url, "t", SystemClock(), timeout_seconds=5))
        with pytest.raises(ApiFailure) as told:
            await api.changes("")
        await api.aclose()
    assert told.value.outcome is Transport.NO_ANSWER
    assert told.value.may_have_happened
