"""Signing in at a real provider: what completes it, and everything that must not."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from urllib.parse import urlencode

import pytest

from tests.openid.browser import Browser, query_of
from tests.openid.provider import OpenIdProvider
from tests.services.sign_in.desk_sign_in import AheadClock, Place, place_for
from triage.services.api.client import MustSignIn
from triage.services.api.openid import ProviderRefused
from triage.services.hub import SignInChanged
from triage.services.sign_in.attempt import AnswerRefused, Attempt
from triage.services.sign_in.flow import NobodyCame, SignedIn
from triage.services.sign_in.identity import Identities
from triage.tokens.proof import Unproved


@pytest.fixture
def clock() -> AheadClock:
    return AheadClock()


@pytest.fixture
async def place(idp: OpenIdProvider, clock: AheadClock) -> AsyncIterator[Place]:
    async with place_for(idp, clock) as made:
        yield made


@pytest.fixture
async def ann() -> AsyncIterator[Browser]:
    async with Browser("ann") as browser:
        yield browser


async def test_the_person_is_who_the_provider_says(place: Place, ann: Browser, idp: OpenIdProvider) -> None:
    signed = await place.sign_in(ann)
    assert (signed.who.issuer, signed.who.subject, signed.who.name) == (idp.issuer, "ann", "Ann Lee")
    assert signed.given.access
    assert signed.given.refresh
    sent = query_of(ann.visited[0])
    assert sent["code_challenge_method"] == "S256"
    assert "code_verifier" not in sent
    assert sent["redirect_uri"].startswith("http://127.0.0.1:")


async def answered(place: Place, change: dict[str, str | None], browser: Browser) -> SignedIn:
    """Sign in, but the browser comes back with these members of the query changed (None: left out)."""

    async def through(address: str) -> None:
        there = await browser.signed_in(address)
        told = {**query_of(there), **change}
        query = urlencode({name: value for name, value in told.items() if value is not None})
        await browser.get(f"{there.partition('?')[0]}?{query}")

    return await place.flow.sign_in(place.opening(through))


@pytest.mark.parametrize("issuer", ["https://elsewhere.example", None])
async def test_an_answer_of_another_issuer_is_refused(place: Place, ann: Browser, issuer: str | None) -> None:
    with pytest.raises(AnswerRefused, match="another sign-in service"):
        await answered(place, {"iss": issuer}, ann)


async def test_an_error_in_the_answer_is_told(place: Place, ann: Browser) -> None:
    with pytest.raises(AnswerRefused, match="cancelled"):
        await answered(place, {"code": None, "error": "access_denied"}, ann)
    with pytest.raises(AnswerRefused, match="no reason"):
        await answered(place, {"code": None, "error": "<b>x"}, ann)


async def test_a_mixed_up_state_leaves_it_waiting_and_the_right_one_completes_it(place: Place, ann: Browser) -> None:
    async def through(address: str) -> None:
        there = await ann.signed_in(address)
        base = there.partition("?")[0]
        for query in ("state=other&code=x", "code=x", f"state={query_of(there)['state']}&state=x&code=y", "%ff=%00"):
            answer = await ann.get(f"{base}?{query}")
            assert answer.status_code == 400
            assert "no sign-in" in answer.text
        assert (await ann.get(base.replace("/callback", "/"))).status_code == 404
        await ann.get(there)

    assert (await place.flow.sign_in(place.opening(through))).who.subject == "ann"


async def test_a_replayed_code_is_refused_and_ends_what_it_gave(place: Place, ann: Browser) -> None:
    provider = place.flow.provider
    endpoints, attempt = await provider.endpoints(), Attempt(redirect="http://127.0.0.1:9/callback")
    there = await ann.signed_in(attempt.address(endpoints, place.flow.settings))
    code = query_of(there)["code"]
    given = await provider.redeem(code, attempt.verifier, attempt.redirect)
    with pytest.raises(ProviderRefused) as caught:
        await provider.redeem(code, attempt.verifier, attempt.redirect)
    assert caught.value.code == "invalid_grant"
    with pytest.raises(ProviderRefused):  # RFC 6749 §4.1.2: whoever has it cannot be told from the thief
        await provider.refresh(given.refresh)


async def test_a_code_of_another_sign_in_is_refused(place: Place, ann: Browser) -> None:
    """Somebody else's code in our answer: PKCE binds it to the try that it was given for."""
    async with Browser("bob") as bob:
        stolen: list[str] = []

        async def elsewhere(address: str) -> None:
            stolen.append(await bob.signed_in(address))
            await bob.get(stolen[0].replace("code=", "error=access_denied&x="))

        with pytest.raises(AnswerRefused):
            await place.flow.sign_in(place.opening(elsewhere))
    with pytest.raises(ProviderRefused):
        await answered(place, {"code": query_of(stolen[0])["code"]}, ann)


