"""A file that may be illegal is locked for everybody, whatever way leads to its bytes."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy import select

from tests.builders import a_profile
from tests.gateway.bench import Bench, Handler, ok, open_bench, refused, settings_for
from tests.gateway.media.desk import JPEG, inline, report
from triage.gateway import retention, tables
from triage.models import codec
from triage.models.files import LOCKED, FileLocked
from triage.models.profile import IllegalImages

OTHER = JPEG + b"another"


async def arrive(bench: Bench, submission_id: str = "s-1", content: bytes = JPEG, text: str = "A picture came.") -> str:
    answer = ok(await bench.post(report(inline(content), submission_id=submission_id, text=text)))
    return f"/v1/reports/{answer.json()['data']['id']}"


async def lock(who: Handler, path: str, **told: object) -> FileLocked:
    return codec.decode(FileLocked, ok(await who.call("POST", f"{path}/attachments/1/lock", told or None)).content)


@pytest.fixture
async def path(bench: Bench) -> str:
    return await arrive(bench)


async def test_nobody_gets_the_bytes_of_a_locked_file(bench: Bench, ann: Handler, bob: Handler, path: str) -> None:
    before = ok(await bob.call("GET", f"{path}/attachments/1"))
    etag = ok(await bob.call("GET", path)).headers["etag"]
    made = await lock(ann, path, reason="Looks like a child", version=1)
    assert (made.number, made.version, made.locked_by, made.told) == (1, 1, "ann", 0)
    assert made.sha256 == before.headers["x-content-sha256"]
    for who in (ann, bob, bench.handler("sue"), bench.handler("aud")):
        refused(await who.call("GET", f"{path}/attachments/1"), 423, "locked")
        refused(await who.call("GET", f"{path}/attachments/1?anyway=1"), 423, "locked")
        refused(await who.call("GET", f"{path}/raw"), 423, "locked")
        refused(await who.call("GET", f"{path}/versions/1/raw"), 423, "locked")
    shown = ok(await bob.call("GET", path, If_None_Match=etag))
    [file] = (await bob.report(path.rpartition("/")[2])).files
    assert (shown.status_code, file.state) == (200, LOCKED)
    [summary] = (await bob.changes()).items
    assert "Attachment locked" in summary.marks


async def test_the_same_bytes_are_locked_wherever_they_come(bench: Bench, ann: Handler, path: str) -> None:
    ok(await ann.call("GET", f"{path}/attachments/1"))
    await lock(ann, path)
    again = await arrive(bench, "s-1", text="A picture came. I send it once more.")
    other = await arrive(bench, "s-2")
    unlike = await arrive(bench, "s-3", OTHER)
    await bench.parts.media.look_now(other.rpartition("/")[2], 1)
    refused(await ann.call("GET", f"{again}/attachments/1"), 423, "locked")
    refused(await ann.call("GET", f"{other}/attachments/1"), 423, "locked")
    refused(await ann.call("GET", f"{other}/raw"), 423, "locked")
    assert ok(await ann.call("GET", f"{unlike}/attachments/1")).content == OTHER


async def test_locking_is_done_once_and_audited(bench: Bench, ann: Handler, bob: Handler, path: str) -> None:
    first = await lock(ann, path, reason="Seen at 06:00")
    assert await lock(bob, path) == first
    keyed = [await ann.call("POST", f"{path}/attachments/1/lock", {"version": 1}, Idempotency_Key="k-1") for _ in "12"]
    assert [answer.headers.get("idempotency-replayed", "") for answer in keyed] in (["", "true"], ["", "?1"])
    refused(await bob.call("GET", f"{path}/attachments/1"), 423, "locked")
    async with bench.parts.database.read() as connection:
        lines = (await connection.execute(select(tables.audit).order_by(tables.audit.c.seq))).mappings().all()
    assert [line["action"] for line in lines if "lock" in line["action"]].count("attachment.locked") == 1
    [tried] = [line for line in lines if line["action"] == "attachment.read"]
    assert (tried["subject"], tried["details"]) == ("bob", {"number": 1, "locked": True, "refused": True})


async def test_the_roles_that_the_profile_names_may_still_open_it(database_url: str) -> None:
    profile = replace(a_profile(), illegal_images=IllegalImages(roles=("auditor",)))
    async with open_bench(settings_for(database_url, profile=profile)) as bench:
        path = await arrive(bench)
        await lock(bench.ann, path)
        refused(await bench.handler("sue").call("GET", f"{path}/attachments/1"), 423, "locked")
        assert ok(await bench.handler("aud").call("GET", f"{path}/attachments/1")).content == JPEG
        assert ok(await bench.handler("aud").call("GET", f"{path}/raw")).content


async def test_a_lock_outlives_what_the_report_said(bench: Bench, ann: Handler, path: str) -> None:
    ok(await ann.call("GET", f"{path}/attachments/1"))
    made = await lock(ann, path, reason="Looks like a child")
    async with bench.parts.database.write() as connection:
        now = bench.clock.now()
        await retention._erase(connection, path.rpartition("/")[2], now, now)
        kept = (await connection.execute(select(tables.attachment_locks))).mappings().one()
    assert (kept["sha256"], kept["reason"]) == (made.sha256, "")


@pytest.mark.parametrize(
    ("told", "pointer"),
    [({"reason": "x" * 2001}, "/reason"), ({"reason": "a\u0007"}, "/reason"), ({"version": -1}, "/version")],
)
async def test_what_cannot_be_is_named(ann: Handler, path: str, told: dict[str, object], pointer: str) -> None:
    problem = refused(await ann.call("POST", f"{path}/attachments/1/lock", told), 422, "invalid")
    assert [error.pointer for error in problem.errors] == [pointer]


async def test_what_is_not_there_cannot_be_locked(ann: Handler, path: str) -> None:
    refused(await ann.call("POST", f"{path}/attachments/9/lock"), 404, "unknown-attachment")
    refused(await ann.call("POST", f"{path}/attachments/1/lock", {"version": 7}), 404, "unknown-attachment")
    refused(await ann.call("POST", "/v1/reports/none/attachments/1/lock"), 404, "unknown-report")
