"""Who an id token says has signed in (OpenID Connect Core 1.0 §3.1.3.7)."""

from __future__ import annotations

from dataclasses import dataclass

from triage.models.clock import Clock
from triage.models.sign_in import SignInSettings
from triage.services.api.openid import OpenId
from triage.tokens.keys import PublicKey, pick
from triage.tokens.proof import ID_TYPES, Claims, Header, Unproved, check_times, claims_of, header_of, is_for

LEEWAY_SECONDS = 300.0
"""A workstation's clock is less well kept than a server's."""
LONGEST = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Identity:
    """``subject`` is the provider's own name for the person and never changes; ``name`` is for the screen."""

    issuer: str
    subject: str
    name: str


class Identities:
    """Reads id tokens of one provider."""

    def __init__(self, settings: SignInSettings, provider: OpenId, clock: Clock) -> None:
        self._settings = settings
        self._provider = provider
        self._clock = clock

    async def read(self, token: str, *, nonce: str | None) -> Identity:
        """``nonce``: that of the try it answers; None for one that came by a refresh, which has none of its own.

        Raises:
            Unproved: forged, somebody else's, old, or for another try.
            ProviderAway: the provider's keys cannot be had.
        """
        if not token:
            raise Unproved("The sign-in service did not say who has signed in.")
        header = header_of(token)
        if header.kind not in ID_TYPES:
            raise Unproved("The token does not tell who has signed in.")
        claims = claims_of(token, await self._key(header), header.algorithm)
        self._check(claims, nonce)
        subject = claims.get("sub")
        if not isinstance(subject, str) or not 0 < len(subject) <= LONGEST or not subject.isprintable():
            raise Unproved("The token does not say whose it is.")
        return Identity(issuer=self._settings.issuer, subject=subject, name=_name(claims) or subject)

    def _check(self, claims: Claims, nonce: str | None) -> None:
        check_times(claims, self._clock.now().timestamp(), LEEWAY_SECONDS)
        if claims.get("iss") != self._settings.issuer:
            raise Unproved("The token is another provider's.")
        client = self._settings.client_id
        if not is_for(claims, client) or claims.get("azp", client) != client:
            raise Unproved("The token is for another program.")
        if nonce is not None and claims.get("nonce") != nonce:
            raise Unproved("The token is the answer to another sign-in.")

    async def _key(self, header: Header) -> PublicKey:
        key = pick(await self._provider.keys(), header.key_id, header.algorithm)
        if key is None:  # the provider has changed its keys since
            key = pick(await self._provider.keys(anew=True), header.key_id, header.algorithm)
        if key is None:
            raise Unproved("The token is signed with a key that the provider does not have.")
        return key


def _name(claims: Claims) -> str:
    for claim in ("name", "preferred_username", "email"):
        told = claims.get(claim)
        if isinstance(told, str) and told.strip() and told.isprintable():
            return told.strip()[:LONGEST]
    return ""
