"""Saved views, and what they show; reference data and rules."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import httpx
import pytest
from sqlalchemy import select

from tests.gateway.bench import ON_SQLITE, Bench, ok, refused
from tests.gateway.knowledge.corpus import settle_index
from triage.gateway import tables
from triage.gateway.knowledge.view_conditions import condition
from triage.models import codec
from triage.models.audit import AuditPage
from triage.models.query import ListQuery, SortBy, View
from triage.models.queue import ClaimRequest
from triage.models.view_filter import NOBODY, Condition, Field, Op
from triage.models.view_store import RefData, RulePack, StoredView, ViewList, ViewPut

SHEDS = ViewPut(name="Sheds", query=ListQuery(view=View.ALL, text="shed", sort=SortBy.OLDEST), columns=("title",))


async def put(bench: Bench, me: str, key: str, told: ViewPut, etag: str = "") -> httpx.Response:
    headers = {"If_Match": f'"{etag}"'} if etag else {}
    return await bench.handler(me).call("PUT", f"/v1/views/{key}", told, **headers)


async def views(bench: Bench, me: str = "ann", **more: Any) -> ViewList:
    answer = await bench.handler(me).call("GET", f"/v1/views?{httpx.QueryParams(more)}")
    return codec.decode(ViewList, ok(answer).content)


def stored(answer: httpx.Response) -> StoredView:
    return codec.decode(StoredView, ok(answer).content)


async def test_a_view_is_kept_changed_and_deleted(bench: Bench) -> None:
    answer = await put(bench, "ann", "sheds", replace(SHEDS, default=True, query=replace(SHEDS.query, me="bob")))
    assert answer.status_code == 201
    kept = stored(answer)
    assert (kept.query, kept.columns, kept.default, kept.changed_by) == (SHEDS.query, ("title",), True, "ann")
    assert answer.headers["etag"] == f'"{kept.etag}"'
    changed = stored(await put(bench, "ann", "sheds", replace(SHEDS, name="Old sheds"), kept.etag))
    assert (changed.name, changed.default) == ("Old sheds", True)
    refused(await put(bench, "ann", "sheds", SHEDS, kept.etag), 412, "stale")
    refused(await put(bench, "ann", "sheds", SHEDS), 428, "precondition-required")
    assert (await views(bench)).items == (changed,)
    assert (await views(bench, "bob")).items == ()
    delete = "/v1/views/sheds"
    refused(await bench.ann.call("DELETE", delete, If_Match=f'"{kept.etag}"'), 412, "stale")
    refused(await bench.bob.call("DELETE", delete, If_Match=f'"{changed.etag}"'), 404, "not-found")
    ok(await bench.ann.call("DELETE", delete, If_Match=f'"{changed.etag}"'))
    assert (await views(bench)).items == ()
    refused(await put(bench, "ann", "sheds", SHEDS, changed.etag), 412, "stale")
    async with bench.parts.database.read() as connection:
        assert (await connection.execute(select(tables.default_views))).all() == []


async def test_shared_views_are_written_by_supervisors(bench: Bench) -> None:
    shared = replace(SHEDS, shared=True)
    refused(await put(bench, "ann", "team", shared), 403, "forbidden")
    kept = stored(await put(bench, "sue", "team", shared))
    mine = stored(await put(bench, "ann", "team", replace(SHEDS, name="Mine", default=True)))
    assert [(one.name, one.shared, one.default) for one in (await views(bench)).items] == [
        ("Mine", False, True), ("Sheds", True, True),
    ]  # fmt: skip
    refused(await bench.ann.call("DELETE", "/v1/views/team?shared=true", If_Match=f'"{kept.etag}"'), 403, "forbidden")
    ok(await bench.handler("sue").call("DELETE", "/v1/views/team?shared=true", If_Match=f'"{kept.etag}"'))
    assert [(one.name, one.default) for one in (await views(bench)).items] == [("Mine", True)]
    ok(await bench.ann.call("DELETE", "/v1/views/team", If_Match=f'"{mine.etag}"'))


async def test_counts_and_conditions_say_what_a_view_shows(bench: Bench) -> None:
    shed = await bench.arrive("s-1", "My shed was opened.")
    other = await bench.arrive("s-2", "Another shed.")
    await bench.arrive("s-3", "A bicycle.")
    await settle_index(bench)
    held = await bench.ann.claim(shed)
    stored(await put(bench, "ann", "sheds", SHEDS))
    stored(await put(bench, "ann", "next", replace(SHEDS, query=replace(SHEDS.query, view=View.TO_DO))))
    stored(await put(bench, "ann", "held", replace(SHEDS, query=ListQuery(view=View.MINE, text="-- opened!"))))
    found = await views(bench, counts=1)
    assert {one.key: one.count for one in found.items} == {"sheds": 2, "next": 1, "held": 1}
    assert found.built_in == {"to_do": 2, "high_risk": 0, "mine": 1, "closed": 0, "all": 3}
    assert (await views(bench, "bob", counts=1)).built_in["mine"] == 0
    await bench.ann.release(held)
    assert (await views(bench, counts=1)).built_in["mine"] == 0
    async with bench.parts.database.read() as connection:
        shown = await condition(connection, "ann", "next", bench.clock.now())
        assert shown is not None
        reports = tables.reports.c.report_id
        assert set((await connection.scalars(select(reports).where(shown))).all()) == {shed, other}
        assert await condition(connection, "bob", "next", bench.clock.now()) is None
        assert await condition(connection, "bob", "to_do", bench.clock.now()) is not None


async def test_counts_and_claims_from_a_view_keep_to_its_conditions(bench: Bench) -> None:
    await bench.arrive("s-1", "My shed was opened.")
    bench.clock.advance(hours=2)
    late = await bench.arrive("s-2", "Another shed.")
    fresh = Condition(field=Field.RECEIVED, op=Op.WITHIN, low=-60)
    nobodys = Condition(field=Field.HOLDER, values=(NOBODY,))
    told = replace(SHEDS, query=ListQuery(view=View.TO_DO, conditions=(fresh, nobodys)))
    stored(await put(bench, "ann", "fresh", told))
    assert [one.count for one in (await views(bench, counts=1)).items] == [1]
    claimed = ok(await bench.ann.call("POST", "/v1/claims", ClaimRequest(view="fresh"))).json()
    assert late in str(claimed)
    assert [one.count for one in (await views(bench, counts=1)).items] == [0]


async def test_what_a_view_looks_for_is_found_in_the_audit_as_a_search_is(bench: Bench) -> None:
    await bench.arrive("s-1", "My shed was opened.")
    await settle_index(bench)
    stored(await put(bench, "ann", "sheds", SHEDS))
    stored(await put(bench, "ann", "plain", replace(SHEDS, query=ListQuery(view=View.ALL))))
    await views(bench)
    await views(bench, counts=1)
    answer = await bench.handler("aud").call("GET", "/v1/audit?q=shed")
    found = [(one.action, one.subject, one.details["key"]) for one in codec.decode(AuditPage, ok(answer).content).items]
    assert found == [("view.count", "ann", "sheds"), ("view.put", "ann", "sheds")]
    async with bench.parts.database.read() as connection:
        query = select(tables.audit.c.details).where(tables.audit.c.action == "views.count")
        assert (await connection.scalars(query)).all() == [{"views": 2}]
        details = (await connection.scalars(select(tables.audit.c.details))).all()
    assert not any("shed" in str(one.get("terms", "")) for one in details)


async def test_views_are_few(bench: Bench) -> None:
    for number in range(50):
        stored(await put(bench, "ann", f"v{number}", SHEDS))
    refused(await put(bench, "ann", "one-more", SHEDS), 422, "invalid")
    stored(await put(bench, "bob", "one-more", SHEDS))


@pytest.mark.parametrize(
    ("key", "wrong", "pointer"),
    [
        ("to_do", {}, "/key"),
        ("UPPER", {}, "/key"),
        ("x" * 65, {}, "/key"),
        ("ok", {"name": " "}, "/name"),
        ("ok", {"columns": ("",)}, "/columns"),
        ("ok", {"columns": ("x",) * 41}, "/columns"),
        ("ok", {"query": ListQuery(text="x" * 201)}, "/query/text"),
    ],
)
@ON_SQLITE
async def test_what_is_no_view_is_refused(bench: Bench, key: str, wrong: dict[str, Any], pointer: str) -> None:
    problem = refused(await put(bench, "ann", key, replace(SHEDS, **wrong)), 422, "invalid")
    assert [one.pointer for one in problem.errors] == [pointer]


@ON_SQLITE
async def test_reference_data_and_rules_come_with_their_versions(bench: Bench) -> None:
    answer = ok(await bench.handler("adm").call("GET", "/v1/refdata"))
    told = codec.decode(RefData, answer.content)
    profile = bench.parts.profiles.current
    assert (told.profile_version, told.crime_classes, told.kinds) == (
        profile.version, profile.crime_classes, profile.kinds,
    )  # fmt: skip
    again = await bench.ann.call("GET", "/v1/refdata", If_None_Match=answer.headers["etag"])
    assert again.status_code == 304
    answer = ok(await bench.ann.call("GET", "/v1/rulepack"))
    pack = codec.decode(RulePack, answer.content)
    report = await bench.arrive("s-1", "He has a knife")
    assert (await bench.ann.report(report)).assessment.pack == pack.pack
    assert codec.sha256(pack.content.encode()) == pack.sha256
    again = await bench.ann.call("GET", "/v1/rulepack", If_None_Match=answer.headers["etag"])
    assert again.status_code == 304


async def test_a_saved_view_narrows_what_is_taken(bench: Bench) -> None:
    await bench.arrive("s-shed")
    bike = await bench.arrive("s-bike", "A bicycle is gone.")
    await settle_index(bench)
    ok(await put(bench, "ann", "bikes", ViewPut(name="Bikes", query=ListQuery(view=View.ALL, text="bicycle"))))
    answer = await bench.ann.call("POST", "/v1/claims", {"view": "bikes", "max": 3})
    assert [entry["report_id"] for entry in ok(answer).json()] == [bike]
    problem = refused(await bench.bob.call("POST", "/v1/claims", {"view": "bikes"}), 422, "invalid")
    assert problem.errors[0].pointer == "/view"
