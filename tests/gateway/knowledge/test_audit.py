"""Audit lines of workstations: taken in whatever they are; and the log as auditors read it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise
from typing import Any

import httpx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import create_engine, text
from sqlalchemy.exc import DBAPIError

from tests.gateway.bench import Bench, ok, refused
from tests.gateway.knowledge.corpus import find
from triage.models import codec
from triage.models.audit import AuditLine, AuditPage, AuditUpload, AuditUploaded, Chain, ChainPage, ChainState, hash_of
from triage.models.clock import ManualClock
from triage.services import audit as desktop
from triage.services.tables import METADATA

SETTINGS = settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))


def a_chain(length: int) -> tuple[Chain, tuple[AuditLine, ...]]:
    """Lines as the desktop writes them, by the desktop's own code."""
    engine = create_engine("sqlite://")
    clock = ManualClock()
    with engine.begin() as connection:
        METADATA.create_all(connection)
        chain = desktop.ensure_chain(connection, "desk-7")
        writer = desktop.Audit(clock, "ann")
        for number in range(length):
            clock.advance(minutes=1)
            writer.line(connection, "draft.saved", f"r-{number}", revision=number)
        made = desktop.lines(connection)
    engine.dispose()
    return chain, made


async def upload(bench: Bench, chain: Chain, lines: Sequence[AuditLine], me: str = "ann") -> AuditUploaded:
    body = AuditUpload(installation=chain.installation, store=chain.store, lines=tuple(lines))
    return codec.decode(AuditUploaded, ok(await bench.handler(me).call("POST", "/v1/audit", body)).content)


async def chains(bench: Bench, **more: Any) -> ChainPage:
    answer = await bench.handler("aud").call("GET", f"/v1/audit/chains?{httpx.QueryParams(more)}")
    return codec.decode(ChainPage, ok(answer).content)


async def trail(bench: Bench, **more: Any) -> AuditPage:
    params = httpx.QueryParams({name.rstrip("_"): value for name, value in more.items()})
    return codec.decode(AuditPage, ok(await bench.handler("aud").call("GET", f"/v1/audit?{params}")).content)


async def test_lines_of_the_desktop_make_a_whole_chain(bench: Bench) -> None:
    chain, lines = a_chain(5)
    taken = await upload(bench, chain, lines[:3])
    assert (taken.added, taken.known, taken.doubtful) == (3, 0, 0)
    taken = await upload(bench, chain, lines)
    assert (taken.added, taken.known, taken.doubtful) == (2, 3, 0)
    (state,) = (await chains(bench)).items
    assert (state.complete_to, state.newest, state.lines, state.whole) == (5, 5, 5, True)
    assert (state.installation, state.last_subject) == ("desk-7", "ann")


async def test_a_gap_is_told_and_closes_by_itself(bench: Bench) -> None:
    chain, lines = a_chain(8)
    taken = await upload(bench, chain, [*lines[:2], *lines[3:5], lines[7]])
    assert (taken.added, taken.doubtful) == (5, 3)
    (state,) = taken.chains
    assert (state.complete_to, state.gaps, state.breaks) == (2, ((3, 3), (6, 7)), ())
    (state,) = (await upload(bench, chain, [lines[2]])).chains
    assert (state.complete_to, state.gaps) == (5, ((6, 7),))
    (state,) = (await upload(bench, chain, lines)).chains
    assert state.whole
    assert state.complete_to == 8


