"""What a token proves: its signature, its times, and that it is the kind of token it is taken for.

RFC 7519 (JWT), RFC 8725 (best practice: an algorithm allow-list, explicit types), RFC 9068 (access tokens as JWT).
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

from joserfc import jws, jwt
from joserfc.errors import JoseError

from triage.models.errors import KnownError
from triage.tokens.keys import PublicKey

ALGORITHMS = ("RS256", "PS256", "ES256")
"""Asymmetric only: with any other a caller could sign for itself."""
LONGEST_TOKEN = 16_384
ACCESS_TYPES = frozenset({"", "jwt", "at+jwt", "application/at+jwt"})
"""``typ`` of what may be an access token: RFC 9068 wants at+jwt, some providers (Entra ID) say JWT."""
ID_TYPES = frozenset({"", "jwt"})
_MARKS_OF_ID_TOKENS = ("nonce", "at_hash", "c_hash")
_TROUBLE = (JoseError, ValueError, TypeError, RecursionError, UnicodeError)

Claims = Mapping[str, object]


class Unproved(KnownError):
    """The token does not prove who it is about. ``expired``: it did once."""

    def __init__(self, why: str, *, expired: bool = False) -> None:
        super().__init__(why, "Sign in again.")
        self.expired = expired


@dataclass(frozen=True, slots=True)
class Header:
    """What a token says of its own signature; nothing of it is believed before that is checked."""

    algorithm: str
    key_id: str | None
    kind: str


def header_of(token: str) -> Header:
    """The header of a token that is signed as it must be.

    Raises:
        Unproved: too long, no token at all, or signed by an algorithm that is not on the list.
    """
    if len(token) > LONGEST_TOKEN:
        raise Unproved("The token is too long.")
    try:
        told = jws.extract_compact(token.encode(), registry=_registry()).headers()
    except _TROUBLE as error:
        raise Unproved("The token cannot be verified.") from error
    algorithm, key_id, kind = told.get("alg"), told.get("kid"), told.get("typ", "")
    if algorithm not in ALGORITHMS or not isinstance(key_id, str | None) or not isinstance(kind, str):
        raise Unproved("The token is not signed as it must be.")
    return Header(str(algorithm), key_id, kind.lower())


def claims_of(token: str, key: PublicKey, algorithm: str) -> Claims:
    """What the token says, once its signature is right by this key. Times and audience are the caller's to check.

    Raises:
        Unproved: the signature is not right, or what is signed is no object.
    """
    try:
        return jwt.decode(token, key, algorithms=[algorithm], registry=_registry()).claims
    except _TROUBLE as error:
        raise Unproved("The token cannot be verified.") from error


def check_access(header: Header, claims: Claims) -> None:
    """That this is an access token: one that only tells a program who signed in opens nothing (RFC 9068 §5).

    Raises:
        Unproved: it is another kind of token.
    """
    if header.kind not in ACCESS_TYPES or any(name in claims for name in _MARKS_OF_ID_TOKENS):
        raise Unproved("The token is not an access token.")


def check_times(claims: Claims, now: float, leeway: float) -> None:
    """``now`` and ``leeway`` in seconds: ``exp`` must be told, ``nbf`` and ``iat`` may be.

    Raises:
        Unproved: it has ended, does not say when it ends, or has not begun.
    """
    ends = instant(claims.get("exp"))
    if ends is None:
        raise Unproved("The token does not say when it ends.")
    if now >= ends + leeway:
        raise Unproved("The token has ended.", expired=True)
    for name in ("nbf", "iat"):
        begins = instant(claims.get(name))
        if (begins is None and name in claims) or (begins is not None and now < begins - leeway):
            raise Unproved("The token is not valid yet.")


def is_for(claims: Claims, audience: str) -> bool:
    """Whether ``aud`` names this audience, alone or among others."""
    told = claims.get("aud")
    return audience in (told if isinstance(told, list) else [told])


def instant(value: object) -> float | None:
    """A NumericDate of RFC 7519 §2 in seconds; None when it is none."""
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        return None
    return float(value)


def _registry() -> jws.JWSRegistry:
    registry = jws.JWSRegistry(algorithms=list(ALGORITHMS), strict_check_header=False)
    registry.max_header_length = 4096
    return registry
