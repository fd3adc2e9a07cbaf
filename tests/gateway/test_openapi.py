"""/openapi.json says what the gateway does: every call, every status, types by name that exist."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest

from tests.gateway.bench import Bench

CALLS = {
    ("post", "/incidents"),
    ("get", "/v1/changes"),
    ("post", "/v1/claims"),
    ("post", "/v1/reports/{report_id}/claim"),
    ("put", "/v1/leases/{lease_id}"),
    ("get", "/v1/reports/{report_id}"),
    ("get", "/v1/reports/{report_id}/raw"),
    ("get", "/v1/reports/{report_id}/attachments/{number}"),
    ("put", "/v1/reports/{report_id}/draft"),
    ("post", "/v1/reports/{report_id}/begin"),
    ("post", "/v1/reports/{report_id}/settle"),
    ("post", "/v1/reports/{report_id}/abort"),
    ("post", "/v1/reports/{report_id}/release"),
    ("get", "/v1/profile"),
    ("get", "/healthz"),
    ("get", "/readyz"),
}


@pytest.fixture
def engine() -> str:
    return "sqlite"


@pytest.fixture
async def document(bench: Bench) -> dict[str, Any]:
    answer = await bench.http.get("/openapi.json")
    assert answer.status_code == 200
    made: dict[str, Any] = answer.json()
    return made


def operations(document: dict[str, Any]) -> Iterator[tuple[str, str, dict[str, Any]]]:
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            yield method, path, operation


def test_every_call_is_described(document: dict[str, Any]) -> None:
    assert {(method, path) for method, path, _ in operations(document)} == CALLS


def test_every_signed_in_call_tells_its_errors(document: dict[str, Any]) -> None:
    for method, path, operation in operations(document):
        if path.startswith("/v1/"):
            assert {"401", "403", "422", "500", "503"} <= set(operation["responses"]), (method, path)
            assert operation["security"] == [{"token": []}]


def test_every_type_that_is_named_exists(document: dict[str, Any]) -> None:
    named = set(re.findall(r"'#/components/schemas/([^']+)'", repr(document)))
    assert named <= set(document["components"]["schemas"])
    assert {"Changes", "Claimed", "BeginRequest", "ProblemDocument"} <= named


def test_keyed_calls_ask_for_their_headers(document: dict[str, Any]) -> None:
    begin = document["paths"]["/v1/reports/{report_id}/begin"]["post"]
    required = {entry["name"] for entry in begin["parameters"] if entry["required"]}
    assert {"If-Match", "Idempotency-Key"} <= required
    assert {"400", "404", "409", "412", "413", "422", "428"} <= set(begin["responses"])


def test_intake_tells_all_it_can_answer(document: dict[str, Any]) -> None:
    told = set(document["paths"]["/incidents"]["post"]["responses"])
    assert told == {"201", "400", "401", "405", "413", "415", "422", "500", "503"}
