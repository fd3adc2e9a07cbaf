"""What went wrong in other tools of this kind, each a test named after it, over a real gateway and records system.

Sources are the tools' own trackers and code: FixMyStreet, OpenRosa, ODK, Chatwoot, Zammad, osTicket, SecureDrop.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest

from tests.gateway.bench import HUB, payload
from tests.services.between import Between, Instead, between
from tests.services.world import World, arrived, closed, quick_profile, triage_one, until, world, write_draft
from triage.models.delivery import Delivery
from triage.models.errors import KnownError
from triage.models.ids import ReportId
from triage.models.lease import LeaseState
from triage.models.operation import Operation, OpKind
from triage.models.profile import Leases
from triage.models.stage import Stage
from triage.services.desk import Desk

MANY = quick_profile(leases=Leases(seconds=900, max_held=9))
PROBLEM = "application/problem+json"
PORTAL = Instead(status=200)
PATHS = ("/begin", "/settle")


@pytest.fixture
async def there(tmp_path: Path) -> AsyncIterator[World]:
    async with world(tmp_path, MANY) as made:
        yield made


@asynccontextmanager
async def before_records(there: World) -> AsyncIterator[Between]:
    async with between(there.records) as front:
        there.records_url = front.url
        yield front


@asynccontextmanager
async def before_gateway(there: World) -> AsyncIterator[Between]:
    async with between(there.gateway.listen) as front:
        there.gateway_url = front.url
        yield front


async def once(there: World, *report_ids: ReportId) -> None:
    for report_id in report_ids:
        assert [len(await there.records_of(system, report_id)) for system in ("control", "crime")] == [1, 1]


async def taken_by_bob(ann: Desk, bob: Desk, report_id: ReportId) -> None:
    """The gateway gives the report to Bob while Ann's desk still thinks that it is hers."""
    lease = (await ann.reports.detail(report_id)).lease  # type: ignore[union-attr]
    assert lease is not None
    await ann._api.release(lease)
    await arrived(bob, report_id)
    await bob.claims.claim(report_id)


async def test_fixmystreet_dropped_a_queued_form_on_any_status_but_400(there: World) -> None:
    """offline.js shifted the form off its queue on 500, 502, 403 or a dropped link, so the officer's work was gone."""
    answers = (
        Instead(status=500, words="fault"),
        Instead(status=502, words="<html>Bad gateway</html>"),
        Instead(status=503, headers=(("Retry-After", "0"),)),
        Instead(status=403, words="<html>Blocked by the proxy</html>"),
        Instead(status=429, headers=(("Retry-After", "0"),)),
        Instead(status=302, headers=(("Location", "http://login.invalid/"),)),
        Instead(status=504, passed=True),
    )
    async with before_records(there) as front:
        report_ids = [await there.arrive(f"s-{number}") for number in range(len(answers))]
        front.script = {
            ("/control/records", report_id): [answer] for report_id, answer in zip(report_ids, answers, strict=True)
        }
        async with there.desk() as ann:
            for report_id in report_ids:
                await arrived(ann, report_id)
                await triage_one(ann, report_id)
            for report_id in report_ids:
                await closed(ann, report_id)
        assert sorted(front.given) == sorted(answer.status for answer in answers)
        await once(there, *report_ids)


async def test_openrosa_took_a_wifi_log_in_page_with_200_for_success(there: World) -> None:
    """Only 201 and 202 count there since Wi-Fi gateways answered 200; here no strange page counts, at either end."""
    report_id = await there.arrive("s-1")
    async with before_records(there) as records, before_gateway(there) as gateway:
        records.script = {("/control/records", ""): [PORTAL], ("/crime/records", ""): [PORTAL]}
        gateway.script = {("/begin", ""): [PORTAL], ("/settle", ""): [PORTAL]}
        async with there.desk() as ann:
            await arrived(ann, report_id)
            await triage_one(ann, report_id)
            await closed(ann, report_id)
        assert (records.given, gateway.given) == ([200, 200], [200, 200])
        await once(there, report_id)


