"""The provider's keys: when they are asked for, kept and given up, and what of its answers is of no use."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import pytest
from joserfc.jwk import ECKey

from tests.gateway.authority import Authority
from tests.gateway.provider import Provider, provider, rsa, turned_away
from triage.gateway.jwks import ProviderAway
from triage.gateway.sign_in import SignIn
from triage.models.clock import ManualClock
from triage.tokens.keys import usable

ISSUER_KEY = rsa()


@pytest.fixture
def idp() -> Iterator[Provider]:
    with provider() as running:
        running.keys = [ISSUER_KEY]
        yield running


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock()


@pytest.fixture
async def sign_in(idp: Provider, clock: ManualClock) -> AsyncIterator[SignIn]:
    """The verifier alone: most tokens need no gateway around it."""
    made = SignIn(idp.config(), clock)
    yield made
    await made.keys.close()


async def test_a_new_key_is_asked_for_when_it_is_used(sign_in: SignIn, clock: ManualClock, idp: Provider) -> None:
    await sign_in.subject(idp.token(clock))
    newer = rsa("rsa-2")
    idp.keys = [newer, ISSUER_KEY]
    clock.advance(seconds=31)
    await sign_in.subject(idp.token(clock, key=newer))
    await sign_in.subject(idp.token(clock, key=ISSUER_KEY))


async def test_made_up_keys_do_not_turn_us_against_the_provider(
    sign_in: SignIn, clock: ManualClock, idp: Provider
) -> None:
    await sign_in.subject(idp.token(clock))
    asked = len(idp.asked)
    clock.advance(seconds=31)
    for number in range(5):
        await turned_away(sign_in, idp.token(clock, key=rsa(f"made-up-{number}")))
    assert len(idp.asked) == asked + 2


async def test_a_key_that_was_taken_back_lets_nobody_in_any_more(
    sign_in: SignIn, clock: ManualClock, idp: Provider
) -> None:
    lasting = idp.token(clock, exp=int(clock.now().timestamp()) + 86_400)
    await sign_in.subject(lasting)
    old, idp.keys = idp.keys[0], [rsa("rsa-2")]
    clock.advance(hours=2)
    await sign_in.subject(lasting)
    [worker] = sign_in.workers()
    await worker.round()
    await turned_away(sign_in, lasting)
    await turned_away(sign_in, idp.token(clock, key=old))
    await sign_in.subject(idp.token(clock))


@pytest.mark.parametrize(
    "trouble",
    [
        {"status": 500},
        {"status": 302, "headers": {"Location": "http://127.0.0.1:1/"}},
        {"body": b"not json"},
        {"body": b"[]"},
        {"body": b"{" + b" " * 600_000 + b"}"},
        {"body": b"[" * 100_000},
        {"discovery": {"issuer": "https://other.example", "jwks_uri": "https://other.example/keys"}},
        {"discovery": {"issuer": None, "jwks_uri": "file:///etc/passwd"}},
        {"keys": []},
    ],
    ids=lambda told: str(told)[:40],
)
async def test_what_a_provider_says_may_be_of_no_use(
    sign_in: SignIn, clock: ManualClock, idp: Provider, trouble: dict[str, Any]
) -> None:
    token = idp.token(clock)
    for name, value in trouble.items():
        setattr(idp, name, value)
    with pytest.raises(ProviderAway):
        await sign_in.subject(token)


async def test_a_provider_whose_port_is_closed_is_away(idp: Provider, clock: ManualClock) -> None:
    sign_in = SignIn(idp.config(jwks_url="http://127.0.0.1:1/keys"), clock)
    try:
        with pytest.raises(ProviderAway):
            await sign_in.subject(idp.token(clock))
    finally:
        await sign_in.keys.close()


@pytest.mark.parametrize("trusted", [True, False])
async def test_a_provider_with_tls_needs_the_authority_of_ca_file(
    tmp_path: Path, clock: ManualClock, trusted: bool
) -> None:
    force, other = Authority(tmp_path, "force"), Authority(tmp_path, "other")
    with provider(force.issue("idp")) as idp:
        sign_in = SignIn(idp.config(ca_file=str((force if trusted else other).file)), clock)
        try:
            assert idp.issuer.startswith("https://")
            if trusted:
                await sign_in.subject(idp.token(clock))
            else:
                with pytest.raises(ProviderAway):
                    await sign_in.subject(idp.token(clock))
        finally:
            await sign_in.keys.close()


@pytest.mark.filterwarnings("ignore:Key size should be:joserfc.errors.SecurityWarning")
def test_only_keys_that_can_verify_what_we_accept_are_taken() -> None:
    ec = ECKey.generate_key("P-256", {"kid": "ec"}).as_dict(private=False)
    told = [
        rsa("good").as_dict(private=False),
        ec,
        rsa("weak", bits=1024).as_dict(private=False),
        ECKey.generate_key("P-384", {"kid": "curve"}).as_dict(private=False),
        {"kty": "oct", "k": "c2VjcmV0", "kid": "secret"},
        {**rsa("enc").as_dict(private=False), "use": "enc"},
        {"kty": "RSA", "kid": "broken"},
        "nonsense",
        None,
    ]
    assert set(usable({"keys": told})) == {"good", "ec"}
    assert usable({"keys": 7}) == {}
    assert all(not key.is_private for key in usable({"keys": [ISSUER_KEY.as_dict(private=True)]}).values())
