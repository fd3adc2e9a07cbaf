"""Sign-in by the force's provider: every token that must not get in, whose keys change, whose provider is away."""

from __future__ import annotations

import hmac
import json
import logging
from base64 import urlsafe_b64encode
from collections.abc import AsyncIterator, Iterator
from dataclasses import replace
from typing import Any

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from joserfc import jwt
from joserfc.jwk import ECKey, RSAKey

from tests.gateway.bench import TOKENS, Bench, ok, open_bench, payload, refused
from tests.gateway.provider import AUDIENCE, Provider, provider, rsa, turned_away
from triage.gateway.config import Config, SignInConfig
from triage.gateway.credentials import Role, Subject, TokenBook
from triage.gateway.settings import GatewaySettings
from triage.gateway.sign_in import NoRole, SignIn
from triage.models.clock import ManualClock, SystemClock
from triage.models.errors import InputError

ISSUER_KEY = rsa()


@pytest.fixture
def engine() -> str:
    """What is asked here never reaches the database, or reaches both alike."""
    return "sqlite"


@pytest.fixture
def idp() -> Iterator[Provider]:
    with provider() as running:
        running.keys = [ISSUER_KEY]
        yield running


def with_sign_in(settings: GatewaySettings, config: SignInConfig, tokens: TokenBook = TOKENS) -> GatewaySettings:
    return replace(settings, tokens=tokens, config=Config(sign_in=config))


@pytest.fixture
async def bench(settings: GatewaySettings, idp: Provider) -> AsyncIterator[Bench]:
    async with open_bench(with_sign_in(settings, idp.config())) as opened:
        yield opened


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock()


@pytest.fixture
async def sign_in(idp: Provider, clock: ManualClock) -> AsyncIterator[SignIn]:
    """The verifier alone: most tokens need no gateway around it."""
    made = SignIn(idp.config(), clock)
    yield made
    await made.keys.close()


async def call(bench: Bench, token: str, method: str = "GET", path: str = "/v1/changes") -> httpx.Response:
    return await bench.http.request(method, path, headers={"Authorization": f"Bearer {token}"})


async def test_a_token_of_the_provider_gets_in(bench: Bench, idp: Provider) -> None:
    ok(await call(bench, idp.token(bench.clock)))
    assert idp.asked == ["/.well-known/openid-configuration", "/keys"]


async def test_the_subject_holds_what_it_claims(bench: Bench, idp: Provider) -> None:
    ok(await bench.post(payload("s-1")))
    answer = ok(await call(bench, idp.token(bench.clock), "POST", "/v1/claims"))
    report_id = answer.json()[0]["report_id"]
    told = refused(await bench.bob.call("POST", f"/v1/reports/{report_id}/claim"), 409, "already-claimed")
    assert told.held_by == "ann@force.example"


async def test_development_tokens_keep_working_beside_it(bench: Bench) -> None:
    ok(await bench.ann.call("GET", "/v1/changes"))


@pytest.mark.parametrize("alg", ["RS256", "PS256"])
async def test_rsa_signatures(sign_in: SignIn, clock: ManualClock, idp: Provider, alg: str) -> None:
    await sign_in.subject(idp.token(clock, alg=alg))


async def test_elliptic_signatures(sign_in: SignIn, clock: ManualClock, idp: Provider) -> None:
    idp.keys = [ECKey.generate_key("P-256", {"kid": "ec-1"})]
    await sign_in.subject(idp.token(clock, alg="ES256"))


def unsigned(told: dict[str, Any], header: dict[str, Any]) -> str:
    parts = (urlsafe_b64encode(json.dumps(part).encode()).rstrip(b"=").decode() for part in (header, told))
    return ".".join([*parts, ""])


def claims_of(token: str, key: RSAKey) -> dict[str, Any]:
    return jwt.decode(token, key, algorithms=["RS256"]).claims


async def test_an_unsigned_token_is_refused(sign_in: SignIn, clock: ManualClock, idp: Provider) -> None:
    told = claims_of(idp.token(clock), ISSUER_KEY)
    for alg in ("none", "None", "NONE"):
        await turned_away(sign_in, unsigned(told, {"alg": alg, "kid": "rsa-1"}))


async def test_a_signature_with_the_public_key_as_a_secret_is_refused(
    sign_in: SignIn, clock: ManualClock, idp: Provider
) -> None:
    told = claims_of(idp.token(clock), ISSUER_KEY)
    begun = unsigned(told, {"alg": "HS256", "kid": "rsa-1"}).rstrip(".")
    for secret in (ISSUER_KEY.as_pem(private=False), ISSUER_KEY.as_der(private=False)):
        signature = urlsafe_b64encode(hmac.digest(secret, begun.encode(), "sha256")).rstrip(b"=").decode()
        await turned_away(sign_in, f"{begun}.{signature}")


