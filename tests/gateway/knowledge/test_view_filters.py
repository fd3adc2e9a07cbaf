"""A view's conditions say the same at the gateway, on both engines, as at the desktop: for generated lines."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, insert, select

from tests.builders import NOW, a_profile, a_summary
from tests.gateway.bench import Bench
from tests.gateway.knowledge.test_engines import engines, runner  # noqa: F401 - fixtures
from tests.services.feed import take_in
from triage.gateway import tables
from triage.gateway.knowledge.row_filter import Asker
from triage.gateway.knowledge.view_conditions import shown_by
from triage.models import codec
from triage.models.clock import ManualClock
from triage.models.indicators import RiskLevel
from triage.models.query import ListQuery, View
from triage.models.queue import Changes, Summary
from triage.models.stage import Stage
from triage.models.view_filter import ME, NOBODY, Condition, Field, Op
from triage.services.audit import Audit
from triage.services.hub import Hub
from triage.services.reports import Reports
from triage.services.store import Store
from triage.services.workplace import Workplace

WORDS = st.sampled_from(
    ["Aberwen", "ŴYN", "ŵyn", "aber", "Victim", "witness", "Child", "é", "É", "theft", "a\0b", "'", ""]
)
MINUTES = st.integers(-90, 90)
MOMENTS = MINUTES.map(lambda minutes: NOW + timedelta(minutes=minutes, microseconds=minutes % 7 * 1000))
HELD = st.sampled_from(["", "h1", "bob"])
MARKS = st.lists(WORDS.filter(bool), max_size=2).map(tuple)
LINES = st.fixed_dictionaries(
    {
        "kind": WORDS, "place": st.lists(WORDS, max_size=2).map(" ".join), "reporter": WORDS, "marks": MARKS,
        "submitted_at": MOMENTS, "received_at": MOMENTS, "record_by": MOMENTS, "due_at": MOMENTS, "held_by": HELD,
        "attachments": st.integers(0, 3), "version": st.integers(1, 4), "deferred_until": st.none() | MOMENTS,
        "risk": st.sampled_from(RiskLevel),
    }
)  # fmt: skip
CHOSEN = {
    Field.RISK: st.sampled_from([level.value for level in RiskLevel]),
    Field.STAGE: st.sampled_from([Stage.INCOMING.value, Stage.CLAIMED.value, Stage.HELD.value]),
    Field.HOLDER: st.sampled_from([ME, NOBODY, "bob", "h1"]),
    Field.KIND: WORDS, Field.PLACE: WORDS, Field.REPORTER: WORDS, Field.MARK: WORDS,
}  # fmt: skip
ENDS = st.none() | MINUTES
CONDITIONS = st.one_of(
    *(
        st.builds(Condition, field=st.just(field), negate=st.booleans(), values=st.lists(one, max_size=2).map(tuple))
        for field, one in CHOSEN.items()
    ),
    st.builds(
        Condition, field=st.sampled_from([Field.FILES, Field.VERSION]), op=st.just(Op.BETWEEN), negate=st.booleans(),
        low=st.none() | st.integers(0, 3), high=st.none() | st.integers(0, 3),
    ),
    st.builds(
        Condition, field=st.sampled_from([Field.SUBMITTED, Field.RECEIVED, Field.DUE, Field.RECORD]),
        op=st.sampled_from([Op.BETWEEN, Op.WITHIN]), negate=st.booleans(), low=ENDS, high=ENDS,
        since=st.none() | MOMENTS, until=st.none() | MOMENTS,
    ),
    st.builds(Condition, field=st.just(Field.PUT_OFF), op=st.just(Op.YES), negate=st.booleans()),
)  # fmt: skip


@pytest.fixture(scope="module")
def desk(runner: asyncio.Runner, tmp_path_factory: pytest.TempPathFactory) -> Any:  # noqa: F811
    folder: Path = tmp_path_factory.mktemp("desk")
    store = runner.run(Store.open(folder / "desk.db", b"k" * 32))
    clock = ManualClock(NOW)
    yield Reports(Workplace(store=store, hub=Hub(), clock=clock, audit=Audit(clock, "h1"), me="h1"), a_profile)
    runner.run(store.close())


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(lines=st.lists(LINES, min_size=3, max_size=3), conditions=st.lists(CONDITIONS, min_size=1, max_size=2))
def test_gateway_and_desktop_show_the_same(
    runner: asyncio.Runner,  # noqa: F811
    engines: tuple[Bench, Bench],  # noqa: F811
    desk: Reports,
    lines: list[dict[str, Any]],
    conditions: list[Condition],
) -> None:
    items = [_line(number, told) for number, told in enumerate(lines)]
    query = ListQuery(view=View.ALL, me="h1", conditions=tuple(conditions))
    runner.run(take_in(desk, Changes(items=tuple(items), server_time=NOW, delta="c1")))
    expected = set(runner.run(desk.ids(query)))
    for bench in engines:
        assert runner.run(_shown(bench, items, query)) == expected


def _line(number: int, told: dict[str, Any]) -> Summary:
    made = a_summary(number, **told, rank=told["risk"].rank)
    if made.held_by:
        return replace(made, stage=Stage.CLAIMED, deferred_until=None)
    return made if made.deferred_until is None or made.deferred_until > NOW else replace(made, deferred_until=None)


async def _shown(bench: Bench, items: list[Summary], query: ListQuery) -> set[str]:
    reports, leases = tables.reports, tables.leases
    async with bench.parts.database.write() as connection:
        await connection.execute(delete(leases))
        await connection.execute(delete(reports))
        for item in items:
            row = {
                "report_id": item.report_id, "submission_id": "s", "version": item.version, "stage": item.stage.value,
                "rank": item.rank, "due_at": item.due_at, "received_at": item.received_at, "fence": 1,
                "summary": codec.encode(item), "assessment": b"", "deferred_until": item.deferred_until,
            }  # fmt: skip
            await connection.execute(insert(reports).values(**row))
            if item.held_by:
                held = {"lease_id": item.report_id, "report_id": item.report_id, "fence": 1, "subject": item.held_by}
                times = dict.fromkeys(("first_granted_at", "granted_at"), NOW)
                until = {"expires_at": NOW + timedelta(minutes=5)}
                await connection.execute(insert(leases).values(**held, **times, **until))
        asker = Asker(subject="h1", now=NOW, embedded=bench.parts.database.embedded)
        return set((await connection.scalars(select(reports.c.report_id).where(shown_by(query, asker)))).all())
