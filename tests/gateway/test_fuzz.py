"""Calls made up from the gateway's own description: never a 500, never an answer that it does not describe."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
import schemathesis
from hypothesis import HealthCheck, settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from tests.gateway.bench import HUB, payload
from tests.gateway.process import gateway

CHECKS = (not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance)
CONFIG = """
[limits]
calls_per_minute = 0
wrong_secrets_per_minute = 0
"""
TOKENS = "token-sue sue supervisor\ntoken-adm adm admin\ntoken-aud aud auditor\n"
WHO = {"PUT /v1/profile": "adm", "GET /v1/audit": "aud", "GET /v1/audit/chains": "aud"}


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, list[str]]]:
    """A gateway of its own with a few reports: its address and the reports' ids."""
    folder = tmp_path_factory.mktemp("fuzz")
    config = folder / "gateway.toml"
    config.write_text(CONFIG)
    tokens = folder / "fuzz-tokens"
    tokens.write_text(TOKENS)
    with gateway(folder, "--config", str(config), "--dev-token-file", str(tokens)) as running:
        bodies = [payload(f"s-{number}") for number in range(4)]
        answers = [httpx.post(f"{running.intake}/incidents", content=body, headers=HUB) for body in bodies]
        yield running.listen, [answer.json()["data"]["id"] for answer in answers]


@schemathesis.serializer("application/toml")
def _as_text(_context: Any, value: Any) -> bytes:
    return str(value).encode("utf-8", "replace")


calls = schemathesis.openapi.from_path(str(Path(__file__).resolve().parents[2] / "docs" / "openapi.json"))


@pytest.mark.timeout(600)
@calls.parametrize()
@settings(
    max_examples=12,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much, HealthCheck.data_too_large],
)
def test_no_mistake_and_no_surprise(case: Any, served: tuple[str, list[str]]) -> None:
    address, reports = served
    told = case.path_parameters or {}
    if "report_id" in told and len(str(told["report_id"])) % 3:
        # A made-up id would end every call at "unknown report".
        told["report_id"] = reports[len(str(told["report_id"])) % len(reports)]
    if case.query and "wait" in case.query:
        case.query["wait"] = 0
    who = WHO.get(f"{case.method} {case.operation.path}", "sue")
    headers = {"Authorization": f"Bearer token-{who}"}
    if case.operation.path == "/incidents":
        headers = HUB
    case.call_and_validate(base_url=address, headers=headers, checks=CHECKS)
