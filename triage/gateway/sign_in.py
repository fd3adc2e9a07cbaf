"""Who an access token of the force's OpenID provider speaks for (RFC 7519, RFC 9068, RFC 8725).

The signature by the provider's keys, issuer, audience and times are all checked here; only the hash of a token is kept.
"""

from __future__ import annotations

import hashlib
import math
import ssl
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from joserfc import jws, jwt
from joserfc.errors import JoseError

from triage.gateway.config import SignInConfig
from triage.gateway.credentials import Role, Subject, strongest
from triage.gateway.jwks import Keys, PublicKey, safe
from triage.gateway.workers import Worker
from triage.models.clock import Clock
from triage.models.errors import FieldError, InputError, KnownError

ALGORITHMS = ("RS256", "PS256", "ES256")
"""Asymmetric only: with any other a caller could sign for itself."""
LONGEST_TOKEN = 16_384
LONGEST_SUBJECT = 200
MOST_PROVED = 4096
"""Tokens whose signature is not worked out again with every call; only their hashes are kept."""
REFRESH_SECONDS = 60.0


class NotSignedIn(KnownError):
    """The token does not prove who is calling. ``expired``: it did once."""

    def __init__(self, why: str, *, expired: bool = False) -> None:
        super().__init__(why, "Sign in again.")
        self.expired = expired


class NoRole(KnownError):
    """The token proves who is calling, but nobody has given that person a role here."""


@dataclass(frozen=True, slots=True)
class _Proved:
    """A token whose signature was right by this key; good for as long as the provider has the key."""

    key: PublicKey
    claims: Mapping[str, object]


class SignIn:
    """Verifies access tokens of one provider."""

    def __init__(self, config: SignInConfig, clock: Clock) -> None:
        """Check the section.

        Raises:
            InputError: names each key that cannot be used.
        """
        faults = list(_faults(config))
        context = _trust(config.ca_file, faults)
        if faults or context is None:
            raise InputError("[sign_in] cannot be used.", tuple(faults), "Correct the settings file.")
        self._config = config
        self._clock = clock
        self._roles = {value: Role(role) for value, role in config.roles.items()}
        self._registry = jws.JWSRegistry(algorithms=ALGORITHMS, strict_check_header=False)
        self._registry.max_header_length = 4096
        self._proved: dict[bytes, _Proved] = {}
        self.keys = Keys(config, clock, context)

    async def subject(self, token: str) -> Subject:
        """Who the token speaks for.

        Raises:
            NotSignedIn: forged, for somebody else, too old or too new.
            NoRole: genuine, but without a role here.
            ProviderAway: the provider's keys were never heard.
        """
        claims = await self._claims(token)
        self._check_times(claims)
        if claims.get("iss") != self._config.issuer:
            raise NotSignedIn("The token is another provider's.")
        audience = claims.get("aud")
        if self._config.audience not in (audience if isinstance(audience, list) else [audience]):
            raise NotSignedIn("The token is for another service.")
        name = _at(claims, self._config.subject_claim)
        if not isinstance(name, str) or not 0 < len(name) <= LONGEST_SUBJECT or not name.isprintable():
            raise NotSignedIn("The token does not say whose it is.")
        roles = frozenset(self._roles[value] for value in _values(claims, self._config) if value in self._roles)
        if not roles:
            raise NoRole("Your account has no role at this gateway.", "Ask whoever keeps the accounts to give you one.")
        return Subject(name, strongest(roles), roles)

    def workers(self) -> list[Worker]:
        """The rounds that ask for new keys before old ones are missed."""

        async def round_() -> bool:
            await self.keys.refresh()
            return False

        return [Worker(name="sign-in-keys", every=REFRESH_SECONDS, round=round_)]

    async def _claims(self, token: str) -> Mapping[str, object]:
        """What a token says whose signature is right; its times are the caller's to check, each time anew."""
        if len(token) > LONGEST_TOKEN:
            raise NotSignedIn("The token is too long.")
        mark = hashlib.sha256(token.encode("utf-8", "surrogateescape")).digest()
        proved = self._proved.get(mark)
        if proved is None or not self.keys.holds(proved.key):
            self._proved.pop(mark, None)
            proved = await self._prove(token)
            while len(self._proved) >= MOST_PROVED:
                del self._proved[next(iter(self._proved))]
            self._proved[mark] = proved
        return proved.claims

    async def _prove(self, token: str) -> _Proved:
        try:
            header = jws.extract_compact(token.encode(), registry=self._registry).headers()
            algorithm, key_id = header.get("alg"), header.get("kid")
            if algorithm not in ALGORITHMS or not isinstance(key_id, str | None):
                raise NotSignedIn("The token is not signed as it must be.")
            key = await self.keys.find(key_id, str(algorithm))
            if key is None:
                raise NotSignedIn("The token is signed with a key that the provider does not have.")
            claims = jwt.decode(token, key, algorithms=[str(algorithm)], registry=self._registry).claims
        except (JoseError, ValueError, TypeError, RecursionError, UnicodeError) as error:
            raise NotSignedIn("The token cannot be verified.") from error
        return _Proved(key, claims)

    def _check_times(self, claims: Mapping[str, object]) -> None:
        now, leeway = self._clock.now().timestamp(), self._config.leeway_seconds
        ends = _instant(claims.get("exp"))
        if ends is None:
            raise NotSignedIn("The token does not say when it ends.")
        if now >= ends + leeway:
            raise NotSignedIn("The token has ended.", expired=True)
        for name in ("nbf", "iat"):
            begins = _instant(claims.get(name))
            if (begins is None and name in claims) or (begins is not None and now < begins - leeway):
                raise NotSignedIn("The token is not valid yet.")


