"""TLS of our own listeners: who is let in by certificate, what is wrong with files, renewal without a restart."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import ssl
import time
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import httpx
import pytest
from sqlalchemy import func, select

from tests.gateway import process
from tests.gateway.authority import FOR_CALLERS, NOW, Authority, Pair
from tests.gateway.bench import HUB, ok, payload, settings_for
from triage.cli import main
from triage.gateway import tables
from triage.gateway.config import Config, IntakeConfig, Tls
from triage.gateway.serve import Running, running
from triage.gateway.settings import Address, GatewaySettings
from triage.gateway.tls import TlsFiles
from triage.models.clock import ManualClock, SystemClock
from triage.models.errors import InputError


@pytest.fixture
def force(tmp_path: Path) -> Authority:
    """Signs what our listeners show."""
    return Authority(tmp_path, "force")


@pytest.fixture
def ndt(tmp_path: Path) -> Authority:
    """Signs what the hub shows."""
    return Authority(tmp_path, "ndt")


@pytest.fixture
def hub(ndt: Authority) -> Pair:
    return ndt.issue("hub", usage=FOR_CALLERS)


@pytest.fixture
def secured(tmp_path: Path, force: Authority, ndt: Authority) -> GatewaySettings:
    config = Config(
        tls=force.issue("desk-server").tls(), intake=IntakeConfig(tls=force.issue("intake-server").tls(ndt.file))
    )
    return settings_for(f"sqlite:///{tmp_path / 'gateway.db'}", intake_listen=Address("127.0.0.1", 0), config=config)


@pytest.fixture
async def gateway(secured: GatewaySettings) -> AsyncIterator[Running]:
    async with running(secured, SystemClock()) as opened:
        yield opened


async def post(base: str, context: ssl.SSLContext, submission_id: str = "s-1") -> httpx.Response:
    async with httpx.AsyncClient(base_url=base, verify=context, timeout=30, trust_env=False) as http:
        return await http.post("/incidents", content=payload(submission_id), headers=HUB)


async def stored(gateway: Running) -> int:
    """How many submissions are kept, read or not."""
    async with gateway.parts.database.read() as connection:
        return await connection.scalar(select(func.count()).select_from(tables.submissions)) or 0


async def test_the_hub_gets_in_with_its_certificate(gateway: Running, force: Authority, hub: Pair) -> None:
    assert gateway.listen.startswith("https://")
    assert gateway.intake.startswith("https://")
    assert (await post(gateway.intake, force.trust(hub))).status_code == 201
    assert await stored(gateway) == 1


async def test_desktops_speak_tls_and_need_no_certificate(gateway: Running, force: Authority) -> None:
    async with httpx.AsyncClient(base_url=gateway.listen, verify=force.trust(), trust_env=False) as http:
        ok(await http.get("/v1/changes", headers={"Authorization": "Bearer token-ann"}))


async def test_the_secret_is_asked_beside_the_certificate(gateway: Running, force: Authority, hub: Pair) -> None:
    async with httpx.AsyncClient(base_url=gateway.intake, verify=force.trust(hub), trust_env=False) as http:
        answer = await http.post("/incidents", content=payload("s"), headers={**HUB, "client_secret": "wrong"})
    assert answer.status_code == 401


@pytest.mark.parametrize("brings", ["nothing", "another authority", "expired", "not yet valid", "a server's", "self"])
async def test_without_a_right_certificate_nobody_gets_in(
    gateway: Running, force: Authority, ndt: Authority, tmp_path: Path, brings: str
) -> None:
    ended = NOW - timedelta(days=1)
    bring: dict[str, Pair | None] = {
        "nothing": None,
        "another authority": force.issue("stranger", usage=FOR_CALLERS),
        "expired": ndt.issue("old", usage=FOR_CALLERS, begins=NOW - timedelta(days=9), ends=ended),
        "not yet valid": ndt.issue("early", usage=FOR_CALLERS, begins=NOW + timedelta(days=1)),
        "a server's": ndt.issue("server"),
        "self": Authority(tmp_path, "ndt-like").issue("ndt", usage=FOR_CALLERS),
    }
    with pytest.raises(httpx.TransportError):
        await post(gateway.intake, force.trust(bring[brings]))
    assert await stored(gateway) == 0


@pytest.mark.filterwarnings("ignore:ssl.TLSVersion.TLSv1_1 is deprecated:DeprecationWarning")
async def test_tls_1_1_is_refused(gateway: Running, force: Authority, hub: Pair) -> None:
    for base in (gateway.listen, gateway.intake):
        context = force.trust(hub)
        context.set_ciphers("ALL:@SECLEVEL=0")
        context.minimum_version = context.maximum_version = ssl.TLSVersion.TLSv1_1
        with pytest.raises(httpx.TransportError):
            await post(base, context)


async def test_tls_1_2_is_taken(gateway: Running, force: Authority, hub: Pair) -> None:
    context = force.trust(hub)
    context.maximum_version = ssl.TLSVersion.TLSv1_2
    assert (await post(gateway.intake, context)).status_code == 201


async def test_plain_http_is_not_answered(gateway: Running, force: Authority) -> None:
    with pytest.raises(httpx.TransportError):
        await post(gateway.intake.replace("https", "http"), force.trust())


async def test_a_certificate_of_intake_needs_its_own_address(secured: GatewaySettings) -> None:
    with pytest.raises(InputError) as caught:
        async with running(replace(secured, intake_listen=None), SystemClock()):
            pass
    assert [entry.pointer for entry in caught.value.errors] == ["intake.tls"]


def faults(tls: Tls) -> dict[str, str]:
    with pytest.raises(InputError) as caught:
        TlsFiles(tls, "tls", SystemClock())
    return {entry.pointer: entry.detail for entry in caught.value.errors}


def test_files_that_cannot_be_used_are_named(force: Authority, tmp_path: Path) -> None:
    right = force.issue("right").tls(force.file)
    other = force.issue("other").tls()
    (tmp_path / "no.pem").write_text("nothing")
    expired = force.issue("expired", begins=NOW - timedelta(days=9), ends=NOW - timedelta(days=1)).tls()
    early = force.issue("early", begins=NOW + timedelta(days=1)).tls()
    nothing = str(tmp_path / "no.pem")
    assert "cannot be read" in faults(replace(right, certificate="/nowhere"))["tls.certificate"]
    assert "cannot be read" in faults(replace(right, key="/nowhere"))["tls.key"]
    assert "cannot be read" in faults(replace(right, client_ca="/nowhere"))["tls.client_ca"]
    assert "PEM" in faults(replace(right, certificate=nothing))["tls.certificate"]
    assert "PEM" in faults(replace(right, key=nothing))["tls.key"]
    assert "PEM" in faults(replace(right, client_ca=nothing))["tls.client_ca"]
    assert "does not belong" in faults(replace(right, key=other.key))["tls.key"]
    assert "expired" in faults(expired)["tls.certificate"]
    assert "not valid before" in faults(early)["tls.certificate"]


def test_a_chain_out_of_order_is_named(force: Authority, ndt: Authority) -> None:
    pair = force.issue("right")
    pair.certificate.write_bytes(pair.certificate.read_bytes() + ndt.file.read_bytes())
    assert "chain" in faults(pair.tls())["tls.certificate"]


def test_an_expired_certificate_is_named_by_the_command(
    tmp_path: Path, force: Authority, capfd: pytest.CaptureFixture[str]
) -> None:
    pair = force.issue("old", begins=NOW - timedelta(days=9), ends=NOW - timedelta(days=1))
    path = tmp_path / "gateway.toml"
    path.write_text(f'[tls]\ncertificate = "{pair.certificate}"\nkey = "{pair.key}"\n')
    assert main([*process.command(tmp_path)[3:], "--config", str(path)]) == 2
    assert "tls.certificate: has expired" in capfd.readouterr().err


def replaced(pair: Pair, by: Pair) -> None:
    """New files in the place of old ones, as a renewal does it."""
    shutil.copy(by.certificate, f"{pair.certificate}.new")
    Path(f"{pair.certificate}.new").replace(pair.certificate)
    shutil.copy(by.key, f"{pair.key}.new")
    Path(f"{pair.key}.new").replace(pair.key)


def serial(context: ssl.SSLContext, listen: str) -> str:
    """The serial number of what the listener shows to a new connection."""
    host, port = listen.removeprefix("https://").split(":")
    with (
        socket.create_connection((host, int(port)), 10) as bare,
        context.wrap_socket(bare, server_hostname=host) as tls,
    ):
        return str((tls.getpeercert() or {}).get("serialNumber"))


def test_renewed_files_are_taken_up_at_a_hang_up(tmp_path: Path, force: Authority) -> None:
    pair, newer = force.issue("desk-server"), force.issue("newer")
    path = tmp_path / "gateway.toml"
    path.write_text(f'[tls]\ncertificate = "{pair.certificate}"\nkey = "{pair.key}"\n')
    with process.gateway(tmp_path, "--config", str(path)) as gateway:
        before = serial(force.trust(), gateway.listen)
        assert serial(force.trust(), gateway.listen) == before
        replaced(pair, newer)
        os.kill(gateway.process.pid, signal.SIGHUP)
        until = time.monotonic() + 20
        while serial(force.trust(), gateway.listen) == before:
            assert time.monotonic() < until, gateway.log()
        assert '"certificate-renewed"' in gateway.log()


async def test_bad_new_files_are_told_and_the_old_certificate_stays(force: Authority, ndt: Authority) -> None:
    pair = force.issue("server")
    files = TlsFiles(pair.tls(), "tls", SystemClock())
    first = files.context.newest
    assert not await files.look()
    pair.key.write_bytes(ndt.issue("other").key.read_bytes())
    assert not await files.look()
    assert files.context.newest is first
    replaced(pair, force.issue("newer"))
    assert await files.look()
    assert files.context.newest is not first


async def test_an_authority_that_is_taken_out_lets_nobody_in_any_more(
    gateway: Running, force: Authority, ndt: Authority, hub: Pair, secured: GatewaySettings
) -> None:
    assert (await post(gateway.intake, force.trust(hub))).status_code == 201
    newer = Authority(ndt.file.parent, "ndt-2")
    shutil.copy(newer.file, ndt.file)
    [watch] = [worker for worker in gateway.workers if worker.name == "certificates"]
    await watch.round()
    with pytest.raises(httpx.TransportError):
        await post(gateway.intake, force.trust(hub))
    hub_2 = newer.issue("hub-2", usage=FOR_CALLERS)
    assert (await post(gateway.intake, force.trust(hub_2), "s-2")).status_code == 201


async def test_a_certificate_that_is_about_to_end_is_told_once_a_day(
    force: Authority, caplog: pytest.LogCaptureFixture
) -> None:
    clock = ManualClock(NOW)
    files = TlsFiles(force.issue("server", ends=NOW + timedelta(days=15)).tls(), "tls", clock)
    await files.look()
    assert not caplog.messages
    clock.advance(days=2)
    await files.look()
    await files.look()
    assert caplog.messages == ["certificate-ends"]
    clock.advance(days=1)
    await files.look()
    assert len(caplog.messages) == 2
