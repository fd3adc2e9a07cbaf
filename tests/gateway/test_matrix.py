"""Every call of the queue API × every role and every token that is none: what should be denied is denied."""

from __future__ import annotations

import json
import re
from collections.abc import AsyncIterator, Iterator
from dataclasses import replace
from pathlib import Path

import httpx
import pytest

from tests.gateway.bench import Bench, open_bench, refused
from tests.gateway.forged import FORGED
from tests.gateway.provider import Provider, provider
from triage import __version__
from triage.gateway.config import Config, LimitsConfig
from triage.gateway.credentials import TokenBook
from triage.gateway.settings import GatewaySettings

DOCUMENT = json.loads((Path(__file__).resolve().parents[2] / "docs" / "openapi.json").read_text(encoding="utf-8"))
OPEN = {"GET /healthz", "GET /readyz", "GET /metrics", "POST /incidents"}
"""Without sign-in: operations, and the hub, which has its own secret."""
WORKERS = {"handler", "trainee", "supervisor"}
READERS = WORKERS | {"auditor"}
EVERYBODY = READERS | {"admin"}
ROLES = {"handler": "H", "trainee": "T", "supervisor": "S", "admin": "A", "auditor": "R"}
SPECIAL: dict[str, set[str]] = {
    "GET /v1/me": EVERYBODY,
    "POST /v1/audit": EVERYBODY,
    "GET /v1/audit": {"auditor"},
    "GET /v1/audit/chains": {"auditor"},
    "GET /v1/held": {"supervisor"},
    "GET /v1/colleagues": {"supervisor"},
    "GET /v1/said": WORKERS,
    "POST /v1/reports/{report_id}/approve": {"supervisor"},
    "POST /v1/reports/{report_id}/assign": {"supervisor"},
    "POST /v1/reports/{report_id}/pin": {"supervisor"},
    "POST /v1/reports/{report_id}/unlock": {"supervisor"},
    "POST /v1/reports/{report_id}/unpin": {"supervisor"},
    "POST /v1/reports/{report_id}/take-over": {"supervisor"},
    "GET /v1/account": {"supervisor", "auditor"},
    "GET /v1/alarms": {"supervisor", "admin", "auditor"},
    "PUT /v1/alarms/views/{view}": {"supervisor"},
    "DELETE /v1/alarms/views/{view}": {"supervisor"},
    "POST /v1/back-tests": {"supervisor", "admin", "auditor"},
    "GET /v1/compliance": {"supervisor", "admin", "auditor"},
    "GET /v1/compliance/reports": {"supervisor", "admin", "auditor"},
    "GET /v1/figures": {"supervisor", "admin", "auditor"},
    "GET /v1/mailbox": {"supervisor", "admin"},
    "GET /v1/profile": EVERYBODY,
    "PUT /v1/profile": {"admin"},
    "GET /v1/profile/versions": EVERYBODY - {"handler", "trainee"},
    "GET /v1/profile/versions/{number}": EVERYBODY,
    "GET /v1/proposals": {"supervisor", "auditor"},
    "GET /v1/feedback": WORKERS,
    "GET /v1/quality/trend": {"supervisor", "auditor"},
    "GET /v1/quality/weeks/{week}": {"supervisor", "auditor"},
    "GET /v1/reports/{report_id}/decisions/{number}": {"supervisor", "auditor"},
    "POST /v1/reports/{report_id}/reviews": {"supervisor"},
    "GET /v1/refdata": EVERYBODY,
    "GET /v1/refdata/{kind}/{sha256}": EVERYBODY,
    "GET /v1/rulepack": EVERYBODY,
    "GET /v1/reports/{report_id}/relay/{destination}": WORKERS,
    "GET /v1/templates": WORKERS,
    "PUT /v1/views/{key}": READERS,
    "DELETE /v1/views/{key}": READERS,
}
"""Whom a call is for where it is not: reading for all who work or audit, changing for those who work."""


def calls() -> list[str]:
    told = [f"{method.upper()} {path}" for path, methods in DOCUMENT["paths"].items() for method in methods]
    return [call for call in told if call not in OPEN]


def meant_for(call: str) -> set[str]:
    return SPECIAL.get(call) or (READERS if call.startswith("GET ") else WORKERS)


@pytest.fixture
def engine() -> str:
    """Who may call is decided before the database."""
    return "sqlite"


@pytest.fixture(scope="module")
def idp() -> Iterator[Provider]:
    with provider() as running:
        yield running


@pytest.fixture
async def bench(settings: GatewaySettings, idp: Provider) -> AsyncIterator[Bench]:
    roles = {value: role for role, value in ROLES.items()}
    config = Config(
        sign_in=idp.config(roles=roles), limits=LimitsConfig(calls_per_minute=0, wrong_secrets_per_minute=0)
    )
    async with open_bench(replace(settings, tokens=TokenBook(), config=config)) as opened:
        yield opened


async def ask(bench: Bench, call: str, token: str | None) -> httpx.Response:
    method, _, path = call.partition(" ")
    filled = re.sub(r"{(\w+)}", lambda name: "1" if name[1] == "number" else "x", path)
    headers = {} if token is None else {"Authorization": f"Bearer {token}"}
    # What a call cannot do without is there: a query that cannot be read is told (422) before who asks is looked at.
    return await bench.http.request(method, filled, params={"q": "shed"}, headers=headers)


def test_the_document_says_which_calls_need_a_token() -> None:
    open_ = {
        f"{method.upper()} {path}"
        for path, methods in DOCUMENT["paths"].items()
        for method, told in methods.items()
        if not told.get("security")
    }
    assert open_ == OPEN
    assert not set(SPECIAL) - set(calls()), "named above, but no call"


@pytest.mark.parametrize("forged", [None, "", *FORGED])
async def test_no_call_is_answered_to_whom_a_token_does_not_prove(
    bench: Bench, idp: Provider, forged: str | None
) -> None:
    token = FORGED[forged](idp, bench.clock) if forged else forged
    for call in calls():
        told = refused(await ask(bench, call, token), 401, "unauthorised")
        assert told.errors == (), call


@pytest.mark.parametrize("role", [*ROLES, "nobody"])
async def test_each_call_is_for_its_roles_alone(bench: Bench, idp: Provider, role: str) -> None:
    token = idp.token(bench.clock, roles=[ROLES.get(role, "Other")])
    wrong = []
    for call in calls():
        answer = await ask(bench, call, token)
        word = "no-role" if role == "nobody" else "forbidden"
        denied = answer.status_code == 403 and answer.json()["type"].endswith(f"/{word}")
        if denied is (role in meant_for(call)) or answer.status_code == 401:
            wrong.append(f"{call}: {answer.status_code}")
    assert not wrong, "\n".join(wrong)


async def test_a_caller_is_told_who_the_gateway_takes_it_for(bench: Bench, idp: Provider) -> None:
    answer = await ask(bench, "GET /v1/me", idp.token(bench.clock, roles=["S", "R", "Other"]))
    told = {"id": "ann@force.example", "roles": ["auditor", "supervisor"], "gateway": __version__}
    assert answer.json() == told
