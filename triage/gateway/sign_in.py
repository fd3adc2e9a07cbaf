"""Who an access token of the force's OpenID provider speaks for (RFC 7519, RFC 9068, RFC 8725).

The signature by the provider's keys, issuer, audience and times are all checked here; only the hash of a token is kept.
"""

from __future__ import annotations

import hashlib
import ssl
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from triage.gateway.config import SignInConfig
from triage.gateway.credentials import Role, Subject, strongest
from triage.gateway.jwks import Keys
from triage.gateway.workers import Worker
from triage.models.clock import Clock
from triage.models.errors import FieldError, InputError, KnownError
from triage.tokens.keys import PublicKey, safe
from triage.tokens.proof import Claims, Unproved, check_access, check_times, claims_of, header_of, is_for

LONGEST_SUBJECT = 200
MOST_PROVED = 4096
"""Tokens whose signature is not worked out again with every call; only their hashes are kept."""
REFRESH_SECONDS = 60.0


class NoRole(KnownError):
    """The token proves who is calling, but nobody has given that person a role here."""


@dataclass(frozen=True, slots=True)
class _Proved:
    """A token whose signature was right by this key; good for as long as the provider has the key."""

    key: PublicKey
    claims: Claims


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
        self._proved: dict[bytes, _Proved] = {}
        self.keys = Keys(config, clock, context)

    async def subject(self, token: str) -> Subject:
        """Who the token speaks for.

        Raises:
            Unproved: forged, for somebody else, too old or too new.
            NoRole: genuine, but without a role here.
            ProviderAway: the provider's keys were never heard.
        """
        claims = await self._claims(token)
        check_times(claims, self._clock.now().timestamp(), self._config.leeway_seconds)
        if claims.get("iss") != self._config.issuer:
            raise Unproved("The token is another provider's.")
        if not is_for(claims, self._config.audience):
            raise Unproved("The token is for another service.")
        name = _at(claims, self._config.subject_claim)
        if not isinstance(name, str) or not 0 < len(name) <= LONGEST_SUBJECT or not name.isprintable():
            raise Unproved("The token does not say whose it is.")
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

    async def _claims(self, token: str) -> Claims:
        """What a token says whose signature is right; its times are the caller's to check, each time anew."""
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
        header = header_of(token)
        key = await self.keys.find(header.key_id, header.algorithm)
        if key is None:
            raise Unproved("The token is signed with a key that the provider does not have.")
        claims = claims_of(token, key, header.algorithm)
        check_access(header, claims)
        return _Proved(key, claims)


def _at(claims: Claims, path: str) -> object:
    """A claim by its name, or inside others by a path with dots. A name may itself hold dots, so it goes first."""
    if path in claims:
        return claims[path]
    found: object = claims
    for part in path.split("."):
        found = found.get(part) if isinstance(found, dict) else None
    return found


def _values(claims: Claims, config: SignInConfig) -> Iterator[str]:
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
