"""What the hub gets for what it sends, and what is stored of it."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest
from sqlalchemy import func, select

from tests.gateway.bench import HUB, ON_SQLITE, Bench, Handler, open_bench, payload, settings_for
from triage.gateway import tables
from triage.models.stage import Stage

SECRETS = ("old-secret", "right-secret")


def error_of(answer: httpx.Response, status: int, code: str, kind: str = "business") -> dict[str, Any]:
    """The answer is this JSON:API error."""
    assert (answer.status_code, answer.headers["content-type"]) == (status, "application/vnd.api+json"), answer.text
    first: dict[str, Any] = answer.json()["errors"][0]
    assert (first["status"], first["code"], first["meta"]["kind"]) == (str(status), code, kind)
    assert first["title"]
    assert first["detail"]
    assert "pointer" in first["source"]
    return first


async def count(bench: Bench, table: str) -> int:
    async with bench.parts.database.read() as connection:
        return int(await connection.scalar(select(func.count()).select_from(tables.metadata.tables[table])) or 0)


async def test_a_report_is_stored_and_named(bench: Bench, ann: Handler) -> None:
    answer = await bench.post(payload("s-1"))
    assert (answer.status_code, answer.headers["content-type"]) == (201, "application/vnd.api+json")
    data = answer.json()["data"]
    assert data["type"] == "incident"
    assert data["attributes"] == {"submissionId": "s-1", "version": 1, "receivedAt": "2026-11-20T06:00:00Z"}
    assert (await ann.report(data["id"])).report.narrative == "My shed was opened in the night."


async def test_the_raw_bytes_come_back_as_they_were_sent(bench: Bench, ann: Handler) -> None:
    body = payload("s-1").replace(b'"data"', b'  "data"', 1)
    report_id = (await bench.post(body)).json()["data"]["id"]
    answer = await ann.call("GET", f"/v1/reports/{report_id}/raw")
    assert answer.content == body
    assert answer.headers["content-type"] == "application/vnd.api+json"
    assert answer.headers["content-disposition"].startswith("attachment")
    assert answer.headers["x-content-type-options"] == "nosniff"


async def test_the_same_content_again_is_the_same_report(bench: Bench) -> None:
    first = await bench.post(payload("s-1"))
    again = await bench.post(json.dumps(json.loads(payload("s-1")), indent=2, sort_keys=True).encode())
    assert again.status_code == 201
    assert again.json()["data"]["id"] == first.json()["data"]["id"]
    assert again.json()["data"]["attributes"]["version"] == 1
    assert (await count(bench, "reports"), await count(bench, "submissions")) == (1, 1)


async def test_other_content_is_a_new_version_that_keeps_the_stage(bench: Bench, ann: Handler) -> None:
    report_id = await bench.arrive("s-1")
    held = await ann.claim(report_id)
    answer = await bench.post(payload("s-1", "He came back with a hammer."))
    assert answer.json()["data"]["attributes"]["version"] == 2
    summary = (await ann.report(report_id)).summary
    assert (summary.stage, summary.version, summary.marks[0]) == (Stage.CLAIMED, 2, "Version 2")
    assert summary.etag != held.etag


async def test_a_late_resend_of_an_old_version_changes_nothing(bench: Bench, ann: Handler) -> None:
    report_id = await bench.arrive("s-1")
    await bench.arrive("s-1", "Second telling.")
    before = (await ann.report(report_id)).summary
    answer = await bench.post(payload("s-1"))
    assert (answer.status_code, answer.json()["data"]["attributes"]["version"]) == (201, 1)
    assert (await ann.report(report_id)).summary == before
    assert await count(bench, "submissions") == 2


async def test_a_new_version_opens_a_closed_report_again(bench: Bench, ann: Handler) -> None:
    report_id = await bench.arrive("s-1")
    held = await ann.claim(report_id)
    await ann.begun(held)
    await ann.settle(held)
    assert (await ann.report(report_id)).summary.stage is Stage.CLOSED
    await bench.arrive("s-1", "I remembered something.")
    assert (await ann.report(report_id)).summary.stage is Stage.INCOMING


async def test_simultaneous_posts_of_one_report_make_one(bench: Bench) -> None:
    answers = await asyncio.gather(*(bench.post(payload("s-1")) for _ in range(8)))
    assert {answer.status_code for answer in answers} == {201}
    assert len({answer.json()["data"]["id"] for answer in answers}) == 1
    assert (await count(bench, "reports"), await count(bench, "submissions")) == (1, 1)


async def test_simultaneous_versions_of_one_report_are_all_kept(bench: Bench) -> None:
    answers = await asyncio.gather(*(bench.post(payload("s-1", f"Telling {n}.")) for n in range(2)))
    assert {answer.status_code for answer in answers} == {201}
    assert {answer.json()["data"]["attributes"]["version"] for answer in answers} == {1, 2}


@ON_SQLITE
@pytest.mark.parametrize("secret", SECRETS)
async def test_each_secret_of_a_rotation_is_good(bench: Bench, secret: str) -> None:
    assert (await bench.post(payload("s-1"), client_secret=secret)).status_code == 201


@ON_SQLITE
@pytest.mark.parametrize("wrong", [{"client_secret": "wrong"}, {"client_id": "other"}, {"client_secret": ""}])
async def test_wrong_credentials_store_nothing(bench: Bench, wrong: dict[str, str]) -> None:
    error_of(await bench.post(payload("s-1"), **wrong), 401, "unauthorised")
    assert await count(bench, "submissions") == 0


@ON_SQLITE
@pytest.mark.parametrize("media_type", ["text/plain", "", "application/xml"])
async def test_only_json_types_are_taken(bench: Bench, media_type: str) -> None:
    error_of(await bench.post(payload("s-1"), **{"Content-Type": media_type}), 415, "media-type")


@ON_SQLITE
async def test_plain_json_with_a_charset_is_taken(bench: Bench) -> None:
    answer = await bench.post(payload("s-1"), **{"Content-Type": "application/json; charset=utf-8"})
    assert answer.status_code == 201


@ON_SQLITE
@pytest.mark.parametrize("body", [b"", b"{", b"[]", b"null", b"{}", b'{"data": 7}', b"[" * 100_000])
async def test_what_is_no_report_is_refused_whole(bench: Bench, body: bytes) -> None:
    error_of(await bench.post(body), 422, "unreadable")
    assert await count(bench, "reports") + await count(bench, "submissions") == 0


@ON_SQLITE
async def test_another_method_is_told_in_the_same_form(bench: Bench) -> None:
    error_of(await bench.http.get("/incidents"), 405, "method-not-allowed")


async def test_too_large_is_refused_while_it_is_read(tmp_path_factory: pytest.TempPathFactory) -> None:
    url = f"sqlite:///{tmp_path_factory.mktemp('db') / 'gateway.db'}"

    async def chunks() -> AsyncIterator[bytes]:
        for _ in range(5):
            yield b" " * 1000

    async with open_bench(settings_for(url, max_body=4000)) as bench:
        answer = await bench.http.post("/incidents", content=chunks(), headers=HUB)
        error_of(answer, 413, "too-large")
        assert "content-length" not in answer.request.headers
        assert await count(bench, "submissions") == 0


async def test_headers_are_kept_by_name_only(bench: Bench) -> None:
    await bench.post(payload("s-1"))
    async with bench.parts.database.read() as connection:
        names = await connection.scalar(select(tables.submissions.c.header_names))
    assert "client_secret" in names
    assert not set(SECRETS) & set(names)


@pytest.mark.parametrize("submission_id", ["a\0b", "a\ud800b", "\u202e", "x" * 5000, "7"])
async def test_a_strange_submission_id_is_kept_all_the_same(bench: Bench, ann: Handler, submission_id: str) -> None:
    report_id = await bench.arrive(submission_id)
    assert (await ann.report(report_id)).report.narrative
    assert (await bench.post(payload(submission_id))).json()["data"]["id"] == report_id
    assert await count(bench, "reports") == 1
