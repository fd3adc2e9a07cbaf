"""Why nothing was reached is told in words; the name of a class helps nobody."""

from __future__ import annotations

import asyncio
import socket
import ssl

import httpx
import pytest

from triage.records.unreached import distrust, why


def of(error: BaseException, cause: BaseException) -> BaseException:
    error.__cause__ = cause
    return error


ERRORS = [
    (httpx.ConnectTimeout(""), "no connection within the time limit"),
    (httpx.PoolTimeout(""), "no answer within the time limit"),
    (TimeoutError(), "no answer within the time limit"),
    (httpx.RemoteProtocolError("illegal status line"), "it does not answer as a web server does"),
    (of(httpx.ConnectError(""), socket.gaierror(-5, "No address associated with hostname")), "its name is not known"),
    (of(httpx.ConnectError(""), OSError(101, "Network is unreachable")), "there is no way to it in this network"),
    (of(httpx.ConnectError(""), ssl.SSLError(1, "WRONG_VERSION_NUMBER")), "no encrypted connection could be agreed"),
    (httpx.ConnectError("All connection attempts failed"), "no connection"),
    (
        of(httpx.ConnectError(""), ExceptionGroup("each", [OSError("x"), ConnectionRefusedError(111, "refused")])),
        "the connection was refused",
    ),
    (RuntimeError("of our own"), "the connection failed"),
]


@pytest.mark.parametrize(("error", "words"), ERRORS, ids=[words for _, words in ERRORS])
def test_each_end_has_words(error: BaseException, words: str) -> None:
    assert why(error) == words


async def test_a_port_where_nobody_listens_is_told_as_such() -> None:
    async with httpx.AsyncClient(trust_env=False) as client:
        with pytest.raises(httpx.ConnectError) as refused:
            await client.get("http://127.0.0.1:9/")
    assert why(refused.value) == "the connection was refused"


async def test_a_server_without_tls_is_told_as_such() -> None:
    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read(1)
        writer.write(b"HTTP/1.1 400 Bad Request\r\n\r\n")
        writer.close()

    running = await asyncio.start_server(answer, "127.0.0.1", 0)
    async with running, httpx.AsyncClient(trust_env=False) as client:
        with pytest.raises(httpx.ConnectError) as ended:
            await client.get(f"https://127.0.0.1:{running.sockets[0].getsockname()[1]}/")
    assert why(ended.value) == "no encrypted connection could be agreed"


def test_a_certificate_that_is_not_believed_says_why() -> None:
    error = ssl.SSLCertVerificationError(1, "certificate verify failed")
    error.verify_message = "certificate has expired"
    told = of(httpx.ConnectError(""), error)
    assert distrust(told) == "certificate has expired"
    assert why(told) == "its certificate is not believed: certificate has expired"
