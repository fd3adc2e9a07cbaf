"""Filters, putting off, tags, saved views and many at once, on the real store."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any, cast

import pytest

from tests.builders import NOW, a_profile, a_summary
from tests.services.feed import take_in
from tests.services.test_reports import page
from triage.models.clock import ManualClock
from triage.models.errors import KnownError
from triage.models.ids import ReportId
from triage.models.indicators import RiskLevel
from triage.models.query import ListQuery, View
from triage.models.queue import Summary
from triage.models.stage import Stage
from triage.models.verdict import Reply, Transport
from triage.models.view_filter import ME, NOBODY, Condition, Field, Op
from triage.models.view_store import StoredView, ViewList, ViewPut
from triage.services import snoozes
from triage.services.api.client import ApiFailure
from triage.services.api.views import ListApi
from triage.services.aside import Aside
from triage.services.audit import Audit
from triage.services.bulk import Bulk
from triage.services.claims import Claims
from triage.services.hub import Hub
from triage.services.reports import Reports
from triage.services.schema import MIGRATIONS
from triage.services.store import Store
from triage.services.views import Views
from triage.services.workplace import Workplace

HOUR = timedelta(hours=1)


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock(NOW)


@pytest.fixture
def place(store: Store, clock: ManualClock) -> Workplace:
    return Workplace(store=store, hub=Hub(), clock=clock, audit=Audit(clock, "h1"), me="h1")


@pytest.fixture
def reports(place: Workplace) -> Reports:
    return Reports(place, a_profile)


@pytest.fixture
def aside(place: Workplace) -> Aside:
    return Aside(place, cast(ListApi, None), cast(Claims, None))


def some() -> list[Summary]:
    return [
        a_summary(
            1, kind="theft", place="Aberwen", marks=("Child", "Repeat"), risk=RiskLevel.HIGH, rank=0, attachments=2
        ),
        a_summary(2, kind="assault", place="Tyle Cross", reporter="Witness", held_by="bob", due_at=NOW + HOUR / 2),
        a_summary(
            3, kind="theft", place="Harrow", held_by="h1", submitted_at=NOW - 5 * HOUR, version=2, marks=("Hate",)
        ),
        a_summary(4, kind="missing", place="", due_at=NOW - HOUR, received_at=NOW - 30 * HOUR, stage=Stage.HELD),
    ]


@pytest.mark.parametrize(
    ("condition", "found"),
    [
        (Condition(field=Field.KIND, values=("theft",)), {1, 3}),
        (Condition(field=Field.KIND, values=("theft", "missing"), negate=True), {2}),
        (Condition(field=Field.RISK, values=("high",)), {1}),
        (Condition(field=Field.PLACE, values=("ABER", "cross")), {1, 2}),
        (Condition(field=Field.PLACE, values=("aber",), negate=True), {2, 3, 4}),
        (Condition(field=Field.MARK, values=("child",)), {1}),
        (Condition(field=Field.MARK, values=("chi",)), set()),
        (Condition(field=Field.REPORTER, values=("witness",)), {2}),
        (Condition(field=Field.HOLDER, values=(ME,)), {3}),
        (Condition(field=Field.HOLDER, values=(NOBODY, "bob")), {1, 2, 4}),
        (Condition(field=Field.STAGE, values=("held",)), {4}),
        (Condition(field=Field.FILES, op=Op.BETWEEN, low=1), {1}),
        (Condition(field=Field.VERSION, op=Op.BETWEEN, low=2, high=5), {3}),
        (Condition(field=Field.FILES, op=Op.BETWEEN, high=0, negate=True), {1}),
        (Condition(field=Field.DUE, op=Op.WITHIN, high=45), {1, 2, 3, 4}),
        (Condition(field=Field.DUE, op=Op.WITHIN, high=0), {4}),
        (Condition(field=Field.SUBMITTED, op=Op.WITHIN, low=-120), {1, 2, 4}),
        (Condition(field=Field.SUBMITTED, op=Op.WITHIN, low=-120, negate=True), {3}),
        (Condition(field=Field.RECEIVED, op=Op.BETWEEN, since=NOW - 31 * HOUR, until=NOW - 29 * HOUR), {4}),
        (Condition(field=Field.KIND, values=()), {1, 2, 3, 4}),
        (Condition(field=Field.KIND, values=("' OR 1=1 --",)), set()),
    ],
)
async def test_conditions_find_what_they_say(condition: Condition, found: set[int], reports: Reports) -> None:
    items = some()
    await take_in(reports, page(*items))
    query = ListQuery(view=View.ALL, me="h1", conditions=(condition,))
    listed = {items.index(item) + 1 for item in items if item.report_id in await reports.ids(query)}
    assert listed == found
    assert await reports.number(query) == len(found)


async def test_all_conditions_hold_together_and_follow_changes(reports: Reports) -> None:
    items = some()
    await take_in(reports, page(*items))
    query = ListQuery(
        view=View.ALL,
        conditions=(Condition(field=Field.KIND, values=("theft",)), Condition(field=Field.MARK, values=("hate",))),
    )
    assert await reports.ids(query) == (items[2].report_id,)
    await take_in(reports, page(replace(items[2], marks=())))
    assert await reports.ids(query) == ()
    await take_in(reports, page(removed=(items[0].report_id,)))
    assert await reports.number(ListQuery(view=View.ALL, conditions=query.conditions[:1])) == 1


async def test_an_older_store_learns_what_filters_look_at(store: Store, reports: Reports) -> None:
    items = some()
    await take_in(reports, page(*items))
    fill = next(step for step in MIGRATIONS if any("TABLE facts" in sql for sql in step))[1]

    def facts(conn: Any) -> list[Any]:
        return conn.exec_driver_sql("SELECT * FROM facts ORDER BY row").fetchall()  # type: ignore[no-any-return]

    def again(conn: Any) -> None:
        conn.exec_driver_sql("DELETE FROM facts")
        conn.exec_driver_sql(fill)

    before = await store.read(facts)
    await store.write(again)
    assert await store.read(facts) == before


async def test_what_is_put_off_is_hidden_from_me_and_comes_back(
    reports: Reports, aside: Aside, place: Workplace, clock: ManualClock
) -> None:
    item = a_summary(1)
    await take_in(reports, page(item))
    todo, bob = ListQuery(me="h1"), ListQuery(me="bob")
    assert await aside.put_off(item.report_id, NOW + HOUR, "garage rings back") is False
    assert await reports.ids(todo) == ()
    assert (await reports.counts("h1"))[View.TO_DO] == 0
    assert await reports.ids(bob) == (item.report_id,)
    row = (await reports.page((item.report_id,)))[item.report_id]
    assert row.put_off_until == NOW + HOUR
    put_off = Condition(field=Field.PUT_OFF, op=Op.YES)
    assert await reports.ids(ListQuery(view=View.ALL, me="h1", conditions=(put_off,))) == (item.report_id,)
    assert await aside.next_back() == NOW + HOUR
    clock.at += HOUR
    assert await reports.ids(todo) == (item.report_id,)
    assert await aside.next_back() is None


@pytest.mark.parametrize("change", [{"version": 2}, {"rank": 0, "risk": RiskLevel.HIGH}])
async def test_news_of_it_end_what_was_put_off(change: dict[str, Any], reports: Reports, aside: Aside) -> None:
    item = a_summary(1, rank=2)
    await take_in(reports, page(item))
    await aside.put_off(item.report_id, NOW + HOUR)
    await take_in(reports, page(replace(item, **change)))
    assert await reports.ids(ListQuery(me="h1")) == (item.report_id,)


async def test_what_the_gateway_puts_off_is_hidden_too(reports: Reports, aside: Aside, clock: ManualClock) -> None:
    item = a_summary(1, deferred_until=NOW + HOUR, waiting_why="asked for pictures")
    await take_in(reports, page(item))
    assert await reports.ids(ListQuery(me="h1")) == ()
    assert await aside.next_back() == NOW + HOUR
    clock.at += HOUR
    assert await reports.ids(ListQuery(me="h1")) == (item.report_id,)


@pytest.mark.parametrize("until", [NOW - HOUR, NOW + 48 * HOUR])
async def test_nothing_is_put_off_into_the_past_or_beyond_its_clock(until: Any, reports: Reports, aside: Aside) -> None:
    item = a_summary(1)
    await take_in(reports, page(item))
    with pytest.raises(KnownError):
        await aside.put_off(item.report_id, until)
    held = a_summary(2, stage=Stage.CLAIMED, held_by="bob")
    await take_in(reports, page(held))
    with pytest.raises(KnownError, match="waits"):
        await aside.put_off(held.report_id, NOW + HOUR)


async def test_taking_back_shows_it_again(reports: Reports, aside: Aside, store: Store) -> None:
    item = a_summary(1)
    await take_in(reports, page(item))
    await aside.put_off(item.report_id, NOW + HOUR)
    assert await aside.take_back(item.report_id)
    assert not await aside.take_back(item.report_id)
    assert await reports.ids(ListQuery(me="h1")) == (item.report_id,)
    assert await store.read(lambda conn: snoozes.next_back(conn, "h1", NOW)) is None


async def test_tags_are_my_own_and_found_by(reports: Reports, aside: Aside) -> None:
    item = a_summary(1)
    await take_in(reports, page(item))
    assert await aside.tag(item.report_id, "  Ring   BACK ")
    assert not await aside.tag(item.report_id, "ring back")
    assert (await reports.page((item.report_id,)))[item.report_id].tags == ("ring back",)
    query = ListQuery(view=View.ALL, me="h1", conditions=(Condition(field=Field.TAG, values=("Ring back",)),))
    assert await reports.number(query) == 1
    assert await reports.number(replace(query, me="bob")) == 0
    with pytest.raises(KnownError, match="needs a word"):
        await aside.tag(item.report_id, "\u200b ".strip() and " ")
    assert await aside.untag(item.report_id, "ring back")


class Gate:
    """The gateway's views: one shelf, and a switch."""

    def __init__(self) -> None:
        self.kept: dict[str, StoredView] = {}
        self.failure: ApiFailure | None = None
        self.unheard = False

    async def views(self) -> ViewList:
        self._answer()
        return ViewList(items=tuple(self.kept.values()))

    async def put_view(self, key: str, view: ViewPut, etag: str = "") -> StoredView:
        self._answer()
        made = StoredView(
            key=key, name=view.name, query=view.query, shared=view.shared, default=bool(view.default),
            etag=f"{etag}+", changed_at=NOW, changed_by="h1",
        )  # fmt: skip
        self.kept[key] = made
        if self.unheard:
            raise ApiFailure(Transport.NO_ANSWER)
        return made

    async def delete_view(self, view: StoredView) -> None:
        self._answer()
        del self.kept[view.key]

    def _answer(self) -> None:
        if self.failure:
            raise self.failure


