"""A gateway that writes letters by a real mail relay, with outcomes that ask and hand over: for desks and windows."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import httpx

from tests.gateway.authority import Authority
from tests.gateway.bench import HUB, settings_for
from tests.gateway.messages.post import answer_to, read
from tests.gateway.messages.relay import Relay, config_for, relaying
from tests.gateway.messages.writing import form
from tests.services.world import World, quick_profile
from tests.standin import standin
from triage.gateway.config import Config
from triage.gateway.serve import running
from triage.models.clock import SystemClock
from triage.models.ids import ReportId
from triage.models.profile import Choice, Outcome

ASK = Outcome(key="ask", name="Ask the reporter", digit="6", does="ask", then="awaiting_reporter")
HAND = Outcome(
    key="hand", name="Hand over", digit="7", does="hand_off", then="awaiting_acceptance", receivers=("team", "force")
)
ATTACH = Outcome(key="attach", name="Attach", digit="8", does="attach")


@dataclass
class Outside:
    """A gateway that can write letters, and where they arrive."""

    world: World
    relay: Relay

    async def report(self, submission_id: str = "s-1", **more: Any) -> ReportId:
        answer = await self.world.http.post(
            f"{self.world.gateway.intake}/incidents", content=form(submission_id, **more), headers=HUB
        )
        await self.world.gateway.parts.reader.catch_up()
        return ReportId(answer.json()["data"]["id"])

    async def letter(self) -> EmailMessage:
        """The first letter that leaves; the gateway is woken by what the desk wrote."""
        await asyncio.wait_for(self.relay.got.wait(), 20)
        return self.relay.taken[0]

    async def answered(self, sent: EmailMessage, words: str) -> None:
        parts = self.world.gateway.parts
        assert await parts.messages.replies.take(read(answer_to(sent, words)))
        await parts.reader.catch_up()


@asynccontextmanager
async def outside(home: Path) -> AsyncIterator[Outside]:
    profile = quick_profile()
    profile = replace(
        profile, outcomes=(*profile.outcomes, ASK, HAND, ATTACH), teams=(Choice(key="roads", name="Roads"),)
    )
    authority = Authority(home, "mail")
    async with relaying(authority) as relay:
        config = Config(messages=config_for(relay, authority, home, every_seconds=3600))
        settings = settings_for(f"sqlite:///{home / 'gateway.db'}", profile=profile, config=config)
        with standin(home / "records.db") as records:
            async with running(settings, SystemClock()) as gateway, httpx.AsyncClient(timeout=20) as http:
                yield Outside(World(home, gateway, records, gateway.listen, records, http), relay)
