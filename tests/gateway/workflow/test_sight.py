"""Restricted reports reach only whom the profile names: in no list, by no call, by no claim."""

from __future__ import annotations

import asyncio
import json
from dataclasses import replace

import pytest
from sqlalchemy import update

from tests.gateway.bench import ON_SQLITE, Bench, Handler, begin_body, decided, ok, open_bench, payload, refused
from tests.gateway.workflow.desk import COMPLAINTS, handed, hold, line, round_of
from triage.gateway import tables
from triage.gateway.credentials import Role, Subject
from triage.gateway.pressure import Pressure
from triage.gateway.profiles import ProfileBook
from triage.gateway.reader import Reader
from triage.gateway.readers import Readers
from triage.gateway.reading import Arrival, Reading, read_payload
from triage.gateway.settings import GatewaySettings
from triage.gateway.sight import sight_of
from triage.gateway.workflow.restricting import Restricting
from triage.insight.risk.pack import Pack
from triage.models import codec
from triage.models.profile import Profile, RestrictedRule
from triage.models.queue import Claimed
from triage.models.stage import Stage
from triage.models.workflow import Handoffs


def complaint(submission_id: str, text: str = "Your officer was rude.") -> bytes:
    document = json.loads(payload(submission_id, text))
    document["included"][0]["attributes"]["category"] = "CMP"
    return json.dumps(document).encode()


async def complain(bench: Bench, submission_id: str, text: str = "Your officer was rude.") -> str:
    report_id = ok(await bench.post(complaint(submission_id, text))).json()["data"]["id"]
    await bench.parts.reader.catch_up()
    return str(report_id)


async def in_feed(who: Handler) -> set[str]:
    return {one.report_id for one in (await who.changes()).items}


async def test_a_complaint_is_in_nobodys_feed_but_a_supervisors(bench: Bench, ann: Handler, sue: Handler) -> None:
    secret, plain = await complain(bench, "s-1"), await bench.arrive("s-2")
    assert await in_feed(ann) == {plain}
    assert await in_feed(sue) == {secret, plain}
    assert (await ann.changes()).removed == ()


async def test_claims_never_serve_it_to_others(bench: Bench, ann: Handler, sue: Handler) -> None:
    secret = await complain(bench, "s-1")
    assert await ann.take(5) == ()
    assert [one.report_id for one in await sue.take(5)] == [secret]


CALLS = [
    ("GET", ""),
    ("GET", "/raw"),
    ("GET", "/attachments/1"),
    ("GET", "/handoffs"),
    ("GET", "/handoffs/1/package"),
    ("GET", "/proposals"),
    ("POST", "/claim"),
    ("PUT", "/draft"),
    ("POST", "/begin"),
    ("POST", "/defer"),
    ("POST", "/hold"),
    ("POST", "/unhold"),
    ("POST", "/reopen"),
    ("POST", "/handoffs"),
    ("POST", "/handoffs/1/accept"),
    ("POST", "/proposals"),
]


@ON_SQLITE
@pytest.mark.parametrize(("method", "path"), CALLS)
async def test_no_call_tells_that_it_is_there(bench: Bench, ann: Handler, method: str, path: str) -> None:
    secret = await complain(bench, "s-1")
    body = None if method == "GET" else b"{}"
    headers = {"If_Match": "x", "Idempotency_Key": "k"}
    refused(await ann.call(method, f"/v1/reports/{secret}{path}", body, **headers), 404, "unknown-report")


async def test_whom_the_profile_names_works_on_it(bench: Bench, sue: Handler) -> None:
    secret = await complain(bench, "s-1")
    held = await sue.claim(secret)
    await sue.begun(held)
    ok(await sue.settle(held))
    assert (await line(sue, secret)).stage is Stage.CLOSED


