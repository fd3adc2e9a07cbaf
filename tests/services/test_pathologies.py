"""Ways in which a network is ill, each by its name: what the desk's calls make of it. Small limits, no waiting."""

from __future__ import annotations

import asyncio
import gzip
import socket
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any

import pytest

from tests.standin import RawServer, http_answer
from triage.models.clock import ManualClock
from triage.models.verdict import Reply, Transport, Verdict, classify
from triage.services.api import client as calls
from triage.services.api.client import ApiFailure, Client

PAGE = b"<!doctype html><title>Log in to the network</title>"
HTML = "text/html; charset=utf-8"
Talk = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]


async def failure_at(url: str, *, seconds: float = 5.0) -> ApiFailure:
    """What a begin meets there."""
    client = Client(url, "token", ManualClock(), timeout_seconds=seconds)
    try:
        with pytest.raises(ApiFailure) as met:
            await client.call("POST", "/v1/reports/1/begin", body=b"{}")
    finally:
        await client.aclose()
    return met.value


async def failure_after(answer: bytes, **more: Any) -> ApiFailure:
    async with RawServer(answer, **more).running() as server:
        return await failure_at(server.url)


@asynccontextmanager
async def talking(talk: Talk) -> AsyncIterator[str]:
    """A server that reads a request's head and then does what it likes, until the client has gone."""
    over = asyncio.Event()

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            await reader.readuntil(b"\r\n\r\n")
            await talk(reader, writer)
        except (OSError, asyncio.IncompleteReadError):
            pass  # the client gave up
        finally:
            writer.close()
            over.set()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    try:
        yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
        async with asyncio.timeout(20):
            await over.wait()
    finally:
        server.close()


def saying(answer: bytes) -> Talk:
    async def says(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(answer)
        await writer.drain()

    return says


def verdict_of(failure: ApiFailure) -> Verdict:
    return classify(failure.outcome, idempotent=False)


async def test_a_captive_portal_that_answers_200_is_no_success() -> None:
    failure = await failure_after(http_answer(200, PAGE, HTML))
    assert failure.outcome == Reply(status=200, expected_type=False)
    assert verdict_of(failure) is Verdict.UNCERTAIN
    assert failure.may_have_happened


async def test_a_log_in_page_behind_a_redirect_is_not_followed() -> None:
    answer = http_answer(302, PAGE, HTML, Location="http://portal.example/login")
    failure = await failure_after(answer)
    assert failure.status == 302
    assert verdict_of(failure) is Verdict.UNCERTAIN


@pytest.mark.parametrize("status", [403, 407, 511])
async def test_a_proxy_s_log_in_page_is_tried_again_and_is_nobody_s_refusal(status: int) -> None:
    failure = await failure_after(http_answer(status, PAGE, HTML))
    assert verdict_of(failure) is Verdict.RETRY
    assert "log-in page" in failure.do


async def test_a_name_that_nobody_resolves_means_nothing_left(monkeypatch: pytest.MonkeyPatch) -> None:
    async def unknown(*_asked: Any, **_more: Any) -> Any:
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(asyncio.BaseEventLoop, "getaddrinfo", unknown)
    assert (await failure_at("http://gateway.example")).outcome is Transport.NOT_SENT


async def test_a_half_open_connection_is_given_up_and_may_have_happened() -> None:
    async def silent(reader: asyncio.StreamReader, _writer: asyncio.StreamWriter) -> None:
        await reader.read()  # to the end, which is the client's giving up

    async with talking(silent) as url:
        failure = await failure_at(url, seconds=0.2)
    assert failure.outcome is Transport.NO_ANSWER
    assert verdict_of(failure) is Verdict.UNCERTAIN


async def test_an_answer_that_drips_is_bounded_as_a_whole_not_only_by_each_read() -> None:
    async def drips(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 100000\r\n\r\n")
        while True:
            writer.write(b" ")
            await writer.drain()
            await asyncio.sleep(0.05)  # well within the time for one read

    async with talking(drips) as url:
        failure = await failure_at(url, seconds=0.3)
    assert failure.outcome is Transport.NO_ANSWER


async def test_a_reset_in_the_middle_of_the_answer_may_have_happened() -> None:
    whole = http_answer(200, b'{"report_id": "1"}')
    failure = await failure_after(whole[:-6], reset=True)
    assert failure.outcome is Transport.NO_ANSWER


async def test_a_busy_server_s_retry_after_is_kept() -> None:
    failure = await failure_after(http_answer(429, b"{}", Retry_After="120"))
    assert failure.outcome == Reply(status=429, retry_after=120.0)
    assert verdict_of(failure) is Verdict.RETRY


async def test_a_bomb_in_gzip_is_read_to_the_limit_only(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(calls, "MAX_ANSWER", 100_000)
    bomb = gzip.compress(b" " * 5_000_000)
    async with talking(saying(http_answer(200, bomb, Content_Encoding="gzip"))) as url:
        failure = await failure_at(url)
    assert failure.outcome is Transport.NO_ANSWER


async def test_an_answer_that_never_ends_is_read_to_the_limit_only(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(calls, "MAX_ANSWER", 100_000)
    async with talking(saying(http_answer(200, b" " * 1_000_000))) as url:
        failure = await failure_at(url)
    assert failure.outcome is Transport.NO_ANSWER


async def test_tls_that_is_none_sends_nothing() -> None:
    async def plain(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(http_answer(400, b"{}"))
        writer.close()

    server = await asyncio.start_server(plain, "127.0.0.1", 0)
    async with server:
        url = f"https://127.0.0.1:{server.sockets[0].getsockname()[1]}"
        assert (await failure_at(url)).outcome is Transport.NOT_SENT


async def test_a_token_that_ends_on_the_way_pauses_and_is_not_a_refusal() -> None:
    failure = await failure_after(http_answer(401, b"{}"))
    assert verdict_of(failure) is Verdict.AUTH
