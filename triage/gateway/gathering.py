"""Who comes while others are being stored is stored with all who came meanwhile, in one transaction.

There is no task behind it and nothing to stop: one of those who wait flies for all, and when it has landed the next one
goes. One flight is under way at a time, so nobody waits longer than for that and for its own.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Hashable, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Generic, TypeVar

from triage.gateway.database import DatabaseDown, is_unreachable

MOST = 64
"""Seats of a flight."""
Item = TypeVar("Item")
Result = TypeVar("Result")


class _Word(Enum):
    GO = "store for all who wait"
    ALONE = "be stored by yourself"


@dataclass(slots=True, eq=False)
class _Waiting(Generic[Item, Result]):
    """``told``: what came of it. It stays in the queue until it has been told, so a flight that is broken off loses
    nobody.
    """

    item: Item
    told: asyncio.Future[Result | _Word]
    goes: bool = False

    def tell(self, what: Result | _Word) -> None:
        if not self.told.done():
            self.told.set_result(what)

    def fail(self, cause: BaseException | None) -> None:
        if not self.told.done():
            error = DatabaseDown()
            error.__cause__ = cause
            self.told.set_exception(error)


class Gathering(Generic[Item, Result]):
    """``together`` stores several, all or none, and gives each its result, or None: to be stored alone after all.
    ``alone`` stores one; storing one twice must change nothing. Of two with the same ``key`` the second waits for a
    later flight.
    """

    def __init__(
        self,
        together: Callable[[Sequence[Item]], Awaitable[Sequence[Result | None]]],
        alone: Callable[[Item], Awaitable[Result]],
        key: Callable[[Item], Hashable],
    ) -> None:
        self._together = together
        self._alone = alone
        self._key = key
        self._queue: list[_Waiting[Item, Result]] = []
        self._flying = False

    async def store(self, item: Item) -> Result:
        """Store it, with others or alone; when this returns it is committed. Each is told its own fault only.

        Raises:
            DatabaseDown: it was not stored; and whatever ``alone`` raises.
        """
        mine: _Waiting[Item, Result] = _Waiting(item, asyncio.get_running_loop().create_future())
        self._queue.append(mine)
        self._next()
        try:
            told = await mine.told
            if told is _Word.GO:
                told = await self._fly(mine)
        finally:
            if mine.goes:
                self._flying = False
                self._next()
        return await self._alone(item) if isinstance(told, _Word) else told

    def _next(self) -> None:
        """Let the first who waits go, unless somebody flies."""
        if self._flying:
            return
        self._queue = [one for one in self._queue if not one.told.done()]
        if self._queue:
            self._flying = self._queue[0].goes = True
            self._queue[0].tell(_Word.GO)

    async def _fly(self, mine: _Waiting[Item, Result]) -> Result | _Word:
        await asyncio.sleep(0)  # who came by the same look at the network comes along
        others = self._boarding(mine)
        if not others:
            return await self._alone(mine.item)
        try:
            first, *results = await self._together([mine.item, *(one.item for one in others)])
        except DatabaseDown as error:
            if is_unreachable(error):  # it would be for each of them
                for one in others:
                    one.fail(error.__cause__)
                raise
            first, results = None, [None] * len(others)
        except Exception:
            first, results = None, [None] * len(others)
        for one, result in zip(others, results, strict=True):
            one.tell(_Word.ALONE if result is None else result)
        return _Word.ALONE if first is None else first

    def _boarding(self, mine: _Waiting[Item, Result]) -> list[_Waiting[Item, Result]]:
        keys = {self._key(mine.item)}
        found: list[_Waiting[Item, Result]] = []
        for one in self._queue:
            key = self._key(one.item)
            if len(found) < MOST - 1 and not one.told.done() and key not in keys:
                keys.add(key)
                found.append(one)
        return found
