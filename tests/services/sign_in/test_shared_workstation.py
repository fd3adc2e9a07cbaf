"""Several people at one workstation, over the whole way: provider, gateway, records."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.openid.provider import OpenIdProvider
from tests.services.sign_in.station import SECRET, Station, station
from tests.services.world import arrived, closed, triage_one, until, write_draft
from triage.models.delivery import HeldBecause
from triage.models.errors import KnownError
from triage.models.ids import ReportId
from triage.services.api.client import ApiFailure
from triage.services.desk import Desk
from triage.services.hub import OutboxChanged, SignInChanged


@pytest.fixture
async def here(tmp_path: Path, idp: OpenIdProvider) -> AsyncIterator[Station]:
    async with station(tmp_path, idp) as made:
        yield made


@pytest.fixture
async def wrapped(tmp_path: Path, idp: OpenIdProvider) -> AsyncIterator[Station]:
    """A workstation whose stores are wrapped by each person's own secret."""
    async with station(tmp_path, idp, "passphrase") as made:
        yield made


async def held(desk: Desk, report_id: ReportId) -> None:
    async def waits() -> bool:
        lines = [line for line in await desk.outbox.lines() if line.report_id == report_id]
        return bool(lines) and lines[0].operation.held is HeldBecause.AUTH

    await until(desk, waits, f"{report_id} is held")


async def test_from_the_browser_to_a_record(here: Station) -> None:
    report_id = await here.world.arrive("s-1")
    entered = await here.enter("ann")
    assert (entered.card.id, entered.card.roles, entered.settings.handler_name) == ("ann", ("handler",), "Ann Lee")
    async with here.desk(entered) as desk:
        await arrived(desk, report_id)
        here.clock.ahead = 550.0  # the token is at its end and is renewed, by keys that have changed meanwhile
        await here.idp.rotate()
        await triage_one(desk, report_id)
        await closed(desk, report_id)
    assert await here.world.records_of("control", report_id)
    address = await here.entrance().sign_out(entered)
    assert "id_token_hint=" in address
    with pytest.raises(KnownError, match="no earlier sign-in"):
        await here.entrance().resume(entered.person)


async def test_a_decision_waits_while_the_session_is_over_and_goes_once_its_owner_is_back(here: Station) -> None:
    report_id = await here.world.arrive("s-1")
    entered = await here.enter("ann")
    told: list[bool] = []
    entered.hub.subscribe(SignInChanged, lambda event: told.append(event.signed_in))
    async with here.desk(entered) as desk:
        await arrived(desk, report_id)
        await desk.claims.claim(report_id)
        await desk.triage.open(report_id)
        await here.idp.forget("ann")
        here.clock.ahead = 550.0
        await _decide(desk, report_id)
        await held(desk, report_id)
        assert told == [False]
        with pytest.raises(KnownError, match="signed in as Bob Marsh"):
            await here.again(entered, "bob")
        await here.again(entered, "ann")
        assert told == [False, True]
        await closed(desk, report_id)
    assert len(await here.world.records_of("control", report_id)) == 1


async def test_what_one_left_behind_waits_unseen_by_the_next_until_its_owner_is_back(here: Station) -> None:
    report_id = await here.world.arrive("s-1")
    anns = await here.enter("ann")
    async with here.desk(anns) as desk:
        await arrived(desk, report_id)
        await desk.claims.claim(report_id)
        await desk.triage.open(report_id)
        await here.idp.forget("ann")
        here.clock.ahead = 550.0
        await _decide(desk, report_id)
        await held(desk, report_id)
    bobs = await here.enter("bob")
    assert bobs.settings.home != anns.settings.home
    async with here.desk(bobs) as desk:
        await arrived(desk, report_id)
        detail = await desk.reports.detail(report_id)
        assert detail is not None
        assert (await desk.outbox.lines(), detail.body) == ((), None)
    assert not await here.world.records_of("control", report_id)
    async with here.desk(await here.enter("ann")) as desk:
        await closed(desk, report_id)
    assert len(await here.world.records_of("control", report_id)) == 1


async def _decide(desk: Desk, report_id: ReportId) -> None:
    await write_draft(desk, report_id)
    await desk.triage.decide(report_id)
    desk.hub.publish(OutboxChanged(frozenset({report_id})))


async def test_who_has_no_role_is_told_so_and_gets_no_desk(here: Station) -> None:
    with pytest.raises(ApiFailure) as caught:
        await here.enter("nora")
    assert "role" in f"{caught.value.what} {caught.value.do}"


async def test_going_on_without_the_browser_ends_after_the_configured_time(here: Station) -> None:
    entered = await here.enter("ann")
    again = await here.entrance().resume(entered.person)
    assert again.key == entered.key
    assert await again.session.token()
    here.clock.ahead = 13.9 * 3600
    await here.entrance().resume(entered.person)
    here.clock.ahead = 14.1 * 3600
    with pytest.raises(KnownError, match="too long ago"):
        await here.entrance().resume(entered.person)
    here.clock.ahead = -600.0
    with pytest.raises(KnownError, match="clock"):
        await here.entrance().resume(entered.person)


async def test_a_store_opens_with_its_owners_secret_alone(wrapped: Station) -> None:
    with pytest.raises(KnownError, match="at least 8"):
        await wrapped.enter("ann", "short")
    anns = await wrapped.enter("ann", SECRET)
    bobs = await wrapped.enter("bob", "another of bob's")
    assert anns.key != bobs.key
    entrance = wrapped.entrance()
    assert [person.name for person in await entrance.known()] == ["Ann Lee", "Bob Marsh"]
    with pytest.raises(KnownError, match="does not fit"):
        await entrance.resume(anns.person, "another of bob's")
    await entrance.unlock(anns, SECRET)
    with pytest.raises(KnownError, match="does not fit"):
        await entrance.unlock(anns, "another of bob's")
    assert (await entrance.resume(anns.person, SECRET)).card.id == "ann"
    files = [file.read_bytes() for file in anns.person.home.rglob("*") if file.is_file()]
    assert not any(mark in content for content in files for mark in (anns.key, anns.session.refresh_token.encode()))


async def test_guessing_secrets_takes_longer_and_longer(wrapped: Station) -> None:
    anns = await wrapped.enter("ann", SECRET)
    entrance = wrapped.entrance()
    for _ in range(5):
        with pytest.raises(KnownError, match="does not fit"):
            await entrance.unlock(anns, "wrong words")
    with pytest.raises(KnownError, match="too often"):
        await entrance.unlock(anns, SECRET)
    wrapped.clock.ahead += 31
    await entrance.unlock(anns, SECRET)


async def test_a_forgotten_secret_sets_the_store_aside_and_loses_nothing_of_it(wrapped: Station) -> None:
    anns = await wrapped.enter("ann", SECRET)
    async with wrapped.desk(anns):
        pass
    store = (anns.settings.store_path).read_bytes()
    entrance, signed = wrapped.entrance(), await wrapped.signed("ann")
    person = await entrance.place_of(signed)
    await entrance.begin_afresh(person)
    fresh = await entrance.enter(person, signed, "a newer secret")
    assert fresh.key != anns.key
    [aside] = (anns.person.home.parent).glob("*.aside-1")
    assert (aside / "desk.db").read_bytes() == store
    assert [known.name for known in await entrance.known()] == ["Ann Lee"]
