"""Which proxy is told, and that one run asks the gateway once whether it answers."""

from __future__ import annotations

import asyncio
from dataclasses import replace

import pytest

from tests.services.doctor.test_certificates import ANSWER
from tests.services.doctor.test_checks import NOBODY
from tests.test_settings import ENV
from triage.services.doctor.outside import check_clock, check_gateway, check_proxy
from triage.services.doctor.patient import Health
from triage.settings import read_settings


@pytest.mark.parametrize("name", ["https_proxy", "HTTPS_PROXY", "all_proxy"])
@pytest.mark.parametrize("proxy", ["proxy.force.example:3128", "http://me:secret@proxy.force.example:3128"])
async def test_a_proxy_of_the_environment(monkeypatch: pytest.MonkeyPatch, name: str, proxy: str) -> None:
    for other in ("http", "https", "all", "no"):
        for one in (f"{other}_proxy", f"{other}_proxy".upper()):
            monkeypatch.delenv(one, raising=False)
    monkeypatch.setenv(name, proxy)
    settings = read_settings({**ENV, "TRIAGE_GATEWAY_URL": "https://gateway.force.example"})
    (told,) = await check_proxy(replace(NOBODY, settings=settings))
    where = "proxy.force.example:3128 (Triage's settings or the environment)"
    assert told.what == f"The gateway is reached through {where}."


async def test_the_gateway_is_reached_once_in_a_run() -> None:
    asked: list[bytes] = []

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        asked.append((await reader.readuntil(b"\r\n\r\n")).split()[1])
        writer.write(ANSWER)
        await writer.drain()
        writer.close()

    running = await asyncio.start_server(answer, "127.0.0.1", 0)
    url = f"http://127.0.0.1:{running.sockets[0].getsockname()[1]}"
    settings = read_settings({**ENV, "TRIAGE_GATEWAY_URL": url})
    patient = replace(NOBODY, settings=settings, health=Health())
    await asyncio.gather(check_gateway(patient), check_clock(patient))
    running.close()
    await running.wait_closed()
    assert asked == [b"/healthz"]
