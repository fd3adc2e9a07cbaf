"""Sending training reports as the hub does: waits for 201, sends again when the gateway is away, names a refusal."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

import pytest

from triage.models.errors import KnownError
from triage.training import post
from triage.training.post import Intake, post_all


class Gate:
    """A tiny intake that answers with the statuses it is given, then with 201."""

    def __init__(self, statuses: list[int]) -> None:
        self.statuses = statuses
        self.bodies: list[bytes] = []
        self.secrets: set[str] = set()

    async def answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while head := await reader.readuntil(b"\r\n\r\n"):
                headers = dict(line.lower().split(": ", 1) for line in head.decode().split("\r\n")[1:] if ": " in line)
                self.secrets.add(headers["client_secret"])
                self.bodies.append(await reader.readexactly(int(headers["content-length"])))
                status = self.statuses.pop(0) if self.statuses else 201
                writer.write(f"HTTP/1.1 {status} X\r\nContent-Length: 0\r\n\r\n".encode())
                await writer.drain()
        except (asyncio.IncompleteReadError, ConnectionResetError):
            pass
        finally:
            writer.close()


async def posting(gate: Gate, bodies: list[bytes]) -> int:
    server = await asyncio.start_server(gate.answer, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    try:
        return await post_all(Intake(url=f"http://127.0.0.1:{port}", client_id="hub", client_secret="s3"), bodies)
    finally:
        server.close()
        await server.wait_closed()


@pytest.fixture(autouse=True)
def no_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    real: Callable[[float], object] = asyncio.sleep
    monkeypatch.setattr(post.asyncio, "sleep", lambda _seconds: real(0))


async def test_each_report_is_posted_once_when_all_is_well() -> None:
    gate = Gate([])
    assert await posting(gate, [b"one", b"two"]) == 2
    assert gate.bodies == [b"one", b"two"]
    assert gate.secrets == {"s3"}


async def test_an_unavailable_gateway_gets_the_batch_again() -> None:
    gate = Gate([201, 503])
    assert await posting(gate, [b"one", b"two"]) == 2
    assert gate.bodies == [b"one", b"two", b"one", b"two"]


async def test_a_refusal_is_told_with_its_status_and_not_repeated() -> None:
    gate = Gate([422])
    with pytest.raises(KnownError, match="422"):
        await posting(gate, [b"one"])
    assert len(gate.bodies) == 1


async def test_a_gateway_that_stays_away_is_given_up_after_six_tries() -> None:
    gate = Gate([503] * 6)
    with pytest.raises(KnownError, match="unavailable"):
        await posting(gate, [b"one"])
    assert len(gate.bodies) == 6
