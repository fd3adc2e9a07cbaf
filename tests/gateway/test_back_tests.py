"""Changed risk rules tried on past reports: what they move, whom that is shown to, and what they cannot be."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.gateway.bench import (
    ON_SQLITE,
    Bench,
    begin_body,
    decided,
    ok,
    open_bench,
    payload,
    refused,
    settings_for,
)
from tests.gateway.workflow.desk import workflow_settings
from triage.gateway import back_tests
from triage.gateway.config import Config, LimitsConfig, RetentionConfig
from triage.gateway.credentials import Role, Subject
from triage.gateway.problems import Refusal
from triage.gateway.retention import erase_due
from triage.gateway.sight import sight_of
from triage.insight.risk.pack import shipped_content
from triage.models import codec
from triage.models.back_test import BackTestAsk, BackTested, Stand
from triage.models.indicators import RiskLevel

DAY = (datetime(2026, 11, 20, tzinfo=UTC), datetime(2026, 11, 21, tzinfo=UTC))
SHEDS = """
[[rules]]
id = "own/shed"
kind = "immediate_danger"
strength = 0.95
grade = "emergency"
phrases = "shed was opened"
why = "A shed was opened"
"""
CHANGED = shipped_content() + SHEDS
SHED, FENCE = "My shed was opened in the night.", "My fence was painted green by a neighbour."


async def tried(bench: Bench, me: str = "sue", rules: str = CHANGED, **more: Any) -> BackTested:
    ask = BackTestAsk(rules=rules, since=DAY[0], until=DAY[1], **more)
    return codec.decode(BackTested, ok(await bench.handler(me).call("POST", "/v1/back-tests", ask)).content)


async def test_what_would_stand_elsewhere_is_told_with_why_and_what_handlers_graded(bench: Bench) -> None:
    shed = await bench.arrive("s-1", SHED)
    await bench.arrive("s-2", FENCE)
    held = await bench.ann.claim(shed)
    decision = decided(held, "ann")
    decision = replace(decision, draft=replace(decision.draft, grade="scheduled"))
    body = begin_body(held, decision)
    path, etag = f"/v1/reports/{shed}/begin", f'"{held.etag}"'
    ok(await bench.ann.call("POST", path, body, If_Match=etag, Idempotency_Key="b"))
    await bench.parts.courses.catch_up()
    told = await tried(bench)
    assert (told.whole, told.erased, told.after) == (2, 0, "")
    assert sum(one.count for one in told.tried) == 2
    [moved] = told.changed
    assert (moved.report_id, moved.then) == (shed, Stand(level=RiskLevel.HIGH, grade="emergency"))
    assert (moved.graded, "A shed was opened" in moved.comes) == ("scheduled", True)
    today = (await bench.ann.report(shed)).assessment
    assert moved.now == Stand(level=today.level, grade=today.min_grade)


async def test_the_rules_in_force_move_nothing(bench: Bench) -> None:
    await bench.arrive("s-1", SHED)
    assert (await tried(bench, rules=shipped_content())).changed == ()


@pytest.mark.parametrize("limit", [1, 2, 7])
async def test_pages_try_each_report_of_the_period_once(
    bench: Bench, limit: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(back_tests, "TOGETHER", 2)
    ids = {await bench.arrive(f"s-{number}", SHED) for number in range(4)}  # all received in one moment
    found, after, pages = [], "", 0
    while not pages or after:
        page = await tried(bench, limit=limit, after=after)
        assert page.whole == (0 if after else 4)
        found += [one.report_id for one in page.changed]
        after, pages = page.after, pages + 1
    assert sorted(found) == sorted(ids)


async def test_a_report_whose_words_are_gone_is_counted_and_not_tried(database_url: str) -> None:
    config = Config(limits=LimitsConfig(calls_per_minute=0), retention=RetentionConfig(settled_days=30))
    async with open_bench(settings_for(database_url, config=config)) as bench:
        await _counted_and_not_tried(bench)


async def _counted_and_not_tried(bench: Bench) -> None:
    report_id = await bench.arrive("s-1", SHED)
    held = await bench.ann.claim(report_id)
    await bench.ann.begun(held)
    ok(await bench.ann.settle(held))
    bench.clock.advance(days=400)
    assert await erase_due(bench.parts) == 1
    told = await tried(bench)
    assert (told.whole, told.erased, told.tried, told.changed) == (1, 1, (), ())


async def test_of_a_restricted_report_nothing_but_its_move_is_told_to_whom_it_is_hidden_from(database_url: str) -> None:
    async with open_bench(workflow_settings(database_url)) as bench:
        ok(await bench.post(payload("s-1", SHED).replace(b'"OCR"', b'"CMP"')))
        [moved] = (await tried(bench, "adm")).changed
        assert (moved.report_id, moved.comes, moved.goes, moved.restricted) == ("", (), (), True)


@ON_SQLITE
async def test_faulty_rules_are_told_by_their_names_and_nothing_is_tried(bench: Bench) -> None:
    wrong = CHANGED.replace('grade = "emergency"\nphrases = "shed', 'grade = "soon"\nphrases = "shed')
    answer = await bench.handler("sue").call(
        "POST", "/v1/back-tests", BackTestAsk(rules=wrong, since=DAY[0], until=DAY[1])
    )
    told = refused(answer, 422, "invalid")
    assert told.errors[0].pointer == "/rules"
    assert told.errors[0].detail == "own/shed.grade: must be one of none, scheduled, priority, emergency"


@ON_SQLITE
@pytest.mark.parametrize(
    ("changes", "pointer"),
    [
        ({"rules": "not = [toml"}, "/rules"),
        ({"rules": "x" * (back_tests.MOST_RULES + 1)}, "/rules"),
        ({"limit": 0}, "/limit"),
        ({"limit": 501}, "/limit"),
        ({"after": "yesterday"}, "/after"),
        ({"since": DAY[1], "until": DAY[0]}, "/since"),
    ],
)
async def test_what_cannot_be_asked_is_named(bench: Bench, changes: dict[str, Any], pointer: str) -> None:
    ask = replace(BackTestAsk(rules=CHANGED, since=DAY[0], until=DAY[1]), **changes)
    answer = await bench.handler("sue").call("POST", "/v1/back-tests", ask)
    assert refused(answer, 422, "invalid").errors[0].pointer == pointer


@ON_SQLITE
async def test_nothing_more_is_tried_for_whoever_has_gone(bench: Bench) -> None:
    await bench.arrive("s-1", SHED)

    async def gone() -> bool:
        return True

    ask = BackTestAsk(rules=CHANGED, since=DAY[0], until=DAY[1])
    sight = sight_of(Subject("sue", Role.SUPERVISOR), bench.parts.profiles.current)
    assert await bench.parts.back_tests.page(ask, sight, gone) is None


@given(st.text(min_size=1, max_size=60).filter(lambda words: not words[:1].isdigit()))
def test_a_place_that_no_page_told_is_refused(words: str) -> None:
    with pytest.raises(Refusal, match="422"):
        back_tests._place(words)