async def test_views_are_remembered_and_their_conditions_too(place: Workplace) -> None:
    gate = Gate()
    views = Views(place, cast(ListApi, gate))
    query = ListQuery(me="h1", conditions=(Condition(field=Field.DUE, op=Op.WITHIN, high=60, negate=True),))
    kept = await views.keep("Due soon", query, shared=False, default=True)
    assert kept.query == replace(query, me="")
    gate.failure = ApiFailure(Transport.NOT_SENT)
    assert await Views(place, cast(ListApi, gate)).known() == (kept,)
    assert await views.refresh() == (kept,)
    with pytest.raises(KnownError, match="cannot be reached, so the view was not kept"):
        await views.keep("Other", query, shared=False)
    gate.failure = ApiFailure(Reply(status=412, expected_type=True, problem="stale", title="Stale"))
    with pytest.raises(KnownError, match="Somebody changed this view"):
        await views.keep("Due soon", query, shared=False, old=kept)
    gate.failure = None
    with pytest.raises(KnownError, match="no name"):
        await views.keep("  ", query, shared=False)
    await views.delete(kept)
    assert await views.known() == ()


async def test_a_view_that_was_kept_unheard_is_kept_once_when_it_is_kept_again(place: Workplace) -> None:
    gate = Gate()
    views = Views(place, cast(ListApi, gate))
    gate.unheard = True
    with pytest.raises(KnownError):
        await views.keep("Night shift", ListQuery(), shared=False)
    gate.failure, gate.unheard = ApiFailure(Transport.NOT_SENT), False
    with pytest.raises(KnownError):
        await views.keep("Night shift", ListQuery(), shared=False)
    gate.failure = None
    kept = await views.keep("Night shift", ListQuery(), shared=False)
    assert gate.kept == {kept.key: kept}
    assert kept.etag == "++", "in the place of what stands there"
    other = await views.keep("Night shift", ListQuery(), shared=False)
    assert set(gate.kept) == {kept.key, other.key}


async def test_many_at_once_goes_on_past_a_refusal_and_can_be_stopped() -> None:
    ids = [ReportId(f"r{number}") for number in range(5)]
    seen: list[ReportId] = []

    async def act(report_id: ReportId) -> None:
        seen.append(report_id)
        if report_id == "r1":
            raise KnownError("Bob holds this report.")
        if report_id == "r3":
            run.stop()

    run = Bulk(ids, act)
    told: list[tuple[int, int]] = []
    outcome = await run.run(lambda done, of: told.append((done, of)))
    assert seen == ids[:4]
    assert outcome.done == ("r0", "r2", "r3")
    assert (outcome.refused, outcome.left) == ((("Bob holds this report.", 1),), 1)
    assert told == [(0, 5), (1, 5), (2, 5), (3, 5), (4, 5)]
