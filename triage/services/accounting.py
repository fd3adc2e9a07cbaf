"""Runs the account: every page from the gateway, then, when wanted, every records system for every report."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol, runtime_checkable

from triage.models.account import SUPPLEMENT, AccountFile, AccountLine, Contradiction, Difference, Place
from triage.models.balance import Account, Tally
from triage.models.clock import Clock
from triage.models.decision import HANDED_OFF, Reference
from triage.models.ids import ReportId
from triage.models.verdict import Reply
from triage.records.connector import Found, Receipt, RecordsSystem
from triage.services.api.account import AccountApi
from triage.services.filed import ASKED, Filed, file_there

TOGETHER = 8
"""Look-ups at records at the same time: enough to be quick, few enough not to be noticed there."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """``listed``: submissions so far; ``looked_up`` of ``to_look_up`` at records."""

    listed: int
    looked_up: int = 0
    to_look_up: int = 0


@runtime_checkable
class FindsEvery(Protocol):
    """A records system that can say whether it has more than one record of a report."""

    async def find_every(self, external: ReportId) -> Found: ...


Told = Callable[[Progress], None]
Kept = Callable[[AccountLine], None]


class Accounting:
    """``systems``: destination → its connector, as the outbox has them."""

    def __init__(self, api: AccountApi, systems: Mapping[str, RecordsSystem], clock: Clock) -> None:
        self._api = api
        self._systems = systems
        self._clock = clock

    async def run(
        self,
        *,
        since: datetime | None = None,
        until: datetime | None = None,
        records: bool = False,
        told: Told = lambda _progress: None,
        kept: Kept = lambda _line: None,
    ) -> Account:
        """The whole account. ``told`` hears how far it is, ``kept`` is given every line. Cancelling it harms nothing.

        Raises:
            KnownError: the gateway cannot be reached, or the role may not (403).
        """
        tally, after = Tally(since), ""
        while True:
            page = await self._api.page(since=since, until=until, after=after)
            tally.take(page)
            for line in page.items:
                kept(line)
            told(Progress(listed=tally.listed))
            if page.next is None:
                break
            after, until = page.next, page.until
        if not records:
            return tally.close()
        found, asked, unanswered = await self._compare(tally, told)
        filed = await self._filed(tally)
        return tally.close(
            (*found, *filed.differences),
            looked_up=asked + filed.asked,
            unanswered=unanswered + filed.unanswered,
            seen=filed.seen,
        )

    async def _filed(self, tally: Tally) -> Filed:
        """Every file that may be at a record, where it can be asked for."""
        filed = Filed()
        wanted = [(line, file) for line in tally.filed for file in line.files if self._can_say(file)]
        for start in range(0, len(wanted), TOGETHER):
            some = wanted[start : start + TOGETHER]
            told = await asyncio.gather(*(self._there(line, file) for line, file in some))
            for (line, file), there in zip(some, told, strict=True):
                delay = self._systems[file.destination].index_delay
                filed.take(line, file, there, fresh=tally.until - line.since < delay)
        return filed

    async def _there(self, line: AccountLine, file: AccountFile) -> bool | None:
        return await file_there(self._systems[file.destination], line, file)

    def _can_say(self, file: AccountFile) -> bool:
        """Through the gateway files are not asked for: it tells itself what it brought there."""
        system = self._systems.get(file.destination)
        askable = file.place in ASKED and bool(file.sha256 and file.record_ids)
        return askable and system is not None and system.can.finds_files and not system.can.has_files

    async def _compare(self, tally: Tally, told: Told) -> tuple[list[Difference], int, int]:
        """Every report at every destination; differences, look-ups made, and those without an answer."""
        wanted = [(line, name) for line in tally.newest.values() for name in self._systems]
        differences: list[Difference] = []
        done = unanswered = 0
        async for some in self._asked(wanted):
            for one in some:
                done += 1
                if one is None:
                    unanswered += 1
                else:
                    differences += one
            told(Progress(listed=tally.listed, looked_up=done, to_look_up=len(wanted)))
        return differences, done, unanswered

    async def _asked(
        self, wanted: Sequence[tuple[AccountLine, str]]
    ) -> AsyncIterator[list[Sequence[Difference] | None]]:
        for start in range(0, len(wanted), TOGETHER):
            some = wanted[start : start + TOGETHER]
            yield await asyncio.gather(*(self._one(line, self._systems[name]) for line, name in some))

    async def _one(self, line: AccountLine, system: RecordsSystem) -> Sequence[Difference] | None:
        receipts = await _receipts(system, line.report_id)
        if receipts is None:
            return None
        fresh = self._clock.now() - line.since < system.index_delay
        return compared(line, system.name, receipts, fresh=fresh)


async def _receipts(system: RecordsSystem, report_id: ReportId) -> Sequence[Receipt] | None:
    """What it has of the report; None when it gave no answer that says so."""
    if isinstance(system, FindsEvery):
        found = await system.find_every(report_id)
        return found.receipts if _says(found.outcome) else None
    exchange = await system.find_by_external(report_id)
    if exchange.receipt is not None:
        return (exchange.receipt,)
    return () if _says(exchange.outcome) else None


def _says(outcome: object) -> bool:
    return isinstance(outcome, Reply) and outcome.status == 200 and outcome.expected_type


def compared(line: AccountLine, system: str, receipts: Sequence[Receipt], *, fresh: bool) -> Sequence[Difference]:
    """What the gateway's line and one records system cannot both mean. ``fresh``: a look-up may still miss it."""
    ours = {one.reference: one for one in line.references if _made_by(one, system)}
    theirs = {entry.reference for receipt in receipts for entry in receipt.references}
    this: dict[str, Any] = {
        "report_id": line.report_id,
        "version": line.version,
        "destination": system,
        "at": line.since,
    }
    named = tuple(
        Reference(deliverable="", destination=system, reference=reference) for reference in sorted(theirs | ours.keys())
    )
    if len(receipts) > 1:
        return (Difference(kind=Contradiction.TWICE_AT_RECORDS, references=named, **this),)
    if ours and not receipts:
        kind = Contradiction.NOT_AT_RECORDS
        return () if fresh else (Difference(kind=kind, references=tuple(ours.values()), **this),)
    if receipts and not ours:
        on_its_way = line.place is Place.BEGUN
        kind = Contradiction.AT_RECORDS_NOT_SETTLED
        return () if on_its_way else (Difference(kind=kind, references=named, **this),)
    if ours.keys() != theirs:
        return (Difference(kind=Contradiction.OTHER_AT_RECORDS, references=named, **this),)
    return ()


def _made_by(one: Reference, system: str) -> bool:
    """Whether it names a record that was made for the report there. What was added to belongs to another report, and
    what dispatch gave by voice (F9) was made by a person there, without our reference."""
    made = bool(one.record_id) and one.deliverable != SUPPLEMENT
    return made and one.destination == system and not one.deliverable.startswith(HANDED_OFF)