async def test_odk_collect_sent_other_content_under_the_same_id_after_a_cancelled_send(there: World) -> None:
    """An edit after a failed send made “same ID, different XML”: here a mend is another operation, the first stays."""
    report_id = await there.arrive("s-1")
    await there.faults("control", refuse_field="/decision/rationale", refuse_value="First words.")
    async with there.desk() as ann:
        await arrived(ann, report_id)
        await triage_one(ann, report_id, rationale="First words.")
        first = await _refused(ann, report_id)
        await ann.triage.mend(report_id)
        draft = await ann.drafts.load(report_id)
        await ann.drafts.save(replace(draft, rationale="Other words."))
        await ann.triage.decide(report_id)
        await closed(ann, report_id)
    await once(there, report_id)
    (record,) = await there.records_of("control", report_id)
    assert first.op_id not in str(record)


async def _refused(ann: Desk, report_id: ReportId) -> Operation:
    async def look() -> Operation | None:
        every = await ann.outbox.operations(report_id)
        return next((op for op in every if op.status is Delivery.REJECTED), None)

    found: Operation = await until(ann, look, "records refuse it")
    return found


async def test_chatwoot_gave_the_same_item_to_two_agents(there: World) -> None:
    """93 pairs in one day took the same conversation one after the other: here one has it, the other is told who."""
    report_id = await there.arrive("s-1")
    async with there.desk() as ann, there.desk(there.settings("bob", "desk-bob")) as bob:
        await arrived(ann, report_id)
        await arrived(bob, report_id)
        told = await asyncio.gather(ann.claims.claim(report_id), bob.claims.claim(report_id), return_exceptions=True)
        (refused,) = (one for one in told if isinstance(one, KnownError))
        winner = "bob" if isinstance(told[0], KnownError) else "ann"
        assert refused.what == f"{winner} holds this report."


async def test_chatwoot_kept_items_with_somebody_who_had_gone_home(there: World) -> None:
    """Items stayed assigned to people offline: here the lease runs out and the draft goes to whoever is next."""
    report_id = await there.arrive("s-1")
    async with there.desk() as ann:
        await arrived(ann, report_id)
        await ann.claims.claim(report_id)
        await ann.triage.open(report_id)
        await write_draft(ann, report_id, rationale="Written before going home.")
        await ann._uploader.upload()
    leases = there.gateway.parts.leases
    async with there.gateway.parts.database.write() as connection:
        later = there.gateway.parts.clock.now().replace(year=2100)
        assert await leases.expire(connection, later) == 1
    async with there.desk(there.settings("sue", "desk-sue")) as sue:
        await arrived(sue, report_id)
        held = next(one for one in (await sue.taking_over.held()).items if one.report_id == report_id)
        await sue.taking_over.take(held, await sue.taking_over.look(held), "Gone home.")
        assert (await sue.drafts.load(report_id)).rationale == "Written before going home."


async def test_osticket_blocked_saving_when_the_lock_was_lost(there: World) -> None:
    """A lost lock covered the reply and refused to save: here words are saved, whatever becomes of the hold."""
    report_id = await there.arrive("s-1")
    async with there.desk() as ann, there.desk(there.settings("bob", "desk-bob")) as bob:
        await arrived(ann, report_id)
        await ann.claims.claim(report_id)
        await ann.triage.open(report_id)
        await write_draft(ann, report_id, rationale="First words.")
        await taken_by_bob(ann, bob, report_id)
        assert await ann._renewals.renew(report_id) is LeaseState.LOST
        draft = await ann.drafts.load(report_id)
        await ann.drafts.save(replace(draft, rationale="Words typed after that."))
        assert (await ann.drafts.load(report_id)).rationale == "Words typed after that."
        assert await ann.conflicts.waiting() == (report_id,)


