"""Looking up for the desk: through the gateway, and an answer also when nobody could be asked."""

from __future__ import annotations

from triage.models.clock import Clock
from triage.models.errors import KnownError
from triage.models.ids import ReportId
from triage.models.lookup import LookupAnswer, LookupAsk, LookupState
from triage.services.api.lookups import LookupsApi

NOBODY = "Look-ups"
"""The source of an answer that says that nobody could be asked."""


class Lookups:
    def __init__(self, api: LookupsApi, clock: Clock) -> None:
        self._api = api
        self._clock = clock

    async def ask(self, report_id: ReportId, asks: tuple[LookupAsk, ...]) -> tuple[LookupAnswer, ...]:
        """An answer for each question, at least one that says why there is none."""
        try:
            found = await self._api.ask(report_id, asks)
            why = "Your force has set up no source for this."
        except KnownError as error:
            found, why = (), error.what
        answered = {(one.about, one.value) for one in found}
        return (*found, *(self._none(ask, why) for ask in asks if (ask.about, ask.value) not in answered))

    def _none(self, ask: LookupAsk, why: str) -> LookupAnswer:
        return LookupAnswer(
            about=ask.about,
            value=ask.value,
            source=NOBODY,
            state=LookupState.UNAVAILABLE,
            as_of=self._clock.now(),
            why=why,
        )
