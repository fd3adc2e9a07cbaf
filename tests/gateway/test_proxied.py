"""Intake behind a proxy that ends TLS: whose word about certificates is believed, and a real nginx in front."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from sqlalchemy import func, select
from starlette.requests import Request

from tests.gateway.authority import FOR_CALLERS, Authority
from tests.gateway.bench import HUB, payload, settings_for
from tests.gateway.nginx import nginx
from triage.gateway import tables
from triage.gateway.config import Config, IntakeConfig, Tls
from triage.gateway.config.intake import CertificateProxy
from triage.gateway.door import certificate_header
from triage.gateway.jsonapi import IntakeRefusal
from triage.gateway.proxied import CertificateHeader
from triage.gateway.serve import Running, running
from triage.gateway.settings import Address
from triage.models.clock import SystemClock
from triage.models.errors import InputError

PROXY = CertificateProxy(addresses=("10.1.2.0/24", "2001:db8::7"))


def request(peer: str | None, *headers: tuple[str, str]) -> Request:
    raw = [(name.lower().encode(), value.encode()) for name, value in headers]
    return Request({"type": "http", "headers": raw, "client": (peer, 40000) if peer is not None else None})


def word_of(header: CertificateHeader, *told: Any) -> str:
    """Why the caller is refused; "" when let pass."""
    try:
        header.check(request(*told))
    except IntakeRefusal as refusal:
        return f"{refusal.status} {refusal.code}"
    return ""


YES, NO = ("X-Client-Verify", "SUCCESS"), ("X-Client-Verify", "NONE")


@pytest.mark.parametrize(
    ("peer", "headers", "word"),
    [
        ("10.1.2.9", [YES], ""),
        ("2001:db8::7", [YES], ""),
        ("::ffff:10.1.2.9", [YES], ""),
        ("10.1.2.9", [], "403 no-certificate"),
        ("10.1.2.9", [NO], "403 no-certificate"),
        ("10.1.2.9", [("X-Client-Verify", "success")], "403 no-certificate"),
        ("10.1.2.9", [("X-Client-Verify", "FAILED:SUCCESS")], "403 no-certificate"),
        ("10.1.2.9", [("X-Client-Verify", "")], "403 no-certificate"),
        ("10.1.2.9", [("X_Client_Verify", "SUCCESS")], "403 no-certificate"),
        ("10.1.2.9", [YES, YES], "403 no-certificate"),
        ("10.1.2.9", [YES, NO], "403 no-certificate"),
        ("10.1.2.9", [("X-Client-Verify", "SUCCESS, SUCCESS")], "403 no-certificate"),
        ("10.1.3.9", [YES], "403 not-the-proxy"),
        ("10.1.3.9", [NO], "403 not-the-proxy"),
        ("10.1.3.9", [YES, ("X-Forwarded-For", "10.1.2.9")], "403 not-the-proxy"),
        ("2001:db8::8", [YES], "403 not-the-proxy"),
        ("10.1.3.9", [], "403 no-certificate"),
        ("", [YES], "403 not-the-proxy"),
        (None, [YES], "403 not-the-proxy"),
        (None, [], "403 no-certificate"),
    ],
)
def test_the_header_is_believed_from_the_proxy_alone(peer: str | None, headers: Any, word: str) -> None:
    assert word_of(CertificateHeader(PROXY, own=False), peer, *headers) == word


def test_beside_our_own_mutual_tls_the_proxy_is_one_way_in_of_two() -> None:
    config = IntakeConfig(tls=Tls(certificate="c", key="k", client_ca="a"), proxy=PROXY)
    header = certificate_header(Config(intake=config))
    assert header is not None
    assert word_of(header, "10.9.9.9") == ""
    assert word_of(header, "10.9.9.9", YES) == "403 not-the-proxy"
    assert word_of(header, "10.1.2.9") == "403 no-certificate"


@pytest.mark.parametrize(
    ("change", "named"),
    [
        ({"addresses": ()}, "intake.proxy.addresses"),
        ({"addresses": ("10.0.0.1/8",)}, "intake.proxy.addresses[0]"),
        ({"addresses": ("10.0.0.1", "proxy.example")}, "intake.proxy.addresses[1]"),
        ({"addresses": ("0.0.0.0/0",)}, "intake.proxy.addresses[0]"),
        ({"header": " "}, "intake.proxy.header"),
        ({"verified": ""}, "intake.proxy.verified"),
    ],
)
def test_a_wrong_setting_is_named(change: dict[str, Any], named: str) -> None:
    with pytest.raises(InputError) as caught:
        CertificateHeader(CertificateProxy(**{"addresses": ("10.0.0.1",), **change}), own=False)
    assert [entry.pointer for entry in caught.value.errors] == [named]


@pytest.fixture
async def behind(tmp_path: Path) -> AsyncIterator[Running]:
    """A gateway whose intake believes a proxy on this machine."""
    config = Config(intake=IntakeConfig(proxy=CertificateProxy(addresses=("127.0.0.1",))))
    url = f"sqlite:///{tmp_path / 'gateway.db'}"
    async with running(settings_for(url, intake_listen=Address("127.0.0.1", 0), config=config), SystemClock()) as it:
        yield it


async def post(base: str, trust: Any, **headers: str) -> httpx.Response:
    async with httpx.AsyncClient(base_url=base, verify=trust, timeout=30, trust_env=False) as http:
        return await http.post("/incidents", content=payload("s-1"), headers={**HUB, **headers})


async def stored(gateway: Running) -> int:
    """How many submissions are kept, read or not."""
    async with gateway.parts.database.read() as connection:
        return await connection.scalar(select(func.count()).select_from(tables.submissions)) or 0


async def test_the_whole_way_through_nginx(behind: Running, tmp_path: Path) -> None:
    force, ndt = Authority(tmp_path, "force"), Authority(tmp_path, "ndt")
    hub = ndt.issue("hub", usage=FOR_CALLERS)
    with nginx(tmp_path / "nginx", behind.intake, force.issue("proxy"), ndt.file) as front:
        answer = await post(front, force.trust())
        assert (answer.status_code, "nginx" in answer.text) == (400, True)
        answer = await post(front, force.trust(), **{"X-Client-Verify": "SUCCESS"})
        assert (answer.status_code, "nginx" in answer.text) == (400, True)
        answer = await post(front, force.trust(force.issue("stranger", usage=FOR_CALLERS)))
        assert (answer.status_code, "nginx" in answer.text) == (400, True)
        assert await stored(behind) == 0
        assert (await post(front, force.trust(hub))).status_code == 201
        assert (await post(front, force.trust(hub), client_secret="wrong")).status_code == 401
        assert await stored(behind) == 1


async def test_what_a_caller_says_about_itself_is_overwritten_by_nginx(behind: Running, tmp_path: Path) -> None:
    force, ndt = Authority(tmp_path, "force"), Authority(tmp_path, "ndt")
    hub = ndt.issue("hub", usage=FOR_CALLERS)
    with nginx(tmp_path / "nginx", behind.intake, force.issue("proxy"), ndt.file) as front:
        assert (await post(front, force.trust(hub), **{"X-Client-Verify": "NONE"})).status_code == 201


async def test_without_underscores_in_headers_nginx_drops_id_and_secret(behind: Running, tmp_path: Path) -> None:
    """The trap that docs/gateway.md warns of: nginx drops names with underscores silently."""
    force, ndt = Authority(tmp_path, "force"), Authority(tmp_path, "ndt")
    hub = ndt.issue("hub", usage=FOR_CALLERS)
    with nginx(tmp_path / "nginx", behind.intake, force.issue("proxy"), ndt.file, underscores=False) as front:
        answer = await post(front, force.trust(hub))
    assert (answer.status_code, answer.json()["errors"][0]["code"]) == (401, "unauthorised")
    assert "client_id" in answer.json()["errors"][0]["detail"]


async def test_straight_to_intake_past_the_proxy_a_certificate_is_missing(behind: Running) -> None:
    answer = await post(behind.intake, False)
    told = answer.json()["errors"][0]
    assert (answer.status_code, told["code"], told["meta"]["kind"]) == (403, "no-certificate", "business")
