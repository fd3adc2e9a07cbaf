"""A person's session with the gateway: an access token that is fresh whenever it is asked for.

Refresh tokens rotate: each use gives a new one, which is kept before it is needed. When the provider refuses, the
person has to sign in again; until then nothing is sent, and nothing is lost (operations wait as HELD(auth)).
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Protocol

from triage.models.clock import Clock
from triage.services.api.client import MustSignIn
from triage.services.api.openid import ProviderAway, ProviderRefused, TokenAnswer
from triage.services.hub import Hub, SignInChanged
from triage.services.sign_in.identity import Identity
from triage.tokens.proof import Unproved

EARLY = timedelta(seconds=60)
"""A token is renewed so long before its end: a call must not end on its way."""
ASK_AGAIN = timedelta(seconds=15)
"""Between two questions to a provider that is away."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pass:
    """What a sign-in gave. ``access`` is "" when only the refresh token was kept (a start without the provider)."""

    refresh: str = field(repr=False)
    identity: str = field(default="", repr=False)
    access: str = field(default="", repr=False)
    ends: datetime | None = None


class Renews(Protocol):
    """Gives new tokens for a refresh token (`OpenId`). ``host``: what it is called where people read about it."""

    @property
    def host(self) -> str: ...

    async def refresh(self, token: str) -> TokenAnswer: ...


class Reads(Protocol):
    """Reads who an id token is about (`Identities`)."""

    async def read(self, token: str, *, nonce: str | None) -> Identity: ...


Keep = Callable[[Pass], Awaitable[None]]
"""Writes a pass down, before anybody uses it: a rotated refresh token that is lost ends the session."""


class Session:
    """Tokens of one person, as `Client` asks for them."""

    def __init__(
        self, given: Pass, who: Identity, provider: Renews, identities: Reads, clock: Clock, hub: Hub, keep: Keep
    ) -> None:
        self.who = who
        self._pass = given
        self._provider = provider
        self._identities = identities
        self._clock = clock
        self._hub = hub
        self._keep = keep
        self._renewing = asyncio.Lock()
        self._refused = ""
        self._asked: datetime | None = None
        self.ended = False

    @property
    def identity_token(self) -> str:
        """The last id token: the hint by which the provider knows whose session to end."""
        return self._pass.identity

    @property
    def refresh_token(self) -> str:
        return self._pass.refresh

    async def token(self) -> str:
        """An access token that holds for a while yet.

        Raises:
            MustSignIn: the provider accepts this session no more.
            ProviderAway: a new token is needed and the provider cannot be asked.
        """
        if self._good():
            return self._pass.access
        async with self._renewing:
            if not self._good():
                await self._renew()
        return self._pass.access

    def refused(self, token: str) -> None:
        """The gateway did not accept this token: it is not offered again."""
        self._refused = token

    async def take(self, given: Pass) -> None:
        """The person has signed in again."""
        async with self._renewing:
            await self._take(given)

    def _good(self) -> bool:
        held = self._pass
        if self.ended or not held.access or held.access == self._refused or held.ends is None:
            return False
        return self._clock.now() < held.ends - EARLY

    async def _renew(self) -> None:
        if self.ended or not self._pass.refresh:
            self._end()
            raise MustSignIn
        now = self._clock.now()
        if self._asked is not None and now - self._asked < ASK_AGAIN:
            raise ProviderAway(self._provider.host, "it was asked a moment ago")
        self._asked = now
        try:
            answer = await self._provider.refresh(self._pass.refresh)
            await self._same_person(answer)
        except (ProviderRefused, Unproved) as error:
            self._end()
            raise MustSignIn from error
        await self._take(pass_of(answer, self._clock.now(), before=self._pass))

    async def _same_person(self, answer: TokenAnswer) -> None:
        """A refresh may come with an id token, which must be about the same person (OpenID Connect Core §12.2)."""
        if answer.identity:
            who = await self._identities.read(answer.identity, nonce=None)
            if who.subject != self.who.subject:
                raise Unproved("The new token is another person's.")

    async def _take(self, given: Pass) -> None:
        self._pass = given
        self._refused, self._asked = "", None
        await self._keep(given)
        if self.ended:
            self.ended = False
            self._hub.publish(SignInChanged(signed_in=True))

    def _end(self) -> None:
        if not self.ended:
            self.ended = True
            self._hub.publish(SignInChanged(signed_in=False))


def pass_of(answer: TokenAnswer, now: datetime, before: Pass | None = None) -> Pass:
    """What is kept of an answer; a provider that does not rotate leaves the refresh token as it was."""
    return Pass(
        refresh=answer.refresh or (before.refresh if before else ""),
        identity=answer.identity or (before.identity if before else ""),
        access=answer.access,
        ends=now + timedelta(seconds=answer.seconds),
    )
