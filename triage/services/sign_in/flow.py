"""Signing in from the first key to the tokens: browser out, answer back, code redeemed, person read."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass

from triage.models.clock import Clock
from triage.models.errors import KnownError
from triage.models.sign_in import SignInSettings
from triage.services.api.openid import OpenId
from triage.services.sign_in.attempt import Attempt
from triage.services.sign_in.identity import Identities, Identity
from triage.services.sign_in.loopback import Loopback
from triage.services.sign_in.session import Pass, pass_of
from triage.services.tasks import Tasks

PATIENCE_SECONDS = 300.0
"""So long a browser may take to come back."""


class NobodyCame(KnownError):
    """The browser did not come back in time."""

    def __init__(self) -> None:
        super().__init__("Nobody signed in within five minutes.", "Start again when you are ready.")


@dataclass(frozen=True, slots=True, kw_only=True)
class SignedIn:
    """Who has signed in just now, and with what."""

    who: Identity
    given: Pass


class Flow:
    """Signs people in at one provider. Cancel the task that awaits `sign_in` to give up; the port is closed then."""

    def __init__(
        self,
        settings: SignInSettings,
        provider: OpenId,
        clock: Clock,
        tasks: Tasks,
        *,
        patience_seconds: float = PATIENCE_SECONDS,
    ) -> None:
        self.settings = settings
        self.provider = provider
        self.identities = Identities(settings, provider, clock)
        self._clock = clock
        self._tasks = tasks
        self._patience = patience_seconds

    async def sign_in(self, show: Callable[[str], None], *, again: bool = False) -> SignedIn:
        """``show`` is given the address for the browser. ``again``: the provider asks even whom it knows.

        Raises:
            ProviderAway: it cannot be reached.
            ProviderRefused, AnswerRefused, Unproved: the sign-in does not count, and why.
            NobodyCame: the browser did not come back.
        """
        endpoints = await self.provider.endpoints()
        loopback = Loopback(self._tasks)
        try:
            attempt = Attempt(redirect=await loopback.open())
            show(attempt.address(endpoints, self.settings, again=again))
            try:
                async with asyncio.timeout(self._patience):
                    answer = await loopback.answer(attempt.belongs)
            except TimeoutError as error:
                raise NobodyCame from error
        finally:
            await loopback.close()
        given = await self.provider.redeem(attempt.code(answer, endpoints), attempt.verifier, attempt.redirect)
        who = await self.identities.read(given.identity, nonce=attempt.nonce)
        return SignedIn(who=who, given=pass_of(given, self._clock.now()))
