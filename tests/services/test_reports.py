"""The queue: order, views, search, the feed's pages and what our own work changes about a line."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.builders import NOW, a_profile, a_summary
from tests.services.feed import take_in
from tests.services.rig import Rig
from triage.models.clock import ManualClock
from triage.models.query import ListQuery, SortBy, View
from triage.models.queue import Changes, Summary
from triage.models.stage import IN_HAND, Stage
from triage.services import listing, snapshot
from triage.services.audit import Audit
from triage.services.hub import Hub, ReportsChanged
from triage.services.reports import Reports
from triage.services.store import Store
from triage.services.workplace import Workplace

ALL = ListQuery(view=View.ALL)


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock(NOW)


@pytest.fixture
def hub() -> Hub:
    return Hub()


@pytest.fixture
def reports(store: Store, clock: ManualClock, hub: Hub) -> Reports:
    place = Workplace(store=store, hub=hub, clock=clock, audit=Audit(clock, "h1"), me="h1")
    return Reports(place, a_profile)


def page(*items: Summary, **more: object) -> Changes:
    return Changes(items=items, server_time=NOW, **{"delta": "c1", **more})  # type: ignore[arg-type]


def due(number: int, rank: int, minutes: int) -> Summary:
    return a_summary(number, rank=rank, due_at=NOW + timedelta(minutes=minutes))


async def test_risk_first_then_time_left_and_routine_lifted_before_it_breaches(reports: Reports) -> None:
    high, raised, near, far, low = due(1, 0, 500), due(2, 1, 30), due(3, 2, 5), due(4, 2, 400), due(5, 3, 100)
    await take_in(reports, page(low, far, near, raised, high))
    found = await reports.ids(ListQuery(view=View.TO_DO))
    assert found == tuple(item.report_id for item in (high, near, raised, far, low))


@pytest.mark.parametrize("sort", list(SortBy))
async def test_every_order_lists_every_report_once(reports: Reports, sort: SortBy) -> None:
    items = [due(number, number % 4, number * 3) for number in range(1, 30)]
    await take_in(reports, page(*items))
    found = await reports.ids(ListQuery(view=View.ALL, sort=sort))
    assert sorted(found) == sorted(item.report_id for item in items)


async def test_views_and_their_counts_agree(reports: Reports) -> None:
    await take_in(
        reports,
        page(
            a_summary(1, rank=0),
            a_summary(2, stage=Stage.CLAIMED, held_by="h1"),
            a_summary(3, stage=Stage.CLAIMED, held_by="h2"),
            a_summary(4, stage=Stage.CLOSED),
        ),
    )
    counts = await reports.counts("h1")
    assert counts == {View.TO_DO: 1, View.HIGH_RISK: 1, View.MINE: 1, View.CLOSED: 1, View.ALL: 4}
    for view, count in counts.items():
        assert len(await reports.ids(ListQuery(view=view, me="h1"))) == count


async def test_search_finds_beginnings_of_words_in_any_order_and_without_accents(reports: Reports) -> None:
    found, other = a_summary(1, gist="Fy meic wedi ei ddwyn ger y tŷ"), a_summary(2, gist="window broken")
    await take_in(reports, page(found, other))
    for text in ("ddw mei", "ger TY", "meic tŷ", "meic ger", "TYA-1-26"):
        assert await reports.ids(replace(ALL, text=text)) == (found.report_id,), text
    assert await reports.ids(replace(ALL, text="bicycle")) == ()


async def test_new_words_replace_the_old_ones(reports: Reports) -> None:
    await take_in(reports, page(a_summary(1, gist="alpha")))
    await take_in(reports, page(a_summary(1, gist="beta")))
    assert await reports.ids(replace(ALL, text="alpha")) == ()
    assert len(await reports.ids(replace(ALL, text="beta"))) == 1


async def test_nothing_a_person_types_breaks_the_search(reports: Reports) -> None:
    await take_in(reports, page(a_summary(1)))
    for text in ('"', "*", "a OR", "NEAR(", "a:b", "^a", "-a", "'; DROP TABLE summaries", "a\x00b", "_", "(", "AND"):
        await reports.ids(replace(ALL, text=text))
    assert len(await reports.ids(ALL)) == 1


@given(st.text())
def test_a_match_is_only_ever_quoted_words(text: str) -> None:
    match = listing.match_words(text)
    assert match.count('"') % 2 == 0
    assert all(part.startswith('"') and part.endswith('"*') for part in match.split(" ") if part)


async def test_rows_and_cursor_come_together(reports: Reports) -> None:
    await take_in(reports, page(a_summary(1), delta=None, next="n1"))
    assert await reports.cursor() == "n1"
    await take_in(reports, page(delta="d1"))
    assert await reports.cursor() == "d1"


async def test_a_report_that_left_the_feed_is_gone_from_list_and_search(reports: Reports) -> None:
    await take_in(reports, page(a_summary(1)))
    await take_in(reports, page(removed=(a_summary(1).report_id,)))
    assert await reports.ids(ALL) == ()
    assert await reports.ids(replace(ALL, text="theft")) == ()


async def test_a_full_fetch_drops_what_it_did_not_bring_once_it_is_complete(reports: Reports) -> None:
    await take_in(reports, page(a_summary(1), a_summary(2)))
    await reports.start_over()
    assert await reports.cursor() == ""
    await take_in(reports, page(a_summary(2), delta=None, next="n1"))
    assert len(await reports.ids(ALL)) == 2
    await take_in(reports, page(a_summary(3)))
    assert set(await reports.ids(ALL)) == {a_summary(2).report_id, a_summary(3).report_id}


async def test_many_changes_are_told_as_many(reports: Reports, hub: Hub) -> None:
    told: list[ReportsChanged] = []
    hub.subscribe(ReportsChanged, told.append)
    await take_in(reports, page(a_summary(1)))
    await take_in(reports, page(*(a_summary(number) for number in range(300))))
    assert [event.ids is None for event in told] == [False, True]


async def test_a_line_is_new_until_somebody_looked_and_again_with_a_new_version(reports: Reports) -> None:
    report_id = a_summary(1).report_id

    async def unseen() -> bool:
        return (await reports.page([report_id]))[report_id].unseen

    await take_in(reports, page(a_summary(1)))
    assert await unseen()
    await reports.seen(report_id)
    assert not await unseen()
    await take_in(reports, page(a_summary(1, version=2)))
    assert await unseen()


async def test_a_remote_change_never_touches_our_work(rig: Rig) -> None:
    report_id = await rig.arrive(1)
    before = await rig.drafts.load(report_id)
    reports = Reports(rig.place, a_profile)
    await take_in(reports, page(a_summary(1, stage=Stage.INCOMING, version=2), removed=(report_id,)))
    detail = await reports.detail(report_id)
    assert detail is not None
    assert (detail.stage, detail.draft, detail.new_version) == (Stage.CLAIMED, before, True)
    assert (await reports.page([report_id]))[report_id].mine
    assert await reports.ids(ListQuery(view=View.MINE, me="h1")) == (report_id,)


@pytest.mark.parametrize("stage", list(Stage))
async def test_what_a_reply_gives_back_is_nobodys_before_the_feed_says_so(
    reports: Reports, store: Store, stage: Stage
) -> None:
    await take_in(reports, page(a_summary(1, stage=Stage.IN_TRIAGE, held_by="h1", etag="e1")))
    await store.write(lambda conn: snapshot.moved(conn, a_summary(1).report_id, stage, "e2"))
    assert await reports.number(ListQuery(view=View.MINE, me="h1")) == (stage in IN_HAND)


async def test_ids_that_are_gone_are_left_out_of_a_page(reports: Reports) -> None:
    assert await reports.page([a_summary(1).report_id]) == {}
    assert await reports.detail(a_summary(1).report_id) is None