async def test_an_id_token_for_another_try_is_refused(place: Place, ann: Browser) -> None:
    signed = await place.sign_in(ann)
    with pytest.raises(Unproved, match="another sign-in"):
        await place.flow.identities.read(signed.given.identity, nonce="other")
    with pytest.raises(Unproved):
        await place.flow.identities.read(signed.given.access, nonce=None)
    settings = replace(place.flow.settings, client_id="another-program")
    with pytest.raises(Unproved, match="another program"):
        await Identities(settings, place.flow.provider, place.clock).read(signed.given.identity, nonce=None)


async def test_nobody_coming_back_ends_it(idp: OpenIdProvider) -> None:
    async with place_for(idp, patience_seconds=0.01) as place:
        with pytest.raises(NobodyCame):
            await place.flow.sign_in(lambda _address: None)


async def test_giving_up_closes_the_port(place: Place) -> None:
    shown: asyncio.Future[str] = asyncio.get_running_loop().create_future()
    task = place.tasks.spawn("sign in", place.flow.sign_in(shown.set_result))
    assert task is not None
    address = query_of(await shown)["redirect_uri"]
    task.cancel()
    await asyncio.wait([task])
    port = int(address.partition("127.0.0.1:")[2].partition("/")[0])
    with pytest.raises(OSError):
        await asyncio.open_connection("127.0.0.1", port)


async def test_a_token_is_renewed_before_it_ends_and_the_new_refresh_token_is_kept_first(
    place: Place, ann: Browser, clock: AheadClock
) -> None:
    signed = await place.sign_in(ann)
    session = place.session(signed)
    assert await session.token() == signed.given.access
    clock.ahead = 541
    fresh = await asyncio.gather(session.token(), session.token())
    assert fresh[0] == fresh[1] != signed.given.access
    [kept] = place.kept
    assert kept.refresh not in ("", signed.given.refresh)
    with pytest.raises(ProviderRefused):  # a used refresh token is worth nothing, and tells the provider of a theft
        await place.flow.provider.refresh(signed.given.refresh)


async def test_a_token_that_the_gateway_refused_is_not_offered_again(place: Place, ann: Browser) -> None:
    signed = await place.sign_in(ann)
    session = place.session(signed)
    session.refused(signed.given.access)
    assert await session.token() != signed.given.access


async def test_keys_may_rotate_between_two_renewals(place: Place, ann: Browser, idp: OpenIdProvider) -> None:
    signed = await place.sign_in(ann)
    before = set(await place.flow.provider.keys())
    await idp.rotate()
    session = place.session(replace(signed, given=replace(signed.given, access="")))
    await session.token()
    assert set(await place.flow.provider.keys()) > before


async def test_a_session_that_the_provider_ended_wants_a_sign_in_and_goes_on_after_it(
    place: Place, ann: Browser, idp: OpenIdProvider
) -> None:
    told: list[SignInChanged] = []
    place.hub.subscribe(SignInChanged, told.append)
    signed = await place.sign_in(ann)
    session = place.session(signed)
    await idp.forget("ann")
    session.refused(signed.given.access)
    for _ in range(2):
        with pytest.raises(MustSignIn):
            await session.token()
    again = await place.sign_in(ann)
    await session.take(again.given)
    assert await session.token() == again.given.access
    assert [event.signed_in for event in told] == [False, True]