def _instant(value: object) -> float | None:
    """A NumericDate of RFC 7519 §2 in seconds; None when it is none."""
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        return None
    return float(value)


def _at(claims: Mapping[str, object], path: str) -> object:
    """A claim by its name, or inside others by a path with dots. A name may itself hold dots, so it goes first."""
    if path in claims:
        return claims[path]
    found: object = claims
    for part in path.split("."):
        found = found.get(part) if isinstance(found, dict) else None
    return found


def _values(claims: Mapping[str, object], config: SignInConfig) -> Iterator[str]:
    """The values of the roles claim: a list, one value, or several with blanks between them as in ``scope``."""
    told = _at(claims, config.roles_claim)
    if isinstance(told, str):
        yield told
        yield from told.split()
    elif isinstance(told, list):
        yield from (value for value in told if isinstance(value, str))


def _faults(config: SignInConfig) -> Iterator[FieldError]:
    for name in ("issuer", "audience", "subject_claim", "roles_claim"):
        if not getattr(config, name).strip():
            yield FieldError(f"sign_in.{name}", "must not be empty")
    for name in ("issuer", "jwks_url"):
        url = getattr(config, name)
        if url and not safe(url):
            yield FieldError(f"sign_in.{name}", "must be an https address")
    if not config.roles:
        yield FieldError("sign_in.roles", "is empty: nobody could do anything")
    for value, role in config.roles.items():
        if role not in set(Role):
            yield FieldError(f"sign_in.roles.{value}", f"must be one of {', '.join(Role)}")
    if not 0 <= config.leeway_seconds <= 600:
        yield FieldError("sign_in.leeway_seconds", "must be from 0 to 600")


def _trust(ca_file: str, faults: list[FieldError]) -> ssl.SSLContext | None:
    try:
        return ssl.create_default_context(cafile=str(Path(ca_file)) if ca_file else None)
    except (OSError, ssl.SSLError):
        faults.append(FieldError("sign_in.ca_file", f"{ca_file} cannot be read, or holds no certificate"))
        return None