async def test_a_strangers_key_of_the_same_name_is_refused(sign_in: SignIn, clock: ManualClock, idp: Provider) -> None:
    await turned_away(sign_in, idp.token(clock, key=rsa("rsa-1")))


async def test_a_key_inside_the_token_is_not_believed(sign_in: SignIn, clock: ManualClock, idp: Provider) -> None:
    own = rsa("rsa-1")
    told = claims_of(idp.token(clock), ISSUER_KEY)
    header = {"alg": "RS256", "kid": "rsa-1", "jwk": own.as_dict(private=False)}
    await turned_away(sign_in, jwt.encode(header, told, own, algorithms=["RS256"]))


async def test_a_changed_token_is_refused(sign_in: SignIn, clock: ManualClock, idp: Provider) -> None:
    head, _, signature = idp.token(clock).split(".")
    told = {**claims_of(idp.token(clock), ISSUER_KEY), "roles": ["Triage.Supervisors"]}
    body = urlsafe_b64encode(json.dumps(told).encode()).rstrip(b"=").decode()
    await turned_away(sign_in, f"{head}.{body}.{signature}")


@pytest.mark.parametrize(
    "claims",
    [
        {"aud": "api://other"},
        {"aud": ["api://other"]},
        {"aud": None},
        {"aud": {AUDIENCE: 1}},
        {"iss": "https://elsewhere.example"},
        {"iss": None},
        {"sub": ""},
        {"sub": 7},
        {"sub": "a\nb"},
        {"sub": "x" * 300},
        {"exp": "2099-01-01"},
        {"exp": True},
        {"exp": float("nan")},
        {"exp": float("inf")},
        {"nbf": "soon"},
        {"drop": "exp"},
        {"drop": "aud"},
        {"drop": "iss"},
        {"drop": "sub"},
    ],
    ids=str,
)
async def test_claims_that_are_not_right_are_refused(
    sign_in: SignIn, clock: ManualClock, idp: Provider, claims: dict[str, Any]
) -> None:
    await turned_away(sign_in, idp.token(clock, **claims))


@pytest.mark.parametrize(
    "told", [{"nonce": "n"}, {"at_hash": "h"}, {"typ": "logout+jwt"}, {"typ": "dpop+jwt"}], ids=str
)
async def test_another_kind_of_token_opens_nothing(
    sign_in: SignIn, clock: ManualClock, idp: Provider, told: dict[str, Any]
) -> None:
    assert "access token" in await turned_away(sign_in, idp.token(clock, **told))


@pytest.mark.parametrize("typ", ["JWT", "at+JWT", "application/at+jwt"])
async def test_the_kinds_that_providers_give_access_tokens(
    sign_in: SignIn, clock: ManualClock, idp: Provider, typ: str
) -> None:
    await sign_in.subject(idp.token(clock, typ=typ))


async def test_several_audiences_may_be_named(sign_in: SignIn, clock: ManualClock, idp: Provider) -> None:
    await sign_in.subject(idp.token(clock, aud=["api://other", AUDIENCE]))


async def test_times_are_the_injected_clocks_with_a_minute_of_leeway(
    sign_in: SignIn, clock: ManualClock, idp: Provider
) -> None:
    now = int(clock.now().timestamp())
    await sign_in.subject(idp.token(clock, exp=now - 59))
    assert "ended" in await turned_away(sign_in, idp.token(clock, exp=now - 60))
    await sign_in.subject(idp.token(clock, nbf=now + 60))
    await turned_away(sign_in, idp.token(clock, nbf=now + 61))
    await turned_away(sign_in, idp.token(clock, iat=now + 61))


@pytest.mark.parametrize("roles", [[], ["Other"], "Other", None, {"Triage.Handlers": 1}, [7], "triage.handlers"])
async def test_without_a_role_nobody_gets_in(sign_in: SignIn, clock: ManualClock, idp: Provider, roles: object) -> None:
    with pytest.raises(NoRole):
        await sign_in.subject(idp.token(clock, roles=roles))


async def test_who_has_no_role_or_no_right_token_is_told(bench: Bench, idp: Provider) -> None:
    told = refused(await call(bench, idp.token(bench.clock, roles=[])), 403, "no-role")
    assert "role" in told.detail
    told = refused(await call(bench, idp.token(bench.clock, exp=1)), 401, "unauthorised")
    assert "ended" in told.detail
    refused(await call(bench, idp.token(bench.clock, key=rsa())), 401, "unauthorised")


async def test_an_auditor_reads_and_claims_nothing(bench: Bench, idp: Provider) -> None:
    token = idp.token(bench.clock, roles=["Triage.Auditors", "Other"])
    ok(await call(bench, token))
    refused(await call(bench, token, "POST", "/v1/claims"), 403, "forbidden")


