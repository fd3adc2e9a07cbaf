"""/openapi.json says what the gateway does: every call, every status, types by name that exist."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.gateway.bench import Bench
from triage.gateway.openapi import as_text, describe

KEPT = Path(__file__).resolve().parents[2] / "docs" / "openapi.json"


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


async def test_the_kept_description_is_the_served_one(document: dict[str, Any]) -> None:
    assert KEPT.read_text("utf-8") == as_text(await describe()), "run `make openapi` and commit docs/openapi.json"
    assert json.loads(KEPT.read_text("utf-8")) == document


def test_every_signed_in_call_tells_its_errors(document: dict[str, Any]) -> None:
    for method, path, operation in operations(document):
        if path.startswith("/v1/"):
            assert {"401", "403", "422", "429", "500", "503"} <= set(operation["responses"]), (method, path)
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
    assert told == {"201", "400", "401", "403", "405", "413", "415", "422", "429", "500", "503"}
