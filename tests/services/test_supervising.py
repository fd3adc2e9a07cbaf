"""A supervisor's acts from one desk, and what they are on the desk of whom they concern: a real gateway between."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from tests.services.world import World, arrived, closed, triage_one, until, world, write_draft
from triage.models.errors import KnownError
from triage.models.ids import ReportId
from triage.models.query import ListQuery, View
from triage.models.supervising import SaidKind
from triage.models.views import QueueRow
from triage.services.desk import Desk
from triage.services.hub import Notice
from triage.services.learning import keep_roles, roles_of


@asynccontextmanager
async def two(here: World, one: str = "ann", other: str = "sue") -> AsyncIterator[tuple[Desk, Desk]]:
    async with here.desk(here.settings(one, one)) as first, here.desk(here.settings(other, other)) as second:
        yield first, second


async def row(desk: Desk, report_id: ReportId) -> QueueRow:
    return (await desk.reports.page([report_id]))[report_id]


async def lists(desk: Desk, view: View) -> tuple[ReportId, ...]:
    return await desk.reports.ids(ListQuery(view=view, me=desk.me.id))


async def test_what_is_taken_back_is_told_at_once_and_nothing_typed_is_lost(tmp_path: Path) -> None:
    async with world(tmp_path) as here, two(here) as (ann, sue):
        report_id = await here.arrive("s-1")
        await arrived(ann, report_id)
        await ann.claims.claim(report_id)
        await ann.triage.open(report_id)
        await write_draft(ann, report_id)
        told: list[Notice] = []
        ann.hub.subscribe(Notice, told.append)

        async def seen() -> bool:
            found = await sue.reports.page([report_id])
            return report_id in found and found[report_id].summary.held_by == "ann"

        await until(sue, seen, "the hold is seen")
        await sue.supervising.take_back((await row(sue, report_id)).summary, "Her shift is over.")

        async def lost() -> bool:
            return bool(ann.sayings.items)

        await until(ann, lost, "Ann is told")
        title = (await row(ann, report_id)).summary.title
        assert told[-1].what == f"Sue took “{title}” back from you: Her shift is over."
        assert (told[-1].level, told[-1].do) == ("warning", "What you wrote is kept here.")

        async def kept() -> bool:  # what she is told and that her lease is lost come by two ways
            return await ann.conflicts.waiting() == (report_id,)

        await until(ann, kept, "her draft waits to be compared")
        conflict = await ann.conflicts.open(report_id)
        assert conflict.mine.rationale


async def test_what_is_assigned_stands_under_mine_and_what_is_pinned_at_the_top(tmp_path: Path) -> None:
    async with world(tmp_path) as here, two(here, "bob") as (bob, sue):
        early = await here.arrive("s-1", sent="2026-11-19T05:30:00+00:00")
        late, mine = await here.arrive("s-2"), await here.arrive("s-3")
        await arrived(sue, mine)
        await sue.supervising.pin(late, "The press rang.")
        await sue.supervising.assign((await row(sue, mine)).summary, "bob", "He knows the family.")

        async def there() -> bool:
            return mine in await lists(bob, View.MINE) and bool(bob.sayings.items)

        await until(bob, there, "it stands under Mine")
        assert (await lists(bob, View.TO_DO))[0] == late
        assert (await lists(bob, View.ALL))[0] == late
        (said,) = bob.sayings.of_report(mine)
        assert (said.kind, said.words) == (SaidKind.ASSIGNED, "He knows the family.")
        await asyncio.gather(bob.sayings.read(mine), bob.sayings.read(mine))
        assert bob.sayings.of_report(mine)[0].seen_at is not None, "known here at once: it is not told again"
        await bob.sayings.round()
        assert bob.sayings.of_report(mine)[0].seen_at is not None
        assert await bob.claims.claim_next() == mine
        assert await bob.claims.claim_next() == late
        await bob.claims.release(late)
        await sue.supervising.unpin(late)
        assert await bob.claims.claim_next() == early
        assert {one.id for one in await sue.supervising.colleagues()} == {"bob", "sue"}


async def test_a_report_that_is_recorded_is_not_taken_back(tmp_path: Path) -> None:
    async with world(tmp_path) as here, two(here) as (ann, sue):
        report_id = await here.arrive("s-1")
        await arrived(ann, report_id)
        await triage_one(ann, report_id)
        await closed(sue, report_id)
        with pytest.raises(KnownError):
            await sue.supervising.take_back((await row(sue, report_id)).summary, "Too late.")


async def test_a_trainees_decision_waits_then_goes_as_it_was_approved(tmp_path: Path) -> None:
    async with world(tmp_path) as here, two(here, "tom") as (tom, sue):
        report_id = await here.arrive("s-1")
        await _sends_for_approval(tom, report_id)

        async def asked() -> bool:
            return bool(await sue.proposed.open_ones())

        await until(sue, asked, "it waits for approval")
        assert await here.records_of("control", report_id) == []
        (proposal,) = await sue.proposed.open_ones()
        await sue.supervising.approve(proposal, approved=True)

        async def back() -> bool:
            return report_id in await lists(tom, View.MINE) and bool(tom.sayings.items)

        await until(tom, back, "it is his again")
        assert tom.sayings.items[0].kind is SaidKind.APPROVED
        await tom.claims.claim(report_id)
        await tom.triage.open(report_id)
        await tom.triage.decide(report_id)
        await closed(tom, report_id)
        assert len(await here.records_of("control", report_id)) == 1


async def test_a_trainee_whose_role_nobody_knew_here_is_sent_for_approval_too(tmp_path: Path) -> None:
    async with world(tmp_path) as here, two(here, "tom") as (tom, sue):
        report_id = await here.arrive("s-1")
        await tom.roles.known()
        await tom.store.write(lambda conn: keep_roles(conn, "tom", frozenset()))
        await arrived(tom, report_id)
        await triage_one(tom, report_id)

        async def asked() -> bool:
            return bool(await sue.proposed.open_ones())

        await until(sue, asked, "it waits for approval")
        assert await tom.conflicts.waiting() == ()
        assert await here.records_of("control", report_id) == []


async def test_roles_are_known_without_the_gateway(tmp_path: Path) -> None:
    async with world(tmp_path) as here:
        async with here.desk(here.settings("tom", "tom")) as tom:
            await tom.roles.known()
        away = here.settings("tom", "tom", gateway_url="http://127.0.0.1:9")
        async with here.desk(away) as tom:
            assert "trainee" in await tom.store.read(lambda conn: roles_of(conn, "tom"))
            assert "trainee" in tom.roles.held, "what is decided now goes to be approved"


async def test_what_is_refused_stands_on_the_report_with_the_words(tmp_path: Path) -> None:
    async with world(tmp_path) as here, two(here, "tom") as (tom, sue):
        report_id = await here.arrive("s-1")
        await _sends_for_approval(tom, report_id)

        async def asked() -> bool:
            return bool(await sue.proposed.open_ones())

        await until(sue, asked, "it waits for approval")
        (proposal,) = await sue.proposed.open_ones()
        await sue.supervising.approve(proposal, approved=False, words="Ask who saw it.")

        async def back() -> bool:
            return bool(tom.sayings.items)

        await until(tom, back, "he is told")
        await tom.claims.claim(report_id)
        detail = await tom.reports.detail(report_id)
        assert detail is not None
        assert detail.body is not None
        assert [one.words for one in detail.body.said] == ["Ask who saw it."]
        assert detail.draft.rationale


async def _sends_for_approval(tom: Desk, report_id: ReportId) -> None:
    await arrived(tom, report_id)
    assert "trainee" in await tom.roles.known()
    await triage_one(tom, report_id)