@pytest.mark.parametrize(
    ("path", "told"),
    [
        ("realm_access.roles", {"realm_access": {"roles": ["Triage.Handlers"]}}),
        ("https://force.example/roles", {"https://force.example/roles": ["Triage.Handlers"]}),
        ("scope", {"scope": "openid Triage.Handlers"}),
        ("groups", {"groups": "Triage.Handlers"}),
    ],
)
async def test_where_roles_are_told(idp: Provider, clock: ManualClock, path: str, told: dict[str, Any]) -> None:
    sign_in = SignIn(idp.config(roles_claim=path), clock)
    try:
        assert (await sign_in.subject(idp.token(clock, drop="roles", **told))).role is Role.HANDLER
        with pytest.raises(NoRole):
            await sign_in.subject(idp.token(clock, drop="roles"))
    finally:
        await sign_in.keys.close()


async def test_another_claim_may_name_the_subject(idp: Provider, clock: ManualClock) -> None:
    sign_in = SignIn(idp.config(subject_claim="preferred_username"), clock)
    try:
        subject = await sign_in.subject(idp.token(clock, preferred_username="ann.smith"))
        assert subject == Subject("ann.smith", Role.HANDLER, frozenset({Role.HANDLER}))
    finally:
        await sign_in.keys.close()


def test_a_person_acts_in_the_strongest_role_that_a_call_is_for() -> None:
    both = Subject("x", Role.SUPERVISOR, frozenset({Role.SUPERVISOR, Role.AUDITOR}))
    assert both.acting(frozenset(Role)) == both
    assert getattr(both.acting(frozenset({Role.HANDLER, Role.AUDITOR})), "role", None) is Role.AUDITOR
    assert both.acting(frozenset({Role.HANDLER, Role.ADMIN})) is None
    assert Subject("x", Role.AUDITOR).acting(frozenset({Role.HANDLER, Role.SUPERVISOR})) is None


@given(held=st.frozensets(st.sampled_from(Role), min_size=1), allowed=st.frozensets(st.sampled_from(Role)))
def test_nobody_ever_acts_in_a_role_not_held_or_not_allowed(held: frozenset[Role], allowed: frozenset[Role]) -> None:
    subject = Subject("x", next(iter(held)), held)
    acting = subject.acting(allowed)
    assert (acting is not None) == bool(held & allowed)
    assert acting is None or acting.role in held & allowed


async def test_a_token_that_was_right_once_still_ends(sign_in: SignIn, clock: ManualClock, idp: Provider) -> None:
    token = idp.token(clock)
    await sign_in.subject(token)
    clock.advance(seconds=661)
    assert "ended" in await turned_away(sign_in, token)


async def test_tokens_without_end_take_no_memory_without_end(
    sign_in: SignIn, clock: ManualClock, idp: Provider, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("triage.gateway.sign_in.MOST_PROVED", 2)
    tokens = [idp.token(clock, sub=f"person-{number}") for number in range(4)]
    for token in [*tokens, *tokens]:
        await sign_in.subject(token)


async def test_keys_stay_while_the_provider_is_away(
    sign_in: SignIn, clock: ManualClock, idp: Provider, caplog: pytest.LogCaptureFixture
) -> None:
    await sign_in.subject(idp.token(clock))
    idp.status = 503
    clock.advance(hours=2)
    [worker] = sign_in.workers()
    with caplog.at_level(logging.WARNING):
        await worker.round()
    assert "sign-in-provider-away" in caplog.messages
    await sign_in.subject(idp.token(clock))


async def test_it_recovers_when_the_provider_is_back(bench: Bench, idp: Provider) -> None:
    idp.status = 503
    answer = await call(bench, idp.token(bench.clock))
    refused(answer, 503, "sign-in-down")
    assert int(answer.headers["retry-after"]) > 0
    idp.status = 200
    refused(await call(bench, idp.token(bench.clock)), 503, "sign-in-down")
    bench.clock.advance(seconds=31)
    ok(await call(bench, idp.token(bench.clock)))


@pytest.mark.parametrize(
    ("change", "named"),
    [
        ({"issuer": ""}, "sign_in.issuer"),
        ({"issuer": "http://login.example"}, "sign_in.issuer"),
        ({"issuer": "https://[bad"}, "sign_in.issuer"),
        ({"jwks_url": "ftp://x"}, "sign_in.jwks_url"),
        ({"audience": " "}, "sign_in.audience"),
        ({"roles": {}}, "sign_in.roles"),
        ({"roles": {"x": "chief"}}, "sign_in.roles.x"),
        ({"ca_file": "/nowhere"}, "sign_in.ca_file"),
        ({"leeway_seconds": -1}, "sign_in.leeway_seconds"),
    ],
)
def test_a_wrong_setting_is_named(change: dict[str, Any], named: str) -> None:
    told: dict[str, Any] = {"issuer": "https://login.example", "audience": "a", "roles": {"h": "handler"}, **change}
    with pytest.raises(InputError) as caught:
        SignIn(SignInConfig(**told), SystemClock())
    assert named in [entry.pointer for entry in caught.value.errors]
