"""Heads of requests are bounded: size, number of headers, and the time they may take."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.gateway.bench import settings_for
from triage.gateway.heads import BoundedHeads
from triage.gateway.serve import Running, running
from triage.models.clock import SystemClock

BEGUN = b"GET /healthz HTTP/1.1\r\nHost: x\r\n"


@pytest.fixture
async def gateway(tmp_path: Path) -> AsyncIterator[Running]:
    async with running(settings_for(f"sqlite:///{tmp_path / 'gateway.db'}"), SystemClock()) as opened:
        yield opened


async def ask(gateway: Running, *pieces: bytes) -> bytes:
    """What comes back until the connection is closed."""
    host, port = gateway.listen.removeprefix("http://").split(":")
    reader, writer = await asyncio.open_connection(host, int(port))
    try:
        for piece in pieces:
            writer.write(piece)
            await writer.drain()
        async with asyncio.timeout(20):
            return await reader.read()
    except ConnectionError:
        return b""
    finally:
        writer.close()


async def test_a_usual_head_is_answered(gateway: Running) -> None:
    head = BEGUN + b"X-Long: " + b"a" * 8000 + b"\r\nConnection: close\r\n\r\n"
    assert (await ask(gateway, head)).startswith(b"HTTP/1.1 200")


@pytest.mark.parametrize("ended", [b"\r\n\r\n", b""], ids=["ended", "never ended"])
async def test_a_header_of_a_megabyte_is_refused(gateway: Running, ended: bytes) -> None:
    answer = await ask(gateway, BEGUN + b"X-Long: ", *[b"a" * 65_536] * 16, ended)
    assert not answer or answer.startswith(b"HTTP/1.1 400")
    assert b"200 OK" not in answer


async def test_a_head_too_long_in_one_piece_is_refused(gateway: Running) -> None:
    answer = await ask(gateway, BEGUN + b"X-Long: " + b"a" * 70_000 + b"\r\n\r\n")
    assert not answer or answer.startswith(b"HTTP/1.1 400")


async def test_too_many_headers_are_refused(gateway: Running) -> None:
    many = b"".join(b"X-%d: a\r\n" % number for number in range(150))
    assert (await ask(gateway, BEGUN + many + b"\r\n")).startswith(b"HTTP/1.1 400")


async def test_a_url_without_end_is_refused(gateway: Running) -> None:
    answer = await ask(gateway, b"GET /", *[b"a" * 65_536] * 16)
    assert not answer or answer.startswith(b"HTTP/1.1 400")


async def test_a_second_head_on_the_same_connection_is_bounded_too(gateway: Running) -> None:
    answer = await ask(gateway, BEGUN + b"\r\n", BEGUN + b"X-Long: ", *[b"a" * 65_536] * 16)
    assert answer.count(b"HTTP/1.1 200") <= 1


@pytest.mark.parametrize("sent", [b"", BEGUN], ids=["nothing", "half a head"])
async def test_a_head_that_never_ends_is_cut_off(
    gateway: Running, sent: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(BoundedHeads, "head_seconds", 0.05)
    assert b"200" not in await ask(gateway, sent)


async def test_a_waiting_connection_is_not_cut_off_between_two_requests(
    gateway: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Between requests the keep-alive time counts, not the time of a head."""
    monkeypatch.setattr(BoundedHeads, "head_seconds", 0.05)
    host, port = gateway.listen.removeprefix("http://").split(":")
    reader, writer = await asyncio.open_connection(host, int(port))
    writer.write(BEGUN + b"\r\n")
    assert (await reader.readuntil(b"}")).startswith(b"HTTP/1.1 200")
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0.2):
            await reader.read(1)
    writer.close()


async def test_trailers_after_a_chunked_body_are_refused(gateway: Running) -> None:
    head = b"POST /incidents HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n"
    answer = await ask(gateway, head + b"1\r\nx\r\n0\r\n" + b"x: y\r\n" * 10 + b"\r\n")
    assert b"400" in answer.split(b"\r\n", 1)[0]
