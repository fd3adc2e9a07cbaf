"""The gateway as a process: announced, stopped in order, killed without losing what it acknowledged."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import socket
import sys
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from tests.gateway import process
from tests.gateway.bench import HUB, begin_body, decided, ok, payload, settings_for
from triage.cli import main
from triage.gateway.cli import announce
from triage.gateway.database import DatabaseDown
from triage.gateway.ready import ask
from triage.gateway.serve import running
from triage.gateway.settings import Address
from triage.models import codec
from triage.models.clock import ManualClock
from triage.models.errors import KnownError
from triage.models.queue import Changes, Claimed

PLANTED = ("Zebedee", "Quillfeather", "07700 900321", "zebedee@example.org", "12 Nowhere Lane", "SUBMISSION-SECRET-9")


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[process.Process]:
    """One gateway with one listener for the tests that only talk to it."""
    with process.gateway(tmp_path_factory.mktemp("gateway")) as gateway:
        yield gateway


async def post(base: str, body: bytes, **headers: str) -> httpx.Response:
    async with httpx.AsyncClient(base_url=base, timeout=60, trust_env=False) as http:
        return await http.post("/incidents", content=body, headers={**HUB, **headers})


async def test_one_line_tells_where_both_are_served(server: process.Process) -> None:
    assert server.listen == server.intake
    async with server.desk() as desk:
        assert ok(await desk.get("/healthz")).json() == {"status": "ok"}
        assert ok(await desk.get("/readyz")).json() == {"status": "ready"}


def test_a_health_check_asks_the_gateway_that_runs(server: process.Process, tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("right-secret\n")
    told = {"db": f"sqlite:///{tmp_path}/x.db", "client-id": "hub", "client-secret-file": str(tmp_path / "secret")}
    told = {name.replace("-", "_"): value for name, value in told.items()}
    port = server.listen.rpartition(":")[2]
    assert ask({**told, "listen": f"0.0.0.0:{port}"}, {}) == "ready"
    with pytest.raises(KnownError, match="No gateway answers"):
        ask({**told, "listen": "127.0.0.1:9"}, {})


async def test_26_megabytes_are_refused(server: process.Process) -> None:
    answer = await post(server.intake, b'{"x": "' + b"a" * 26 * 1024 * 1024 + b'"}')
    assert (answer.status_code, answer.json()["errors"][0]["code"]) == (413, "too-large")


async def test_a_large_report_within_the_limit_is_taken(server: process.Process) -> None:
    answer = await post(server.intake, payload("s-large", "word " * 400_000))
    assert answer.status_code == 201


async def test_the_log_holds_nothing_that_was_told(server: process.Process) -> None:
    text = f"I am {PLANTED[0]} {PLANTED[1]}, {PLANTED[2]}, {PLANTED[3]}, {PLANTED[4]}"
    answer = await post(server.intake, payload(PLANTED[5], text))
    report_id = answer.json()["data"]["id"]
    await server.shown(report_id)
    await post(server.intake, text.encode())
    await post(server.intake, payload(PLANTED[5], text), client_secret="wrong-secret-77")
    async with server.desk() as desk:
        ok(await desk.get(f"/v1/reports/{report_id}", params={"name": PLANTED[0]}))
        await desk.get(f"/v1/{PLANTED[1]}")
        await desk.post("/v1/claims", content=text.encode())
    log = server.log()
    lines = [json.loads(line) for line in log.splitlines()]
    for word in (*PLANTED, "right-secret", "wrong-secret-77", "token-ann"):
        assert word not in log
    asked = [line for line in lines if line["what"] == "request"]
    assert report_id in [line["report_id"] for line in asked if line.get("outcome") == "new"]
    assert all({"method", "route", "status", "ms", "request_id", "word"} <= set(line) for line in asked)
    assert {"unreadable", "unauthorised", "not-found"} <= {line["word"] for line in asked}


async def test_intake_apart_serves_the_hub_only(tmp_path: Path) -> None:
    settings = settings_for(f"sqlite:///{tmp_path / 'gateway.db'}", intake_listen=Address("127.0.0.1", 0))
    async with running(settings, ManualClock()) as gateway:
        assert gateway.listen != gateway.intake
        assert (await post(gateway.intake, payload("s-1"))).status_code == 201
        elsewhere = await post(gateway.listen, payload("s-2"))
        assert elsewhere.status_code == 404
        assert "received at another address" in elsewhere.text
        headers = {"Authorization": "Bearer token-ann"}
        async with httpx.AsyncClient(base_url=gateway.intake, headers=headers, trust_env=False) as hub:
            assert (await hub.get("/v1/changes")).status_code == 404
            assert (await hub.get("/openapi.json")).status_code == 404
            assert (await hub.get("/readyz")).status_code == 200


async def test_it_stops_in_order_even_while_a_reader_waits(tmp_path: Path) -> None:
    with process.gateway(tmp_path) as gateway:
        async with gateway.desk() as desk, asyncio.TaskGroup() as group:
            delta = codec.decode(Changes, (await desk.get("/v1/changes")).content).delta
            waiting = group.create_task(desk.get("/v1/changes", params={"after": delta or "", "wait": 60}))
            await asyncio.sleep(0.2)
            gateway.process.send_signal(signal.SIGTERM)
            assert await asyncio.to_thread(gateway.process.wait, 20) == 0
            assert ok(await waiting).json()["items"] == []
        assert '"what": "stopped"' in gateway.log()


async def test_a_kill_loses_nothing_that_was_acknowledged(tmp_path: Path) -> None:
    acknowledged: set[str] = set()
    enough = asyncio.Event()

    async def send(base: str) -> None:
        async with httpx.AsyncClient(base_url=base, timeout=10, trust_env=False) as http:
            for number in range(10_000):
                answer = await http.post("/incidents", content=payload(f"s-{number}"), headers=HUB)
                acknowledged.add(ok(answer).json()["data"]["id"])
                if len(acknowledged) == 25:
                    enough.set()

    with process.gateway(tmp_path) as gateway:
        async with asyncio.TaskGroup() as group:
            sending = group.create_task(_until_broken(send(gateway.intake)))
            async with asyncio.timeout(30):
                await enough.wait()
            gateway.process.kill()
            await sending
    with process.gateway(tmp_path) as gateway:
        page = await gateway.shown(*acknowledged)
    assert acknowledged <= {item.report_id for item in page.items}
    assert len(page.items) <= len(acknowledged) + 1


async def test_a_begin_outlives_a_kill(tmp_path: Path) -> None:
    with process.gateway(tmp_path) as gateway:
        posted = await post(gateway.intake, payload("s-1"))
        await gateway.shown(posted.json()["data"]["id"])
        async with gateway.desk() as desk:
            held = codec.decode(tuple[Claimed, ...], ok(await desk.post("/v1/claims")).content)[0]
            path = f"/v1/reports/{held.report_id}"
            body = codec.encode(begin_body(held, decided(held, "ann")))
            headers = {"If-Match": held.etag, "Idempotency-Key": "k"}
            first = ok(await desk.post(f"{path}/begin", content=body, headers=headers))
        gateway.process.kill()
    with process.gateway(tmp_path) as gateway:
        async with gateway.desk() as desk, gateway.desk("bob") as bob:
            assert (await bob.post(f"{path}/claim")).status_code == 409
            again = ok(await desk.post(f"{path}/begin", content=body, headers=headers))
            assert again.content == first.content
            settle = {"fence": held.fence, "references": [], "outcome": "incident"}
            ok(await desk.post(f"{path}/settle", json=settle, headers={"Idempotency-Key": "k2"}))


async def _until_broken(work: object) -> None:
    try:
        await work  # type: ignore[misc]
    except httpx.TransportError:
        return


async def test_an_address_that_is_taken_is_told(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        address = Address("127.0.0.1", taken.getsockname()[1])
        with pytest.raises(KnownError, match="cannot listen"):
            async with running(settings_for(f"sqlite:///{tmp_path / 'g.db'}", listen=address), ManualClock()):
                pass


async def test_a_database_that_is_away_is_told() -> None:
    with pytest.raises(DatabaseDown):
        async with running(settings_for("postgresql://triage@127.0.0.1:1/none"), ManualClock()):
            pass


def test_wrong_settings_end_with_2_and_are_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    words = process.command(tmp_path, "--listen", "nonsense")[3:]
    assert main(words) == 2
    assert "--listen (TRIAGE_GATEWAY_LISTEN)" in capsys.readouterr().err


def test_a_closed_standard_output_does_no_harm(monkeypatch: pytest.MonkeyPatch) -> None:
    reader, writer = os.pipe()
    os.close(reader)
    with os.fdopen(writer, "w") as closed:
        monkeypatch.setattr(sys, "stdout", closed)
        announce("http://127.0.0.1:1", "http://127.0.0.1:2")
        closed.flush()
