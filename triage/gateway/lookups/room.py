"""Asking the sources: what may leave, no more often than agreed, each thing once, and yesterday's answer when nobody
answers today.

Answers are kept in the memory of this process only: what was asked about whom is not written down anywhere but in the
audit, which names the report and the source and not the value.
"""

from __future__ import annotations

import asyncio
from collections import OrderedDict, deque
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from triage.gateway.config.lookups import LookupsConfig
from triage.gateway.lookups.provider import NotAsked, Provider, Said
from triage.models.clock import Clock
from triage.models.lookup import About, LookupAnswer, LookupAsk, LookupState

MINUTE = timedelta(minutes=1)
_WITHHELD = {
    About.VEHICLE: "Your force has not allowed registrations to be sent to it.",
    About.PLACE: "Your force has not allowed positions to be sent to it.",
}


@dataclass(frozen=True, slots=True)
class _Kept:
    said: Said
    at: datetime


class Lookups:
    """The sources of this gateway."""

    def __init__(self, providers: Sequence[Provider], config: LookupsConfig, clock: Clock) -> None:
        self.providers = tuple(providers)
        self._config = config
        self._clock = clock
        self._kept: OrderedDict[tuple[str, str], _Kept] = OrderedDict()
        self._under_way: dict[tuple[str, str], asyncio.Lock] = {}
        self._asked: dict[str, deque[datetime]] = {one.name: deque() for one in self.providers}
        self._not_before: dict[str, datetime] = {}

    async def answers(self, asks: Sequence[LookupAsk], kind: str, *, restricted: bool) -> list[LookupAnswer]:
        """Each source's answer to each question of its kind; ``kind`` and ``restricted`` are the report's."""
        withheld = restricted or kind in self._config.withheld_kinds
        pairs = [(ask, one) for ask in dict.fromkeys(asks) for one in self.providers if one.asks is ask.about]
        return list(await asyncio.gather(*(self._answer(ask, one, withheld=withheld) for ask, one in pairs)))

    async def _answer(self, ask: LookupAsk, provider: Provider, *, withheld: bool) -> LookupAnswer:
        plain = provider.plain(ask.value)
        nothing = LookupAnswer(
            about=ask.about, value=ask.value, source=provider.name, state=LookupState.UNAVAILABLE,
            as_of=self._clock.now(),
        )  # fmt: skip
        if withheld:
            return replace(nothing, why="Nothing about this report leaves the force.")
        if ask.about.value not in self._config.may_leave:
            return replace(nothing, why=_WITHHELD[ask.about])
        if not plain:
            return replace(nothing, why="This is not in a form that can be looked up.")
        key = (provider.name, plain)
        lock = self._under_way.setdefault(key, asyncio.Lock())
        try:
            async with lock:  # two desks that ask the same ask once
                return await self._once(nothing, provider, key)
        finally:
            if not lock.locked():
                self._under_way.pop(key, None)

    async def _once(self, nothing: LookupAnswer, provider: Provider, key: tuple[str, str]) -> LookupAnswer:
        kept = self._kept.get(key)
        now = self._clock.now()
        if kept is not None and now - kept.at <= timedelta(minutes=self._config.keep_minutes):
            return _with(nothing, kept)
        old = nothing if kept is None else replace(_with(nothing, kept), stale=True)
        if self._is_too_soon(provider.name, now):
            return replace(old, why=f"{provider.name} has been asked as often as it may be for the moment.")
        try:
            said = await provider.ask(key[1])
        except NotAsked as error:
            if error.wait:
                self._not_before[provider.name] = now + timedelta(seconds=error.wait)
            return replace(old, why=error.why, outside=True)  # it may have left before the line broke
        self._keep(key, _Kept(said, self._clock.now()))
        return replace(_with(nothing, self._kept[key]), outside=True)

    def _is_too_soon(self, name: str, now: datetime) -> bool:
        """Whether the source may not be asked now; takes a turn when it may."""
        asked = self._asked[name]
        while asked and now - asked[0] >= MINUTE:
            asked.popleft()
        if len(asked) >= self._config.per_minute or now < self._not_before.get(name, now):
            return True
        asked.append(now)
        return False

    def _keep(self, key: tuple[str, str], kept: _Kept) -> None:
        self._kept[key] = kept
        self._kept.move_to_end(key)
        while len(self._kept) > max(1, self._config.most_kept):
            self._kept.popitem(last=False)


def _with(nothing: LookupAnswer, kept: _Kept) -> LookupAnswer:
    said = kept.said
    return replace(
        nothing,
        state=LookupState.FOUND if said.found else LookupState.NONE,
        as_of=kept.at,
        level=said.level,
        summary=said.summary,
        details=said.details,
    )