async def test_what_was_changed_put_in_or_forked_is_kept_and_flagged(bench: Bench) -> None:
    chain, lines = a_chain(6)
    changed = replace(lines[3], who="bob")
    taken = await upload(bench, chain, [*lines[:3], changed, *lines[4:]])
    assert (taken.added, taken.doubtful) == (6, 3)
    (state,) = taken.chains
    assert (state.complete_to, state.gaps, state.breaks) == (3, (), (4,))
    # A fork with a right hash of its own: somebody rewrote the end of the store.
    forked = replace(lines[4], who="bob", hash="")
    forked = replace(forked, hash=hash_of(chain, forked))
    (state,) = (await upload(bench, chain, [forked])).chains
    assert (state.complete_to, state.breaks, state.lines) == (3, (4, 5), 7)
    troubles = {(one.seq, one.trouble) for one in (await trail(bench)).items if one.source == "workstation"}
    assert {(4, "hash"), (5, "twice")} <= troubles


@pytest.mark.parametrize(
    "strange",
    [
        {"at": "yesterday"}, {"at": "9999-12-31T23:59:59-14:00"}, {"detail": "no json \u0000"}, {"detail": "[1]"},
        {"hash": "x" * 9000, "report_id": "r" * 9000, "who": "w\u0000" * 3000}, {"previous": "é"},
    ],
)  # fmt: skip
async def test_strange_lines_are_kept_too(bench: Bench, strange: dict[str, str]) -> None:
    chain, lines = a_chain(2)
    line = replace(lines[1], **dict[str, Any](strange))
    taken = await upload(bench, chain, [lines[0], line])
    again = await upload(bench, chain, [lines[0], line])
    assert (taken.added, again.known, taken.chains[0].complete_to) == (2, 2, 1)
    kept = [one for one in (await trail(bench)).items if one.seq == 2]
    assert [one.trouble for one in kept] == ["hash"]


@pytest.mark.parametrize(
    ("wrong", "pointer"),
    [
        ({"installation": ""}, "/installation"),
        ({"store": "s" * 101}, "/store"),
        ({"lines": [0]}, "/lines/0/seq"),
        ({"lines": [2**60]}, "/lines/0/seq"),
        ({"lines": range(1, 1002)}, "/lines"),
    ],
)
async def test_what_no_chain_can_have_is_refused_by_its_name(bench: Bench, wrong: dict[str, Any], pointer: str) -> None:
    _, (line,) = a_chain(1)
    lines = tuple(replace(line, seq=number) for number in wrong.get("lines", ()))
    body = replace(AuditUpload(installation="i", store="s", lines=()), **{**wrong, "lines": lines})
    answer = await bench.ann.call("POST", "/v1/audit", body)
    assert [one.pointer for one in refused(answer, 422, "invalid").errors] == [pointer]


async def test_kept_lines_cannot_be_changed_by_anybody(bench: Bench) -> None:
    chain, lines = a_chain(1)
    await upload(bench, chain, lines)
    for statement in ("UPDATE workstation_lines SET who = 'x'", "DELETE FROM workstation_lines"):
        with pytest.raises(DBAPIError, match="only ever added"):
            async with bench.parts.database.write() as connection:
                await connection.execute(text(statement))


async def test_any_order_in_any_parts_leads_to_the_same_state(bench: Bench) -> None:
    """Whatever arrives how often in what order: whole up to the first number that is missing or was changed."""
    _, made = a_chain(9)
    number = 0

    @SETTINGS
    @given(
        batches=st.lists(st.lists(st.integers(0, 8), max_size=6), min_size=1, max_size=6),
        changed=st.none() | st.integers(0, 8),
    )
    def explore(batches: list[list[int]], changed: int | None) -> None:
        examples.append((batches, changed))

    examples: list[tuple[list[list[int]], int | None]] = []
    explore()
    for batches, changed in examples:
        number += 1
        chain, lines = rechained(Chain(installation="desk-7", store=f"store-{number}", epoch=1), made)
        sent = [replace(line, who="eve") if at == changed else line for at, line in enumerate(lines)]
        state: ChainState | None = None
        for batch in batches:
            taken = await upload(bench, chain, [sent[at] for at in batch])
            state = taken.chains[0] if taken.chains else state
        numbers = {at + 1 for batch in batches for at in batch}
        if state is None:
            continue
        good = numbers - ({changed + 1} if changed is not None else set())
        complete = next(at for at in range(10) if at + 1 not in good)
        beyond = sorted({complete} | {at for at in numbers if at > complete})
        gaps = tuple((one + 1, two - 1) for one, two in pairwise(beyond) if two > one + 1)
        assert (state.complete_to, state.newest, state.lines) == (complete, max(numbers), len(numbers))
        assert state.gaps == gaps
        assert (changed is not None and changed + 1 in numbers) == bool(state.breaks)


