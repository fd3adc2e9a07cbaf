"""Calls of this room made up from their own description, with sending switched on: no 500, no surprise."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator
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

from tests.gateway.bench import HUB
from tests.gateway.messages.writing import form
from tests.gateway.process import gateway
from triage.gateway.openapi import describe

CHECKS = (not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance)
CONFIG = """
[limits]
calls_per_minute = 0
[messages]
sender = "reports@force.example"
every_seconds = 3600
[messages.smtp]
host = "localhost"
port = 1
tls = "none"
timeout_seconds = 1
"""


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, list[str]]]:
    folder = tmp_path_factory.mktemp("fuzz-messages")
    (folder / "gateway.toml").write_text(CONFIG)
    (folder / "fuzz-tokens").write_text("token-sue sue supervisor\n")
    options = ("--config", str(folder / "gateway.toml"), "--dev-token-file", str(folder / "fuzz-tokens"))
    with gateway(folder, *options) as running:
        posts = [httpx.post(f"{running.intake}/incidents", content=form(f"s-{at}"), headers=HUB) for at in range(4)]
        yield running.listen, [answer.json()["data"]["id"] for answer in posts]


calls = schemathesis.openapi.from_dict(json.loads(json.dumps(asyncio.run(describe())))).include(
    path_regex="/(messages|contacts|templates)"
)


@pytest.mark.timeout(600)
@calls.parametrize()
@settings(
    max_examples=40,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much, HealthCheck.data_too_large],
)
def test_no_mistake_and_no_surprise(case: Any, served: tuple[str, list[str]]) -> None:
    address, reports = served
    told = case.path_parameters or {}
    if "report_id" in told and len(str(told["report_id"])) % 3:
        told["report_id"] = reports[len(str(told["report_id"])) % len(reports)]
    case.call_and_validate(base_url=address, headers={"Authorization": "Bearer token-sue"}, checks=CHECKS)
