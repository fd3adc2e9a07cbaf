"""Certificates as this machine judges them: believed, of an unknown authority, at their end, for another name."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from tests.gateway.authority import NOW, Authority, Pair
from tests.services.doctor.test_checks import NOBODY
from tests.test_settings import ENV
from triage.models.checkup import Finding, Level
from triage.services.doctor.outside import check_certificates
from triage.settings import read_settings

ANSWER = b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"


@asynccontextmanager
async def server(pair: Pair) -> AsyncIterator[str]:
    context = pair.serving()

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(ANSWER)
        await writer.drain()
        writer.close()

    running = await asyncio.start_server(answer, "127.0.0.1", 0, ssl=context)
    try:
        yield f"https://127.0.0.1:{running.sockets[0].getsockname()[1]}"
    finally:
        running.close()
        await running.wait_closed()


async def judged(pair: Pair, host: str = "127.0.0.1") -> Finding:
    async with server(pair) as url:
        settings = read_settings({**ENV, "TRIAGE_GATEWAY_URL": url.replace("127.0.0.1", host)})
        (told,) = await check_certificates(replace(NOBODY, settings=settings))
    return told


async def test_what_the_machines_store_believes_is_fine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    force = Authority(tmp_path, "The force")
    monkeypatch.setenv("SSL_CERT_FILE", str(force.file))
    told = await judged(force.issue("gateway"))
    assert told.level is Level.OK
    assert "issued by The force, valid until" in told.what
    told = await judged(force.issue("soon", ends=NOW + timedelta(days=5, hours=1)))
    assert (told.level, told.do) == (Level.WARNING, "Renew it: 5 days are left.")


async def test_an_authority_that_is_missing_is_named(tmp_path: Path) -> None:
    told = await judged(Authority(tmp_path, "The force").issue("gateway"))
    assert told.level is Level.FAULT
    assert "It was issued by The force." in told.what
    assert "this machine's certificate store" in told.do


async def test_a_certificate_past_its_end_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    force = Authority(tmp_path, "The force")
    monkeypatch.setenv("SSL_CERT_FILE", str(force.file))
    told = await judged(force.issue("old", begins=NOW - timedelta(days=9), ends=NOW - timedelta(days=2)))
    assert told.level is Level.FAULT
    assert told.do.startswith("Renew the certificate")


async def test_addresses_are_tried_side_by_side() -> None:
    open_ones: list[asyncio.StreamWriter] = []
    met = asyncio.Event()

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Say nothing until both are here; who goes away before is not here any more."""
        open_ones.append(writer)
        if len(open_ones) == 2:
            met.set()
            for one in open_ones:
                one.close()
        else:
            while await reader.read(4096):
                pass
            open_ones.remove(writer)

    first, second = [await asyncio.start_server(answer, "127.0.0.1", 0) for _ in range(2)]
    urls = [f"https://127.0.0.1:{one.sockets[0].getsockname()[1]}" for one in (first, second)]
    settings = read_settings({**ENV, "TRIAGE_GATEWAY_URL": urls[0]})
    told = await check_certificates(replace(NOBODY, settings=replace(settings, records={"CRIME_URL": urls[1]})))
    for one in (first, second):
        one.close()
        await one.wait_closed()
    assert met.is_set()
    assert [one.level for one in told] == [Level.SKIPPED, Level.SKIPPED]
