"""A desktop's sign-in against a real provider, the browser played by HTTP."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime

from tests.openid.browser import Browser
from tests.openid.provider import CLIENT, OpenIdProvider
from triage.models.clock import Clock, SystemClock
from triage.models.sign_in import SignInSettings
from triage.services.api.openid import OpenId
from triage.services.hub import Hub
from triage.services.sign_in.flow import Flow, SignedIn
from triage.services.sign_in.session import Pass, Session
from triage.services.tasks import Tasks


class AheadClock:
    """The true time and then some: what lies ahead of a real provider cannot be waited for."""

    def __init__(self) -> None:
        self.ahead = 0.0

    def now(self) -> datetime:
        from datetime import timedelta

        return SystemClock().now() + timedelta(seconds=self.ahead)

    def counter(self) -> float:
        return SystemClock().counter()


@dataclass
class Place:
    """``kept``: every pass that was written down, the newest last."""

    flow: Flow
    hub: Hub
    tasks: Tasks
    clock: Clock
    kept: list[Pass] = field(default_factory=list)

    async def sign_in(self, browser: Browser) -> SignedIn:
        """Sign in through this browser; what the desktop's page said must be good news."""

        async def through(address: str) -> None:
            page = await browser.come_back(address)
            assert "You are signed in" in page.text

        return await self.flow.sign_in(self.opening(through))

    def opening(self, visit: Callable[[str], object]) -> Callable[[str], None]:
        """A `show` that sends the browser on its way while the flow waits."""

        def show(address: str) -> None:
            self.tasks.spawn("browser", visit(address))  # type: ignore[arg-type]

        return show

    def session(self, signed: SignedIn) -> Session:
        async def keep(given: Pass) -> None:
            self.kept.append(given)

        flow = self.flow
        return Session(signed.given, signed.who, flow.provider, flow.identities, self.clock, self.hub, keep)


def settings_of(idp: OpenIdProvider, **changes: object) -> SignInSettings:
    told: dict[str, object] = {
        "issuer": idp.issuer,
        "client_id": CLIENT,
        "resource": idp.audience,
        "scope": "openid profile offline_access work",
        "prompt": "consent",
        **changes,
    }
    return SignInSettings(**told)  # type: ignore[arg-type]


@asynccontextmanager
async def place_for(idp: OpenIdProvider, clock: Clock | None = None, **changes: object) -> AsyncIterator[Place]:
    hub = Hub()
    tasks, settings, told = Tasks(hub), settings_of(idp), clock or SystemClock()
    provider = OpenId(settings)
    try:
        yield Place(Flow(settings, provider, told, tasks, **changes), hub, tasks, told)  # type: ignore[arg-type]
    finally:
        await tasks.close()
        await provider.aclose()
