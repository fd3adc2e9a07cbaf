"""What answers is not who it should be, not whole, or of another time: nothing counts as done, or is made twice."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

import httpx
import pytest

from tests.builders import a_profile
from tests.gateway.authority import NOW, Authority, Pair
from tests.services.test_network import once_each
from tests.services.world import arrived, closed, triage_one, world
from tests.standin import RawServer, http_answer
from triage.models.clock import SystemClock
from triage.models.ids import new_op_id
from triage.models.verdict import Transport, Verdict, classify
from triage.records.rest import RestRecords
from triage.services.api.client import ApiFailure, Client
from triage.services.api.queue import QueueApi


@dataclass
class Impostor:
    """A server whose certificate is not one to believe; counts the requests that came through all the same."""

    port: int = 0
    heard: int = 0


@contextmanager
def impostor(pair: Pair) -> Iterator[Impostor]:
    context = pair.serving()
    listener = socket.create_server(("127.0.0.1", 0))
    made = Impostor(port=listener.getsockname()[1])

    def serve() -> None:
        while True:
            try:
                plain, _ = listener.accept()
            except OSError:
                return
            plain.settimeout(5)
            with plain, suppress(OSError), context.wrap_socket(plain, server_side=True) as asked:
                made.heard += bool(asked.recv(1))

    thread = threading.Thread(target=serve, name="impostor")
    thread.start()
    try:
        yield made
    finally:
        listener.shutdown(socket.SHUT_RDWR)
        listener.close()
        thread.join(10)


@pytest.mark.parametrize("wrong", ["another authority", "expired", "another name"])
async def test_wrong_certificate_nothing_of_a_report_leaves(tmp_path: Path, wrong: str) -> None:
    ours, others = Authority(tmp_path, "ours"), Authority(tmp_path, "others")
    ended = NOW - timedelta(days=2)
    pair = {
        "another authority": lambda: others.issue("server"),
        "expired": lambda: ours.issue("server", begins=ended - timedelta(days=9), ends=ended),
        "another name": lambda: ours.issue("server"),
    }[wrong]()
    host = "ip6-localhost.invalid" if wrong == "another name" else "127.0.0.1"
    with impostor(pair) as there:
        url = f"https://127.0.0.1:{there.port}"
        async with httpx.AsyncClient(verify=ours.trust(), trust_env=False) as client:
            if wrong == "another name":
                client.event_hooks = {"request": [lambda request: _named(request, host)]}
            place = a_profile().destinations[1]
            records = RestRecords(place, url=url, client=client, token="secret")
            exchange = await records.create(b"{}", new_op_id())
            assert exchange.outcome is Transport.NOT_SENT
            api = QueueApi(Client(url, "token", SystemClock(), client=client))
            with pytest.raises(ApiFailure) as told:
                await api.changes("")
            assert told.value.outcome is Transport.NOT_SENT
        assert there.heard == 0
        async with httpx.AsyncClient(verify=others.trust(), trust_env=False) as client:
            records = RestRecords(a_profile().destinations[1], url=url, client=client)
            told = await records.create(b"{}", new_op_id())
        assert (told.outcome is Transport.NO_ANSWER) == bool(there.heard) == (wrong == "another authority")


async def _named(request: httpx.Request, name: str) -> None:
    """Ask for the certificate of another host than the one that answers."""
    request.extensions["sni_hostname"] = name


@pytest.mark.parametrize("cut", [1, 9, 40])
async def test_truncated_json_is_no_receipt_and_is_looked_up(cut: int) -> None:
    whole = b'{"record_id":"r-1","references":[["crime-1","77/000001/26"]]}'
    async with RawServer(http_answer(201, whole[:-cut])).running() as server:
        records = RestRecords(a_profile().destinations[1], url=server.url)
        told = await records.create(b"{}", new_op_id())
        await records.aclose()
    assert told.receipt is None
    assert classify(told.outcome, idempotent=False) is Verdict.UNCERTAIN
    assert classify(told.outcome, idempotent=True) is Verdict.RETRY


async def test_json_shorter_than_was_promised_is_no_answer() -> None:
    answer = http_answer(201, b'{"record_id":"r-1","references":[]}')[:-12]
    async with RawServer(answer).running() as server:
        records = RestRecords(a_profile().destinations[1], url=server.url)
        told = await records.create(b"{}", new_op_id())
        await records.aclose()
    assert (told.receipt, told.outcome) == (None, Transport.NO_ANSWER)


async def test_truncated_json_of_the_gateway_changes_nothing() -> None:
    async with RawServer(http_answer(200, b'{"items":[{"report_id":"r-')).running() as server:
        api = QueueApi(Client(server.url, "t", SystemClock(), timeout_seconds=5))
        with pytest.raises(ApiFailure) as told:
            await api.changes("")
        await api.aclose()
    assert told.value.may_have_happened


class Skewed(SystemClock):
    """A workstation's clock that somebody set wrong."""

    def __init__(self, by: timedelta) -> None:
        self._by = by

    def now(self) -> datetime:
        return super().now() + self._by


@pytest.mark.parametrize("days", [-400, -1, 1, 400])
async def test_clock_skew_neither_lapses_a_lease_nor_doubles_a_record(tmp_path: Path, days: int) -> None:
    async with world(tmp_path) as there:
        report_id = await there.arrive("s-1")
        async with there.desk(clock=Skewed(timedelta(days=days))) as desk:
            await arrived(desk, report_id)
            await triage_one(desk, report_id)
            assert abs(desk.clock.now() - SystemClock().now()) < timedelta(seconds=30)
            await closed(desk, report_id)
        await once_each(there, [report_id])
