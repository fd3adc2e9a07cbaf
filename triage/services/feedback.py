"""What reviewers told us about our decisions: asked for now and then, read here, answered once.

Nothing of it is kept on the workstation: it is the gateway's, and goes there with its report.
"""

from __future__ import annotations

import asyncio
from contextlib import suppress
from dataclasses import replace

from triage.models.errors import KnownError
from triage.models.quality import Feedback
from triage.services.api.quality import QualityApi
from triage.services.conflicts import reason_of
from triage.services.hub import FeedbackHeard
from triage.services.workplace import Workplace

ASK_EVERY = 300.0


class FeedbackInbox:
    """``items``: the newest first, as last heard; None before anything was."""

    def __init__(self, place: Workplace, api: QualityApi) -> None:
        self._hub, self._clock = place.hub, place.clock
        self._api = api
        self.items: tuple[Feedback, ...] | None = None

    @property
    def unread(self) -> int:
        return sum(1 for one in self.items or () if one.review.read_at is None)

    async def run(self) -> None:
        while True:
            with suppress(KnownError):  # away, or an older gateway: asked again
                await self.ask()
            await asyncio.sleep(ASK_EVERY)

    async def ask(self) -> tuple[Feedback, ...]:
        """What there is now; raises KnownError without a word from the gateway."""
        self._take(await self._api.feedback())
        return self.items or ()

    async def read(self, number: int) -> None:
        """We looked at it; where that cannot be told now, it stays unread."""
        with suppress(KnownError):
            await self._api.read(number)
            now = self._clock.now()
            self._take(
                tuple(
                    replace(one, review=replace(one.review, read_at=one.review.read_at or now))
                    if one.review.number == number
                    else one
                    for one in self.items or ()
                )
            )

    async def reply(self, number: int, words: str) -> None:
        """Answer it; raises KnownError when that was not done."""
        told = await self._api.reply(number, reason_of(words, "Write your answer first."))
        self._take(tuple(told if one.review.number == number else one for one in self.items or ()))

    def _take(self, items: tuple[Feedback, ...]) -> None:
        before, self.items = self.items or (), items
        if items != before:
            self._hub.publish(FeedbackHeard())
