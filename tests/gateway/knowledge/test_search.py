"""Full-text search: the same answers on both engines, whatever is typed and whatever was told."""

from __future__ import annotations

import hashlib
from typing import Any

import pytest
from sqlalchemy import func, select

from tests.gateway.bench import Bench, ok, payload, refused
from tests.gateway.knowledge.corpus import WORDS, come_in, fill, find, ids, person, settle_index, told
from triage.gateway import tables
from triage.gateway.knowledge.index import compact, forget
from triage.models.stage import Stage

ASKED = {
    "sian": {"welsh"},
    "SIÂN ty wyn": {"welsh"},
    "ŴYN": {"welsh"},
    "obrien": {"plain"},
    "O'Brien": {"plain"},
    "stow-on-the-wold": {"plain"},
    '"on the wold"': {"plain"},
    '"the on wold"': set(),
    '"in the night" red': {"plain"},
    "nig": {"plain"},
    '"nig"': set(),
    "van": {"plain", "glued", "plates"},
    "van -shed": {"glued", "plates"},
    'van -"red van"': {"glued", "plates"},
    "van -she": {"plain", "glued", "plates"},
    "van -she*": {"glued", "plates"},
    "07700900123": {"phone", "glued"},
    "07700 900123": {"phone", "glued"},
    "+447700900123": {"phone", "glued"},
    "0044 7700 900 123": {"phone", "glued"},
    "07700 9001": {"phone", "glued"},
    "01632 960001": {"phone"},
    "ab12cde": {"glued", "plates"},
    "AB12 CDE": {"glued", "plates"},
    "a123bcd": {"plates"},
    "ls14ap": {"glued", "plates"},
    "van LS1 4AP": {"glued", "plates"},
    "zebra LS1 4AP": set(),
    "jo.bloggs@example.com": {"mail"},
    "bloggs": {"mail"},
    "burglar": {"hidden"},
    "strasse": {"hidden"},
    "file knife": {"hidden"},
    "автомобиль": {"other"},
    "自転車": {"other"},
    "van OR shed": set(),
    "van AND NOT shed": set(),
}


async def test_both_engines_find_the_same(bench: Bench) -> None:
    names = await fill(bench)
    found = {asked: {names[one] for one in await ids(bench, asked)} for asked in ASKED}
    assert found == ASKED


async def test_a_hit_shows_its_words_by_their_places(bench: Bench) -> None:
    await fill(bench)
    for asked, shown in (("shed nig", ["shed", "night"]), ("07700 900123 rang", ["rang", "+44 7700 900 123"])):
        page = await find(bench, asked)
        (hit,) = page.items
        assert (hit.field, page.total, page.total_is_least) == ("narrative", 1, False)
        assert [hit.snippet[start:end] for start, end in hit.marks] == shown
    (hit,) = (await find(bench, "burglar")).items
    assert [hit.snippet[start:end] for start, end in hit.marks] == ["bur\u200bglar"]


async def test_what_is_in_the_head_comes_first_then_the_newest(bench: Bench) -> None:
    first = await come_in(bench, told("s-1", "It was Smith.", reference="TYA-1"))
    bench.clock.advance(minutes=1)
    named = await come_in(bench, told("s-2", "Nothing.", [person("p1", "Ann", "Smith")]))
    bench.clock.advance(minutes=1)
    last = await come_in(bench, told("s-3", "It was a smith."))
    await settle_index(bench)
    assert [hit.report_id for hit in (await find(bench, "smith")).items] == [named, last, first]
    (hit,) = (await find(bench, "TYA-1 smith")).items
    assert hit.report_id == first


async def test_pages_follow_each_other_without_gap_or_repeat(bench: Bench) -> None:
    every = [await bench.arrive(f"s-{number}", "A theft.") for number in range(7)]
    await settle_index(bench)
    seen: list[str] = []
    after = ""
    while True:
        page = await find(bench, "theft", limit=3, **({"after": after} if after else {}))
        assert page.total == len(every)
        seen += [hit.report_id for hit in page.items]
        if page.next is None:
            break
        after = page.next
    assert (len(seen), set(seen)) == (7, set(every))


async def test_filters(bench: Bench) -> None:
    early = await bench.arrive("s-1", "A theft.")
    bench.clock.advance(hours=2)
    late = await bench.arrive("s-2", "A theft.")
    await bench.ann.claim(late)
    await settle_index(bench)
    assert await ids(bench, "theft", stage=Stage.INCOMING.value) == {early}
    assert await ids(bench, "theft", from_="2026-11-20T07:00:00Z") == {late}
    assert await ids(bench, "theft", to="2026-11-20T07:00:00Z") == {early}
    kind = (await find(bench, "theft")).items[0].summary.kind
    assert await ids(bench, "theft", kind=kind) == {early, late}
    assert await ids(bench, "theft", kind="no such") == set()


async def test_every_version_that_is_kept_is_found_and_the_newest_shown(bench: Bench) -> None:
    first = await bench.arrive("s-1", "A bicycle was taken by Miller.")
    await bench.post(payload("s-1", "A bicycle was taken by somebody."))
    await settle_index(bench)
    assert await ids(bench, "miller") == {first}
    (hit,) = (await find(bench, "bicycle")).items
    assert (hit.report_id, hit.version) == (first, 2)


