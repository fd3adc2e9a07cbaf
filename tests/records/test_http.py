"""What an exchange over HTTP is told as: sent or not, ours or not, and when to come again."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.builders import NOW
from tests.standin import RawServer, free_port, http_answer
from triage.models.verdict import Transport
from triage.records.http import MAX_ANSWER, Answer, exchange, is_loopback, new_client, retry_after, transport_of


async def ask(url: str, *, seconds: float = 5, step_seconds: float = 5) -> Answer | Transport:
    client = new_client(url, step_seconds)
    try:
        request = client.build_request("POST", f"{url}/records", content=b"{}")
        outcome, _ = await exchange(client, request, deadline_seconds=seconds, now=NOW)
    finally:
        await client.aclose()
    return outcome


async def answered(answer: bytes) -> Answer:
    async with RawServer(answer).running() as server:
        outcome = await ask(server.url)
    assert isinstance(outcome, Answer)
    return outcome


async def test_a_refused_connection_was_not_sent() -> None:
    assert await ask(f"http://127.0.0.1:{free_port()}") is Transport.NOT_SENT


async def test_a_name_that_does_not_resolve_was_not_sent() -> None:
    assert await ask("http://records.invalid") is Transport.NOT_SENT


async def test_a_reset_after_the_request_is_no_answer() -> None:
    async with RawServer(b"", reset=True).running() as server:
        assert await ask(server.url) is Transport.NO_ANSWER


async def test_a_close_without_an_answer_is_no_answer() -> None:
    async with RawServer(b"").running() as server:
        assert await ask(server.url) is Transport.NO_ANSWER


async def test_half_an_answer_is_no_answer() -> None:
    async with RawServer(http_answer(201, b'{"record_id": "r"}')[:-5]).running() as server:
        assert await ask(server.url) is Transport.NO_ANSWER


async def test_something_that_is_not_http_is_no_answer() -> None:
    async with RawServer(b"SSH-2.0-Example\r\n").running() as server:
        assert await ask(server.url) is Transport.NO_ANSWER


async def test_silence_is_no_answer_after_the_time_out() -> None:
    async with RawServer(b"", silent=True).running() as server:
        assert await ask(server.url, step_seconds=0.1) is Transport.NO_ANSWER


async def test_the_deadline_ends_an_exchange_that_no_single_time_out_would() -> None:
    async with RawServer(b"", silent=True).running() as server:
        assert await ask(server.url, seconds=0.1, step_seconds=30) is Transport.NO_ANSWER


@pytest.mark.parametrize(
    ("error", "told"),
    [
        (httpx.ConnectError, Transport.NOT_SENT),
        (httpx.ConnectTimeout, Transport.NOT_SENT),
        (httpx.PoolTimeout, Transport.NOT_SENT),
        (httpx.ProxyError, Transport.NOT_SENT),
        (httpx.UnsupportedProtocol, Transport.NOT_SENT),
        (httpx.ReadTimeout, Transport.NO_ANSWER),
        (httpx.WriteTimeout, Transport.NO_ANSWER),
        (httpx.ReadError, Transport.NO_ANSWER),
        (httpx.WriteError, Transport.NO_ANSWER),
        (httpx.CloseError, Transport.NO_ANSWER),
        (httpx.RemoteProtocolError, Transport.NO_ANSWER),
        (httpx.LocalProtocolError, Transport.NO_ANSWER),
        (httpx.DecodingError, Transport.NO_ANSWER),
        (httpx.TooManyRedirects, Transport.NO_ANSWER),
    ],
)
def test_each_error_of_httpx_is_told(error: type[httpx.HTTPError], told: Transport) -> None:
    assert transport_of(error("words")) is told


async def test_a_log_in_page_is_not_our_type() -> None:
    told = await answered(http_answer(200, b"<html>Sign in to the wireless network</html>", "text/html"))
    assert (told.reply.status, told.reply.expected_type, told.body) == (200, False, b"")


async def test_a_redirect_is_not_followed() -> None:
    told = await answered(http_answer(302, b"", "text/html", Location="http://portal.invalid/"))
    assert (told.reply.status, told.reply.expected_type) == (302, False)


async def test_an_answer_that_is_too_long_is_not_ours() -> None:
    told = await answered(http_answer(200, b"[" + b" " * MAX_ANSWER + b"]"))
    assert not told.reply.expected_type


async def test_a_problem_is_read_with_its_word_and_fields() -> None:
    body = (
        b'{"type": "https://example.org/problems/lease-lost", "title": "Lost",'
        b' "errors": [{"pointer": "/people/0/surname", "detail": "is too long"}]}'
    )
    reply = (await answered(http_answer(409, body, "application/problem+json; charset=utf-8"))).reply
    assert (reply.problem, reply.title) == ("lease-lost", "Lost")
    assert [(error.pointer, error.detail) for error in reply.errors] == [("/people/0/surname", "is too long")]


@pytest.mark.parametrize("kind", ["urn:problem:exists", "https://example.org/exists/", "exists"])
async def test_the_word_is_the_last_part_of_the_type(kind: str) -> None:
    told = await answered(http_answer(409, f'{{"type": "{kind}"}}'.encode(), "application/problem+json"))
    assert told.reply.problem == "exists"


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b'{"type": 7}', b'{"errors": "many"}'])
async def test_a_problem_that_cannot_be_read_is_still_a_reply(body: bytes) -> None:
    told = await answered(http_answer(422, body, "application/problem+json"))
    assert (told.reply.status, told.reply.problem) == (422, "")


async def test_retry_after_is_in_the_reply() -> None:
    told = await answered(http_answer(503, b"{}", "application/problem+json", Retry_After="7"))
    assert told.reply.retry_after == 7


@given(st.integers(0, 86_400))
def test_retry_after_in_seconds(seconds: int) -> None:
    assert retry_after(str(seconds), NOW) == seconds


@given(st.datetimes(datetime(2026, 1, 1), datetime(2027, 1, 1), timezones=st.just(UTC)))  # noqa: DTZ001 (bounds are naive)
def test_retry_after_as_a_date_is_never_negative_nor_more_than_a_day(at: datetime) -> None:
    whole = at.replace(microsecond=0)
    wait = retry_after(format_datetime(whole, usegmt=True), NOW)
    assert wait == min(max((whole - NOW) / timedelta(seconds=1), 0), 86_400)


@given(st.text())
def test_any_retry_after_is_understood_or_passed_over(text: str) -> None:
    wait = retry_after(text, NOW)
    assert wait is None or 0 <= wait <= 86_400


def test_no_retry_after_is_none() -> None:
    assert retry_after(None, NOW) is None


@pytest.mark.parametrize("url", ["http://127.0.0.1:1/x", "http://[::1]:1", "http://localhost"])
def test_loopback_addresses(url: str) -> None:
    assert is_loopback(url)


@pytest.mark.parametrize("url", ["https://127.0.0.1.example.org", "http://user@localhost.example.org", "nonsense"])
def test_other_addresses(url: str) -> None:
    assert not is_loopback(url)


async def test_a_proxy_of_the_environment_is_not_asked_for_loopback(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTP_PROXY", f"http://127.0.0.1:{free_port()}")
    monkeypatch.setenv("SSL_CERT_FILE", "/nowhere/certificates.pem")
    told = await answered(http_answer(200, b"{}"))
    assert told.reply.status == 200
