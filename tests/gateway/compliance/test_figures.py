"""Every figure beside an independent calculation over the same events; every figure leads to its reports."""

from __future__ import annotations

import asyncio
import itertools
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlencode

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete

from tests.builders import a_profile
from tests.gateway.bench import Bench, begin_body, decided, ok, open_bench, payload, refused, settings_for
from tests.gateway.compliance.keeping import kept_rightly
from tests.gateway.compliance.telling import CHANGES, Told, expected, in_words, put, told
from tests.gateway.workflow.desk import COMPLAINTS, accept, handed, workflow_settings
from triage.gateway import tables
from triage.gateway.compliance import keeper
from triage.gateway.config import Config, LimitsConfig, RetentionConfig
from triage.gateway.retention import erase_due
from triage.gateway.settings import GatewaySettings
from triage.models import codec
from triage.models.compliance import Figure, FiguredReports, Figures, FiguresRow
from triage.models.draft import IncidentLine
from triage.models.periods import Period
from triage.models.profile import CheckRule, ReportKind

FILLED = (tables.courses, tables.proposals, tables.settlements, tables.decisions, tables.leases, tables.reports)

CHANGES_MADE = itertools.count(1)


def measured(url: str) -> GatewaySettings:
    profile = a_profile(
        checks=tuple(CheckRule(key=key, name=key) for key in ("repeat", "place")),
        kinds=tuple(ReportKind(key=key, name=key) for key in ("theft", "assault")),
    )
    return settings_for(url, profile=profile)


async def figures(bench: Bench, me: str = "sue", **asked: Any) -> Figures:
    query = urlencode({name: value.isoformat() for name, value in asked.items()})
    return codec.decode(Figures, ok(await bench.handler(me).call("GET", f"/v1/compliance?{query}")).content)


async def behind(bench: Bench, figure: Figure, me: str = "sue", **asked: str) -> FiguredReports:
    query = urlencode({"figure": figure.value, **asked})
    return codec.decode(
        FiguredReports, ok(await bench.handler(me).call("GET", f"/v1/compliance/reports?{query}")).content
    )


@pytest.fixture
async def bench(database_url: str) -> AsyncIterator[Bench]:
    config = Config(
        limits=LimitsConfig(calls_per_minute=0), retention=RetentionConfig(settled_days=30, figures_days=60)
    )
    async with open_bench(workflow_settings(database_url, config=config)) as opened:
        yield opened


