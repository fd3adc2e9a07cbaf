"""The sign-in service as a workstation meets it when it is away, broken or not believed: what to do is said."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import replace
from pathlib import Path

from tests.gateway.authority import Authority
from tests.services.doctor.test_certificates import server
from tests.services.doctor.test_checks import NOBODY
from tests.test_settings import ENV
from triage.models.checkup import Finding, Level
from triage.models.sign_in import SignInSettings
from triage.services.doctor.outside import check_certificates, check_sign_in
from triage.settings import read_settings

MEANWHILE = " Whoever signed in within the last 14 hours works on meanwhile."


@asynccontextmanager
async def answering(words: bytes) -> AsyncIterator[str]:
    begun: set[asyncio.Task[None] | None] = set()

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        begun.add(asyncio.current_task())
        await reader.readuntil(b"\r\n\r\n")
        writer.write(words)
        with suppress(ConnectionError):
            await writer.drain()
        writer.close()

    running = await asyncio.start_server(answer, "127.0.0.1", 0)
    async with running:
        yield f"http://127.0.0.1:{running.sockets[0].getsockname()[1]}"
        await asyncio.gather(*(one for one in begun if one))


async def judged(issuer: str, offline_hours: int = 14) -> Finding:
    told = SignInSettings(issuer=issuer, client_id="desk", offline_hours=offline_hours)
    settings = replace(read_settings(ENV), sign_in=told)
    (found,) = await check_sign_in(replace(NOBODY, settings=settings))
    assert found.level is Level.FAULT
    return found


async def test_one_that_nobody_answers_for_is_named_with_where_to_look() -> None:
    told = await judged("http://127.0.0.1:9")
    assert told.what == "The sign-in service 127.0.0.1 cannot be reached: the connection was refused."
    do = "Check sign_in.issuer (http://127.0.0.1:9), name service, firewall and proxy."
    assert told.do == do + MEANWHILE
    assert (await judged("http://127.0.0.1:9", offline_hours=0)).do == do


async def test_one_that_is_broken_is_a_matter_for_those_who_run_it() -> None:
    async with answering(b"HTTP/1.1 503 Busy\r\nContent-Length: 0\r\nConnection: close\r\n\r\n") as issuer:
        told = await judged(issuer)
    assert told.what == "The sign-in service 127.0.0.1 does not answer as it should: it answers 503."
    assert told.do.startswith(f"Check sign_in.issuer ({issuer}); if it is right, tell whoever runs")


async def test_one_that_answers_without_end_is_cut_short() -> None:
    async with answering(b"HTTP/1.1 200 OK\r\nContent-Length: 600000\r\n\r\n" + bytes(600_000)) as issuer:
        assert (await judged(issuer)).what.endswith("its answer is too large.")


async def test_one_of_an_unknown_authority_is_a_matter_of_certificates(tmp_path: Path) -> None:
    async with server(Authority(tmp_path, "The force").issue("idp")) as issuer:
        told = await judged(issuer)
        settings = read_settings({**ENV, "TRIAGE_GATEWAY_URL": issuer})
        (certified,) = await check_certificates(replace(NOBODY, settings=settings))
    assert certified.level is Level.FAULT
    assert "cannot be reached: its certificate is not believed: " in told.what
    assert told.do == "See Certificates." + MEANWHILE