async def test_one_that_becomes_restricted_is_taken_from_the_feed(bench: Bench, ann: Handler, sue: Handler) -> None:
    report_id = await bench.arrive("s-1")
    first, watched = (await ann.changes()).delta, (await sue.changes()).delta
    assert await complain(bench, "s-1") == report_id
    told = await ann.changes(first or "")
    assert (told.items, told.removed) == ((), (report_id,))
    assert [one.report_id for one in (await sue.changes(watched or "")).items] == [report_id]
    assert (await ann.changes()).removed == ()


async def test_a_holder_who_may_not_see_it_any_more_can_still_let_go_and_settle(
    bench: Bench, ann: Handler, sue: Handler
) -> None:
    held = await ann.claim(await bench.arrive("s-1"))
    begun = await ann.claim(await bench.arrive("s-2"))
    await ann.begun(begun)
    await complain(bench, "s-1")
    await complain(bench, "s-2")
    refused(await ann.put_draft(held), 404, "unknown-report")
    told = begin_body(held, decided(held, "ann"))
    path = f"/v1/reports/{held.report_id}/begin"
    refused(await ann.call("POST", path, told, If_Match="x", Idempotency_Key="k"), 404, "unknown-report")
    ok(await ann.release(held))
    ok(await ann.settle(begun))


async def test_who_may_not_see_it_is_refused_as_if_there_were_none(bench: Bench, ann: Handler, sue: Handler) -> None:
    claimed, begun = await sue.claim(await complain(bench, "s-1")), await sue.claim(await complain(bench, "s-2"))
    await sue.begun(begun)
    for held in (claimed, begun):
        refused(await ann.settle(held, key=f"settle {held.report_id}"), 404, "unknown-report")
        refused(await ann.abort(held), 404, "unknown-report")
        refused(await ann.release(held), 404, "unknown-report")
    plain = await bench.bob.claim(await bench.arrive("s-3"))
    refused(await ann.release(plain), 409, "lease-lost")
    ok(await sue.settle(begun))


async def test_a_reply_does_not_make_it_public(bench: Bench, ann: Handler) -> None:
    secret = await complain(bench, "s-1")
    await bench.arrive("s-1", "And another thing.")
    assert await in_feed(ann) == set()
    refused(await ann.call("GET", f"/v1/reports/{secret}"), 404, "unknown-report")


async def test_lists_leave_it_out(bench: Bench, ann: Handler, sue: Handler) -> None:
    await handed(sue, await sue.claim(await complain(bench, "s-1")))
    page = codec.decode(Handoffs, ok(await ann.call("GET", "/v1/handoffs")).content)
    assert page.items == ()
    page = codec.decode(Handoffs, ok(await sue.call("GET", "/v1/handoffs")).content)
    assert len(page.items) == 1


async def test_new_rules_reach_old_reports_and_feeds_start_again(settings: GatewaySettings) -> None:
    free = replace(settings, profile=replace(settings.profile, version="free", restricted=()))
    async with open_bench(free) as bench:
        secret = await complain(bench, "s-1")
        await round_of(bench)
        before = (await bench.ann.changes()).delta
        assert await in_feed(bench.ann) == {secret}
    async with open_bench(settings) as bench:
        await bench.parts.profiles.offer(settings.profile, "test")
        await round_of(bench)
        refused(await bench.ann.call("GET", f"/v1/changes?after={before}"), 410, "cursor-gone")
        assert await in_feed(bench.ann) == set()
        refused(await bench.ann.call("GET", f"/v1/reports/{secret}"), 404, "unknown-report")
        assert await in_feed(bench.handler("sue")) == {secret}