def rechained(chain: Chain, lines: Sequence[AuditLine]) -> tuple[Chain, list[AuditLine]]:
    """The same lines under the name of another store."""
    made: list[AuditLine] = []
    for line in lines:
        previous = made[-1].hash if made else desktop.FIRST
        told = replace(line, previous=previous)
        made.append(replace(told, hash=hash_of(chain, told)))
    return chain, made


async def test_auditors_read_both_logs_in_order_of_time(bench: Bench) -> None:
    chain, lines = a_chain(5)
    report = await bench.arrive("s-1")
    for _ in range(4):
        bench.clock.advance(seconds=80)
        await bench.ann.report(report)
    await upload(bench, chain, lines)
    bench.clock.advance(minutes=5)
    whole = (await trail(bench, limit=500)).items
    assert [one.at for one in whole] == sorted((one.at for one in whole), reverse=True)
    assert {one.source for one in whole} == {"gateway", "workstation"}
    seen: list[tuple[str, int]] = []
    after = ""
    while True:
        page = await trail(bench, limit=3, to=whole[0].at.isoformat().replace("+00:00", "Z"), **_after(after))
        seen += [(one.source, one.id) for one in page.items]
        if page.next is None:
            break
        after = page.next
    before = [(one.source, one.id) for one in whole if one.at < whole[0].at]
    assert seen == before


async def test_filters_of_the_log_and_the_reading_of_it_is_told(bench: Bench) -> None:
    chain, lines = a_chain(3)
    report = await bench.arrive("s-1", "The shed of Mrs Smith")
    await bench.ann.report(report)
    await bench.bob.report(report)
    await upload(bench, chain, lines, me="bob")
    await find(bench, "Smith")
    await find(bench, "jones")
    assert {one.action for one in (await trail(bench, report=report)).items} >= {"report.read", "intake.new"}
    assert {one.subject for one in (await trail(bench, subject="bob")).items} == {"bob"}
    assert [one.report_id for one in (await trail(bench, report="r-1")).items if one.source == "workstation"] == ["r-1"]
    (line,) = (await trail(bench, action="draft.saved", report="r-2")).items
    assert (line.details, line.uploaded_by, line.seq) == ({"revision": 2}, "bob", 3)
    assert [one.action for one in (await trail(bench, q="SMITH")).items] == ["search"]
    assert (await trail(bench, q="smithers")).items == ()
    told = [one for one in (await trail(bench, action="audit.read")).items if one.subject == "aud"]
    assert len(told) == 6
    assert told[0].details["filters"] == "terms"


async def test_only_auditors_read_the_log(bench: Bench) -> None:
    for me in ("ann", "sue", "adm"):
        for path in ("/v1/audit", "/v1/audit/chains"):
            refused(await bench.handler(me).call("GET", path), 403, "forbidden")


async def test_chains_come_page_by_page(bench: Bench) -> None:
    _, made = a_chain(1)
    for number in range(5):
        chain, lines = rechained(Chain(installation="i", store=f"s-{number}", epoch=1), made)
        await upload(bench, chain, lines)
    page = await chains(bench, limit=3)
    rest = await chains(bench, limit=3, **_after(page.next or ""))
    assert [one.store for one in (*page.items, *rest.items)] == [f"s-{number}" for number in range(5)]
    assert rest.next is None


def _after(cursor: str) -> dict[str, str]:
    return {"after": cursor} if cursor else {}