def test_every_figure_is_what_an_independent_calculation_gives(
    database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for parts in ("READ", "TOGETHER", "LOOKED_AT"):
        monkeypatch.setattr(keeper, parts, 7)  # what is read in parts joins
    with asyncio.Runner() as runner:
        opening = open_bench(measured(database_url))
        bench = runner.run(opening.__aenter__())
        # Without the explaining phase, which traces every line of each example.
        phases = (Phase.explicit, Phase.reuse, Phase.generate, Phase.shrink)

        @settings(max_examples=15, deadline=None, phases=phases, suppress_health_check=list(HealthCheck))
        @given(st.lists(told(), min_size=1, max_size=20), st.sampled_from(CHANGES), st.integers(0, 50))
        def compared(reports: list[Told], change: datetime, wait: int) -> None:
            runner.run(_compared(bench, reports, change, wait))

        try:
            compared()
        finally:
            runner.run(opening.__aexit__(None, None, None))


async def _compared(bench: Bench, reports: list[Told], change: datetime, wait: int) -> None:
    day = Period(first=change.date(), last=change.date())
    bench.clock.at = day.until + timedelta(hours=wait)
    async with bench.parts.database.write() as connection:
        for table in FILLED:
            await connection.execute(delete(table))
        for number, one in enumerate(reports):
            await put(connection, number, one, next(CHANGES_MADE))
        some = [f"r-{number}" for number in range(0, len(reports), 2)]
        await bench.parts.courses.renew(connection, some)  # the others are made out when they are asked for
    wanted = expected(reports, day.since, day.until, bench.clock.now())
    for _ in range(2):
        found = await figures(bench, since=day.since, until=day.until)
        assert {(row.kind, row.grade): in_words(row) for row in found.rows if row.counts} == wanted
        await bench.parts.courses.catch_up()
    assert len(await kept_rightly(bench, [f"r-{number}" for number in range(len(reports))])) == len(reports)
    await _lead_to_their_reports(bench, found)


async def _lead_to_their_reports(bench: Bench, found: Figures) -> None:
    """Of the widest and the narrowest row: as many reports as the figure says, each of its type and grade."""
    for row in found.rows[:: max(1, len(found.rows) - 1)]:
        asked = {"since": found.since.isoformat(), "until": found.until.isoformat()}
        asked |= {name: told for name in ("kind", "grade") if (told := getattr(row, name)) is not None}
        for name, count in sorted(row.counts.items())[::4]:
            listed = await behind(bench, Figure(name), **asked)
            assert (listed.count, len({one.report_id for one in listed.items})) == (count, count)
            assert {one.kind for one in listed.items} <= ({row.kind} if row.kind is not None else {"theft", "assault"})
            if name == "looked":
                assert listed.items[0].looked == row.looked.worst


async def test_one_report_from_its_arrival_to_its_record(bench: Bench) -> None:
    report_id = await bench.arrive("s-1", sent="2026-11-20T05:50:00+00:00")
    bench.clock.advance(minutes=10)
    held = await bench.ann.claim(report_id)
    bench.clock.advance(minutes=5)
    decision = decided(held, "ann")
    draft = replace(decision.draft, grade="scheduled", incident=IncidentLine(qualifiers=("vulnerable",)))
    body = begin_body(held, replace(decision, draft=draft))
    ok(
        await bench.ann.call(
            "POST", f"/v1/reports/{report_id}/begin", body, If_Match=f'"{held.etag}"', Idempotency_Key="b"
        )
    )
    bench.clock.advance(minutes=1)
    ok(await bench.ann.settle(held))
    row = _all(await figures(bench))
    assert (row.looked.worst, row.decided.median, row.recorded.ninetieth) == (20 * 60, 25 * 60, 26 * 60)
    assert [row.count(figure) for figure in (Figure.VULNERABLE, Figure.REPEAT, Figure.RECORDED_IN_TIME)] == [1, 0, 1]
    (one,) = (await behind(bench, Figure.CHECKS_MISSING, grade="scheduled")).items
    assert (one.report_id, one.looked) == (report_id, 20 * 60)


async def test_what_another_took_on_needs_no_record_of_ours(bench: Bench) -> None:
    report_id = await bench.arrive("s-1")
    await handed(bench.ann, await bench.ann.claim(report_id))
    ok(await accept(bench.ann, report_id))
    bench.clock.advance(days=2)
    row = _all(await figures(bench, since=bench.clock.now() - timedelta(days=3), until=bench.clock.now()))
    assert (row.count(Figure.PASSED_ON), row.count(Figure.RECORDED_LATE), row.count(Figure.LOOKED_IN_TIME)) == (1, 0, 1)


async def test_the_clock_runs_from_the_first_version(bench: Bench) -> None:
    report_id = await bench.arrive("s-1", sent="2026-11-20T05:50:00+00:00")
    bench.clock.advance(minutes=40)
    ok(await bench.post(payload("s-1", "Told again, with more.", sent="2026-11-20T06:39:00+00:00")))
    bench.clock.advance(minutes=1)
    await bench.ann.claim(report_id)
    row = _all(await figures(bench))
    assert (row.looked.worst, row.count(Figure.LOOKED_LATE)) == (51 * 60, 1)


async def test_erased_words_leave_their_figures_for_a_time(bench: Bench) -> None:
    held = await bench.ann.claim(await bench.arrive("s-1"))
    await bench.ann.begun(held)
    ok(await bench.ann.settle(held))
    since = bench.clock.now() - timedelta(days=1)
    await bench.parts.courses.catch_up()
    before = (await figures(bench, since=since, until=bench.clock.now() + timedelta(days=1))).rows
    bench.clock.advance(days=30, seconds=1)
    assert await erase_due(bench.parts) == 1
    assert not await kept_rightly(bench, [held.report_id]), "nothing of it is left that retention did not leave"
    await bench.parts.courses.catch_up()
    after = (await figures(bench, since=since, until=bench.clock.now())).rows
    erased = tuple(replace(row, counts={**row.counts, "erased": 1}) for row in before)
    assert [codec.builtins(row) for row in after] == [codec.builtins(row) for row in erased]
    bench.clock.advance(days=31)
    await erase_due(bench.parts)
    assert await kept_rightly(bench, [held.report_id]) == {held.report_id}
    (row, kind, *_) = (await figures(bench, since=since, until=bench.clock.now())).rows
    assert (row.looked.worst, row.count(Figure.RECORDED), row.count(Figure.RECORDED_IN_TIME), kind.kind) == (
        0,
        1,
        0,
        "",
    )


async def test_restricted_reports_count_and_are_not_named(bench: Bench) -> None:
    document = payload("s-1").replace(b'"OCR"', b'"CMP"')
    ok(await bench.post(document))
    bench.clock.advance(seconds=1)
    (one,) = (await behind(bench, Figure.RECEIVED, "aud")).items
    assert (one.report_id, one.restricted) == ("", True)
    (one,) = (await behind(bench, Figure.RECEIVED, "sue")).items
    assert one.report_id
    assert not one.restricted
    assert COMPLAINTS.roles == ("supervisor",)


async def test_a_period_that_cannot_be_is_refused_by_its_name(bench: Bench) -> None:
    for query in ("since=2026-11-20T06:00:00", "since=2026-11-21T00:00:00Z&until=2026-11-20T00:00:00Z",
                  "since=2020-01-01T00:00:00Z&until=2026-11-20T00:00:00Z"):  # fmt: skip
        problem = refused(await bench.handler("sue").call("GET", f"/v1/compliance?{query}"), 422, "invalid")
        assert problem.errors[0].pointer == "/since"
    assert refused(await bench.handler("sue").call("GET", "/v1/compliance?until=0001-01-01T00:00:00Z"), 422, "invalid")


async def test_reading_figures_is_in_the_audit(bench: Bench) -> None:
    await figures(bench, "adm")
    answer = ok(await bench.handler("aud").call("GET", "/v1/audit"))
    (line,) = [line for line in answer.json()["items"] if line["action"] == "figures.read"]
    assert (line["subject"], line["details"]["reports"]) == ("adm", 0)


def _all(told: Figures) -> FiguresRow:
    assert told.until.tzinfo is not None
    assert told.at.astimezone(UTC) == told.at
    return told.rows[0]
