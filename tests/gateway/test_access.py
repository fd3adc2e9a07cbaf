"""Who may call what, and the form of every no."""

from __future__ import annotations

import re

import pytest

from tests.gateway.bench import Bench, Handler, refused

PROFILE, CHANGES = ("GET", "/v1/profile"), ("GET", "/v1/changes")
CLAIMS, REPORT = ("POST", "/v1/claims"), ("GET", "/v1/reports/x")
CALLS = (PROFILE, CHANGES, CLAIMS, REPORT)


@pytest.fixture
def engine() -> str:
    """What is asked here never reaches the database, or reaches both alike."""
    return "sqlite"


@pytest.mark.parametrize("call", CALLS)
async def test_without_a_token_sign_in_is_asked(bench: Bench, call: tuple[str, str]) -> None:
    answer = await bench.http.request(*call)
    refused(answer, 401, "unauthorised")
    assert answer.headers["www-authenticate"].startswith("Bearer")


@pytest.mark.parametrize("header", ["Bearer wrong", "Bearer", "Basic dG9rZW4tYW5u", "token-ann", "Bearer \xe9"])
async def test_a_wrong_token_is_not_let_in(bench: Bench, header: str) -> None:
    answer = await bench.http.get("/v1/profile", headers={"Authorization": header.encode("latin-1")})
    refused(answer, 401, "unauthorised")


@pytest.mark.parametrize(
    ("me", "call", "status"),
    [
        ("aud", CHANGES, 200),
        ("aud", CLAIMS, 403),
        ("adm", PROFILE, 200),
        ("adm", CHANGES, 403),
        ("adm", REPORT, 403),
        ("sue", CLAIMS, 204),
    ],
)
async def test_roles_may_do_what_they_are_for(bench: Bench, me: str, call: tuple[str, str], status: int) -> None:
    answer = await bench.handler(me).call(*call)
    assert answer.status_code == status
    if status == 403:
        refused(answer, 403, "forbidden")


@pytest.mark.parametrize("report_id", ["none", "%00", "%ED%A0%80", "x" * 3000])
async def test_an_unknown_report_is_404(ann: Handler, report_id: str) -> None:
    for path in ("", "/raw", "/attachments/1"):
        refused(await ann.call("GET", f"/v1/reports/{report_id}{path}"), 404, "unknown-report")


async def test_an_unknown_address_is_404(ann: Handler) -> None:
    refused(await ann.call("GET", "/v1/nothing"), 404, "not-found")


async def test_another_method_is_405(ann: Handler) -> None:
    answer = await ann.call("DELETE", "/v1/claims")
    refused(answer, 405, "method-not-allowed")
    assert "POST" in answer.headers["allow"]


@pytest.mark.parametrize("body", [b"{", b"\xff", b"[" * 100_000, b"[]", b"7"])
async def test_a_body_that_cannot_be_read_is_422(ann: Handler, body: bytes) -> None:
    refused(await ann.call("POST", "/v1/claims", body), 422, "invalid")


async def test_a_body_that_is_too_large_is_413(ann: Handler) -> None:
    refused(await ann.call("POST", "/v1/claims", b" " * (8 * 1024 * 1024 + 1)), 413, "too-large")


async def test_a_well_formed_request_id_comes_back(bench: Bench) -> None:
    answer = await bench.http.get("/healthz", headers={"X-Request-ID": "a-1.B_2"})
    assert answer.headers["x-request-id"] == "a-1.B_2"


@pytest.mark.parametrize("told", ["", "a b", "x" * 65, "a\x09b", "<script>"])
async def test_any_other_request_id_does_not(bench: Bench, told: str) -> None:
    answer = await bench.http.get("/healthz", headers={"X-Request-ID": told})
    assert "x-request-id" not in answer.headers


async def test_the_profile_comes_once_and_then_304(ann: Handler) -> None:
    answer = await ann.call("GET", "/v1/profile")
    assert answer.json()["version"] == "test-1"
    again = await ann.call("GET", "/v1/profile", If_None_Match=answer.headers["etag"])
    assert (again.status_code, again.content) == (304, b"")


async def test_a_mistake_of_ours_is_told_without_its_message(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    async def broken(*_: object, **__: object) -> None:
        raise RuntimeError("Mary Example 07700 900123")

    monkeypatch.setattr(type(bench.parts.leases), "claim_next", broken)
    answer = await bench.ann.call("POST", "/v1/claims", {})
    refused(answer, 500, "bug")
    assert not re.search("Mary|07700", answer.text)


async def test_a_mistake_of_ours_at_intake_asks_to_send_again(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    async def broken(*_: object, **__: object) -> None:
        raise RuntimeError("Mary Example")

    monkeypatch.setattr(type(bench.parts.intake), "accept", broken)
    answer = await bench.post(b"{}")
    assert (answer.status_code, answer.json()["errors"][0]["meta"]["kind"]) == (500, "system")
    assert "Mary" not in answer.text
