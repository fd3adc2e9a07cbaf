"""Tokens that must open nothing, each wrong in one way."""

from __future__ import annotations

import hmac
import json
from base64 import urlsafe_b64encode
from collections.abc import Callable, Mapping
from typing import Any

from joserfc import jwt
from joserfc.jwk import RSAKey

from tests.gateway.provider import Provider, rsa
from triage.models.clock import ManualClock

Forge = Callable[[Provider, ManualClock], str]


def part(told: Mapping[str, Any]) -> str:
    return urlsafe_b64encode(json.dumps(told).encode()).rstrip(b"=").decode()


def claims(idp: Provider, clock: ManualClock) -> dict[str, Any]:
    return jwt.decode(idp.token(clock), idp.keys[0], algorithms=["RS256"]).claims


def unsigned(idp: Provider, clock: ManualClock) -> str:
    return f"{part({'alg': 'none', 'kid': idp.keys[0].kid})}.{part(claims(idp, clock))}."


def confused(idp: Provider, clock: ManualClock) -> str:
    """HS256 with what everybody knows, the public key, as its secret."""
    key = idp.keys[0]
    assert isinstance(key, RSAKey)
    begun = f"{part({'alg': 'HS256', 'kid': key.kid})}.{part(claims(idp, clock))}"
    signature = hmac.digest(key.as_pem(private=False), begun.encode(), "sha256")
    return f"{begun}.{urlsafe_b64encode(signature).rstrip(b'=').decode()}"


FORGED: dict[str, Forge] = {
    "alg none": unsigned,
    "key confusion": confused,
    "wrong audience": lambda idp, clock: idp.token(clock, aud="api://another"),
    "expired": lambda idp, clock: idp.token(clock, exp=int(clock.now().timestamp()) - 61),
    "other issuer": lambda idp, clock: idp.token(clock, iss="https://elsewhere.example"),
    "unknown kid": lambda idp, clock: idp.token(clock, key=rsa("made-up")),
    "stranger's key": lambda idp, clock: idp.token(clock, key=rsa(str(idp.keys[0].kid))),
    "id token": lambda idp, clock: idp.token(clock, typ="JWT", nonce="n-1"),
}