@pytest.mark.parametrize(
    "asked",
    [
        "",
        "   ",
        "***",
        '"',
        'shed "night',
        "-shed",
        '-"red van"',
        "x" * 201,
        " ".join(f"w{n}" for n in range(17)),
        "\0",
    ],
)
async def test_a_query_that_says_nothing_is_refused_by_its_name(bench: Bench, asked: str) -> None:
    answer = await bench.ann.call("GET", f"/v1/search?{_params(q=asked)}")
    problem = refused(answer, 422, "invalid")
    assert [entry.pointer for entry in problem.errors] == ["/q"]


@pytest.mark.parametrize(
    "wrong",
    [{"limit": 0}, {"limit": 51}, {"stage": "gone"}, {"after": "x"}, {"after": "é"}, {"from": "2026-11-20T06:00"}],
)
async def test_other_wrong_parameters_are_refused(bench: Bench, wrong: dict[str, Any]) -> None:
    refused(await bench.ann.call("GET", f"/v1/search?{_params(q='shed', **wrong)}"), 422, "invalid")


@pytest.mark.parametrize(
    "asked",
    [
        "shed'); DROP TABLE reports; --", "shed | !night", "shed:*A & 'x' <-> y", 'shed NEAR("a b", 3)',
        "{head} : shed", "shed ^ body:night", "\\shed\\", "sh\0ed", "shed \ud7ff\uffff", "%shed_", "-- shed",
        "((((shed", "'shed' 'night'", "\u202eshed", "shed " + "a" * 190,
    ],
)  # fmt: skip
async def test_nothing_typed_is_an_operator(bench: Bench, asked: str) -> None:
    await fill(bench, {"plain": WORDS["plain"]})
    answer = await bench.ann.call("GET", f"/v1/search?{_params(q=asked)}")
    assert answer.status_code == 200, answer.text
    assert len(await ids(bench, "shed")) == 1


async def test_hostile_texts_are_kept_and_found(bench: Bench) -> None:
    long_word = "q" * 5000
    texts = {
        "nul": "before\0after the fence",
        "long": f"a {long_word} gate",
        "many": " ".join(f"unlike{number}" for number in range(70_000)) + " lastword",
        "quotes": "it's \\ '' \"\" :* & | ! <-> $$ %s :q gate",
        "marks": "e" + "\u0301" * 5000 + "vening gate",
    }
    names = await fill(bench, texts)
    asked = {"fence": {"nul"}, "gate": {"long", "quotes", "marks"}, long_word[:80]: {"long"}, "evening": {"marks"}}
    assert {one: {names[found] for found in await ids(bench, one)} for one in asked} == asked
    assert {names[found] for found in await ids(bench, "unlike69")} == {"many"}


async def test_a_search_is_told_to_the_audit_without_its_words(bench: Bench) -> None:
    await fill(bench, {"plain": WORDS["plain"]})
    for asked in ("Shed night", "night SHED", "shed"):
        await find(bench, asked)
    async with bench.parts.database.read() as connection:
        lines = (
            await connection.execute(
                select(tables.audit.c.subject, tables.audit.c.details)
                .where(tables.audit.c.action == "search")
                .order_by(tables.audit.c.seq)
            )
        ).all()
    same, again, other = (line.details["terms"] for line in lines)
    assert same == again != other
    assert hashlib.sha256(b"shed").hexdigest() != other
    assert [(line.subject, line.details["results"]) for line in lines] == [("ann", 1)] * 3
    assert "shed" not in str(lines)


async def test_what_is_forgotten_is_gone_from_the_index(bench: Bench, engine: str) -> None:
    gone = await come_in(bench, told("s-1", "Unmistakable shed.", [person("p1", "Ann", "Smith", phone="07700900123")]))
    kept = await bench.arrive("s-2", "Another shed.")
    await settle_index(bench)
    async with bench.parts.database.write() as connection:
        await forget(connection, gone)
        await compact(connection)
    assert await ids(bench, "shed") == {kept}
    async with bench.parts.database.read() as connection:
        keys = tables.report_keys
        assert await connection.scalar(select(func.count()).where(keys.c.report_id == gone)) == 0
    if engine == "sqlite":
        async with bench.parts.database.write() as connection:
            rows = (await connection.exec_driver_sql("SELECT block FROM search_index_data")).all()
        assert b"mistakable" not in b"".join(bytes(row[0]) for row in rows)


async def test_indexing_again_is_as_good_as_once(bench: Bench) -> None:
    one = await bench.arrive("s-1", "A shed.")
    await settle_index(bench)
    async with bench.parts.database.write() as connection:
        await connection.exec_driver_sql("DELETE FROM search_documents")
    await settle_index(bench)
    await settle_index(bench)
    assert await ids(bench, "shed") == {one}
    async with bench.parts.database.read() as connection:
        assert await connection.scalar(select(func.count()).select_from(tables.search_documents)) == 1


async def test_who_may_search(bench: Bench) -> None:
    refused(await bench.handler("adm").call("GET", "/v1/search?q=shed"), 403, "forbidden")
    ok(await bench.handler("aud").call("GET", "/v1/search?q=shed"))


def _params(**told: Any) -> str:
    from httpx import QueryParams

    return str(QueryParams(told))
