"""One workstation that several people share: a real provider, a real gateway that believes it, real records."""

from __future__ import annotations

import random
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from tests.openid.browser import Browser
from tests.openid.provider import OpenIdProvider
from tests.services.sign_in.desk_sign_in import AheadClock, Place, place_for, settings_of
from tests.services.world import World, world
from triage.gateway.config import Config, LimitsConfig, SignInConfig
from triage.gateway.credentials import TokenBook
from triage.services.desk import Desk
from triage.services.secret import OpenedKey
from triage.services.sign_in.entrance import Entered, Entrance
from triage.services.sign_in.flow import SignedIn
from triage.settings import KeyKind

ROLES = {"desk-handler": "handler", "desk-supervisor": "supervisor"}
SECRET = "a secret of ann's"


@dataclass
class Station:
    """``key_source``: how its people's stores are kept."""

    world: World
    place: Place
    idp: OpenIdProvider
    clock: AheadClock
    key_source: KeyKind = "training-file"

    def entrance(self) -> Entrance:
        """As after a start of the program."""
        settings = self.world.settings(token="", handler_id="", handler_name="", key_source=self.key_source)
        settings = replace(settings, sign_in=settings_of(self.idp))
        return Entrance(settings, self.place.flow, self.clock)

    async def signed(self, person: str) -> SignedIn:
        async with Browser(person) as browser:
            return await self.place.sign_in(browser)

    async def enter(self, person: str, secret: str = "") -> Entered:
        entrance, signed = self.entrance(), await self.signed(person)
        return await entrance.enter(await entrance.place_of(signed), signed, secret)

    async def again(self, entered: Entered, person: str) -> None:
        """Somebody signs in at a desk whose session has ended."""
        async with Browser(person) as browser:
            await self.entrance().again(entered, self.place.opening(browser.come_back))

    @asynccontextmanager
    async def desk(self, entered: Entered) -> AsyncIterator[Desk]:
        desk = await Desk.open(
            entered.settings,
            key=OpenedKey(entered.key),
            tokens=entered.session,
            hub=entered.hub,
            clock=self.clock,
            rng=random.Random(7),
        )
        try:
            await desk.start()
            yield desk
        finally:
            await desk.stop()


@asynccontextmanager
async def station(home: Path, idp: OpenIdProvider, key_source: KeyKind = "training-file") -> AsyncIterator[Station]:
    clock = AheadClock()
    sign_in = SignInConfig(issuer=idp.issuer, audience=idp.audience, roles_claim="realm_access.roles", roles=ROLES)
    config = Config(sign_in=sign_in, limits=LimitsConfig(calls_per_minute=0))
    async with (
        world(home, clock=clock, tokens=TokenBook(), config=config) as made,
        place_for(idp, clock) as place,
    ):
        yield Station(made, place, idp, clock, key_source)
