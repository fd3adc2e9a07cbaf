"""Tokens of a real OpenID provider, from its discovery document to a claimed report."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import httpx
import pytest

from tests.gateway.bench import ok, open_bench, payload, refused
from tests.openid.provider import OpenIdProvider, open_id_provider
from triage.gateway.config import Config, SignInConfig
from triage.gateway.credentials import TokenBook
from triage.gateway.settings import GatewaySettings
from triage.models.clock import SystemClock


@pytest.fixture
def engine() -> str:
    """Sign-in never reaches the database."""
    return "sqlite"


@pytest.fixture(scope="module")
def idp() -> Iterator[OpenIdProvider]:
    with open_id_provider() as running:
        yield running


@pytest.fixture
def signed(settings: GatewaySettings, idp: OpenIdProvider) -> GatewaySettings:
    sign_in = SignInConfig(
        issuer=idp.issuer, audience=idp.audience, roles_claim="realm_access.roles", roles={"desk-handler": "handler"}
    )
    return replace(settings, tokens=TokenBook(), config=Config(sign_in=sign_in))


async def test_its_tokens_let_people_work_whatever_signs_them(signed: GatewaySettings, idp: OpenIdProvider) -> None:
    async with open_bench(signed, SystemClock()) as bench:

        async def call(client: str, method: str, path: str, resource: str = "") -> httpx.Response:
            headers = {"Authorization": f"Bearer {idp.token(client, resource)}"}
            return await bench.http.request(method, path, headers=headers)

        ok(await bench.post(payload("s-1")))
        for client in ("RS256", "PS256", "ES256"):
            ok(await call(client, "GET", "/v1/changes"))
        refused(await call("nobody", "GET", "/v1/changes"), 403, "no-role")
        refused(await call("RS256", "GET", "/v1/changes", "api://another-service"), 401, "unauthorised")
        report_id = ok(await bench.post(payload("s-1"))).json()["data"]["id"]
        ok(await call("ES256", "POST", f"/v1/reports/{report_id}/claim"))
        told = refused(await call("RS256", "POST", f"/v1/reports/{report_id}/claim"), 409, "already-claimed")
        assert told.held_by == "ES256"
