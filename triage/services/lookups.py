"""Looking up for the desk: outside the force through the gateway, in the force's records through their connectors, and
an answer also when nobody could be asked."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from triage.models.clock import Clock
from triage.models.errors import KnownError
from triage.models.ids import ReportId
from triage.models.lookup import About, LookupAnswer, LookupAsk, LookupState
from triage.models.profile import Profile
from triage.records.connector import RecordsSystem
from triage.services.api.lookups import LookupsApi
from triage.services.records_lookups import ask_records

NOBODY = "Look-ups"
"""The source of an answer that says that nobody could be asked."""
OUTSIDE = frozenset({About.VEHICLE, About.PLACE})


class Lookups:
    def __init__(
        self,
        api: LookupsApi,
        systems: Mapping[str, RecordsSystem],
        profile: Callable[[], Profile],
        clock: Clock,
    ) -> None:
        self._api = api
        self._systems = systems
        self._profile = profile
        self._clock = clock

    async def ask(self, report_id: ReportId, asks: tuple[LookupAsk, ...]) -> tuple[LookupAnswer, ...]:
        """Answers from outside the force: one at least for each question of that kind, which says why there is none."""
        outside = tuple(ask for ask in asks if ask.about in OUTSIDE)
        if not outside:
            return ()
        try:
            found = await self._api.ask(report_id, outside)
            why = "Your force has set up no source for this."
        except KnownError as error:
            found, why = (), error.what
        answered = {(one.about, one.value) for one in found}
        return (*found, *(self._none(ask, why) for ask in outside if (ask.about, ask.value) not in answered))

    async def ask_records(self, report_id: ReportId, asks: tuple[LookupAsk, ...]) -> tuple[LookupAnswer, ...]:
        """Answers of the force's own records."""
        return await ask_records(self._profile(), self._systems, report_id, asks, self._clock.now())

    def _none(self, ask: LookupAsk, why: str) -> LookupAnswer:
        return LookupAnswer(
            about=ask.about,
            value=ask.value,
            source=NOBODY,
            state=LookupState.UNAVAILABLE,
            as_of=self._clock.now(),
            why=why,
        )