async def test_what_is_read_by_old_rules_while_new_ones_are_loaded_is_shown_by_the_new_ones(
    settings: GatewaySettings,
) -> None:
    free = replace(settings, profile=replace(settings.profile, version="free", restricted=()))
    async with open_bench(free) as bench:
        await round_of(bench)
        read_by: list[tuple[RestrictedRule, ...]] = []

        def meanwhile(raw: bytes, arrival: Arrival, profile: Profile, pack: Pack) -> Reading:
            """While it is being read another gateway loads new rules, and applies them to all there is."""
            read_by.append(profile.restricted)
            asyncio.run_coroutine_threadsafe(new_rules(bench, settings.profile), loop).result(30)
            return read_payload(raw, arrival, profile, pack)

        loop = asyncio.get_running_loop()
        readers = Readers(0, read=meanwhile)
        reader = Reader(bench.parts.database, bench.clock, bench.parts.profiles, readers, Pressure())
        plain = await bench.arrive("s-1")
        ok(await bench.send(complaint("s-2")))
        await reader.catch_up()
        readers.close()
        assert read_by == [()]
        await bench.parts.profiles.follow()
        assert await in_feed(bench.ann) == {plain}
        assert len(await in_feed(bench.handler("sue"))) == 2


async def new_rules(bench: Bench, profile: Profile) -> None:
    parts = bench.parts
    other = ProfileBook(parts.database, bench.clock, parts.profiles.current)
    await other.offer(profile, "test")
    while (await Restricting(parts.database).round(bench.clock.now()))[1]:
        pass


async def test_a_gateway_that_has_not_heard_of_new_rules_does_not_undo_them(settings: GatewaySettings) -> None:
    free = replace(settings, profile=replace(settings.profile, version="free", restricted=()))
    async with open_bench(free) as bench:
        await round_of(bench)
        await complain(bench, "s-1")
        await new_rules(bench, settings.profile)
        await round_of(bench)
        assert bench.parts.profiles.current.restricted == ()
        await bench.parts.profiles.follow()
        assert await in_feed(bench.ann) == set()


async def test_one_report_that_cannot_be_read_any_more_does_not_keep_new_rules_from_the_others(
    settings: GatewaySettings, caplog: pytest.LogCaptureFixture
) -> None:
    free = replace(settings, profile=replace(settings.profile, version="free", restricted=()))
    async with open_bench(free) as bench:
        await round_of(bench)
        bad, good = sorted([await complain(bench, "s-1"), await complain(bench, "s-2")])
        async with bench.parts.database.write() as connection:
            versions = tables.versions
            await connection.execute(update(versions).where(versions.c.report_id == bad).values(report=b"[]"))
        await bench.parts.profiles.offer(settings.profile, "test")
        await round_of(bench)
        assert await in_feed(bench.ann) == {bad}
        refused(await bench.ann.call("GET", f"/v1/reports/{good}"), 404, "unknown-report")
    told = [vars(record)["triage_fields"] for record in caplog.records if record.msg == "restriction-not-applied"]
    assert [one["report_id"] for one in told] == [bad]


@ON_SQLITE
@pytest.mark.parametrize(
    ("subject", "sees"),
    [
        (Subject("sue", Role.SUPERVISOR), True),
        (Subject("ann", Role.HANDLER), False),
        (Subject("pam", Role.HANDLER), True),
        (Subject("ann", Role.HANDLER, frozenset({Role.SUPERVISOR})), True),
        (Subject("aud", Role.AUDITOR), False),
    ],
)
def test_by_role_or_by_name(settings: GatewaySettings, subject: Subject, sees: bool) -> None:
    profile = replace(settings.profile, restricted=(replace(COMPLAINTS, subjects=("pam",)),))
    sight = sight_of(subject, profile)
    assert (sight.sees("complaints"), sight.sees("")) == (sees, True)


@ON_SQLITE
def test_a_rule_that_is_gone_leaves_its_reports_to_supervisors(settings: GatewaySettings) -> None:
    assert sight_of(Subject("sue", Role.SUPERVISOR), settings.profile).sees("old-rule")
    assert not sight_of(Subject("ann", Role.HANDLER), settings.profile).sees("old-rule")


async def test_a_held_complaint_stays_hidden(bench: Bench, ann: Handler, sue: Handler) -> None:
    secret = await complain(bench, "s-1")
    ok(await hold(sue, secret))
    assert await in_feed(ann) == set()
    claimed: Claimed = await sue.claim(secret)
    assert claimed.report_id == secret