async def test_osticket_locked_a_whole_list_by_opening_it(there: World) -> None:
    """Opening the list of tickets locked them all: here looking and reading hold nothing."""
    report_id = await there.arrive("s-1")
    async with there.desk() as ann, there.desk(there.settings("bob", "desk-bob")) as bob:
        await arrived(ann, report_id)
        await arrived(bob, report_id)
        await ann.fetch(report_id)
        await bob.claims.claim(report_id)


async def test_zammad_deleted_a_note_when_somebody_else_changed_the_ticket(there: World) -> None:
    """A remote change wiped what was being typed: here another version and another holder leave every word."""
    report_id = await there.arrive("s-1")
    async with there.desk() as ann:
        await arrived(ann, report_id)
        await ann.claims.claim(report_id)
        await ann.triage.open(report_id)
        draft = await write_draft(ann, report_id, rationale="My note.")
        newer = payload("s-1", "My shed was opened, and now I know what is gone: a bicycle.")
        await there.http.post(f"{there.gateway.intake}/incidents", content=newer, headers=HUB)
        await there.gateway.parts.reader.catch_up()

        async def told() -> bool:
            detail = await ann.reports.detail(report_id)
            return detail is not None and detail.new_version

        await until(ann, told, "the newer version is told")
        assert (await ann.drafts.load(report_id)) == draft
        with pytest.raises(KnownError, match="newer version"):
            await ann.triage.decide(report_id)  # nobody signs what they have not read
        body = await ann.triage.take_new_version(report_id)
        assert "bicycle" in body.report.narrative
        assert (await ann.drafts.load(report_id)).rationale == "My note."
        await ann.triage.decide(report_id)
        await closed(ann, report_id)


async def test_securedrop_showed_or_lost_a_draft_at_the_next_persons_sign_in(there: World) -> None:
    """Drafts lived in memory: here they outlive the program, and the next person neither sees nor sends them."""
    report_id = await there.arrive("s-1")
    await there.faults("control", down=True)
    async with there.desk() as ann:
        await arrived(ann, report_id)
        await triage_one(ann, report_id)
        await until(ann, lambda: _waits(ann), "the record waits")
    await there.faults("control")
    async with there.desk(replace(there.settings("bob"), home=there.home / "desk")) as bob:
        await arrived(bob, report_id)
        assert await bob.outbox.lines() == ()
        assert (await bob.outbox.figures()).waiting == 0
    assert not await there.records_of("control", report_id)
    async with there.desk() as ann:
        await closed(ann, report_id)
    await once(there, report_id)


async def _waits(desk: Desk) -> bool:
    every = [line.operation for line in await desk.outbox.lines()]
    return any(op.kind is OpKind.CREATE and op.attempts for op in every)


async def test_a_sign_in_that_ended_while_sending_lost_the_reply(there: World) -> None:
    """A token that ends between two calls: what was being sent is held, not refused, and goes on after signing in."""
    report_id = await there.arrive("s-1")
    words = '{"type":"/problems/unauthorised","title":"Sign in first"}'
    async with before_gateway(there) as front:
        front.script = {(path, ""): [Instead(status=401, words=words, media_type=PROBLEM)] for path in PATHS}
        async with there.desk() as ann:
            await arrived(ann, report_id)
            await triage_one(ann, report_id)
            await until(ann, partial(_closed_after_sign_in, ann, report_id), "it goes on after each sign-in")
            tries = {op.kind: op.attempts for op in (line.operation for line in await ann.outbox.lines())}
        assert (tries[OpKind.BEGIN], tries[OpKind.SETTLE]) == (1, 1)  # what met no sign-in does not count as a try
        assert front.given == [401, 401]
        await once(there, report_id)


async def _closed_after_sign_in(desk: Desk, report_id: ReportId) -> bool:
    """Each look is a call that gets through: somebody signed in again."""
    await desk.fetch(report_id)
    detail = await desk.reports.detail(report_id)
    return detail is not None and detail.stage is Stage.CLOSED
