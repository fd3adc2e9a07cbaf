"""What supervisors said of our work, told at once: why a report was taken back, approved, refused, or how to go on.

The gateway keeps it until it is read here. It is asked for when the feed moves a report of ours, and now and then.
"""

from __future__ import annotations

import asyncio
from contextlib import suppress
from dataclasses import replace
from datetime import datetime

from sqlalchemy import Connection, select

from triage.models.caller import name_words
from triage.models.errors import KnownError
from triage.models.ids import ReportId
from triage.models.supervising import Said, SaidKind
from triage.services import snapshot, work
from triage.services.api.supervising import SupervisingApi
from triage.services.hub import Level, Notice, ReportsChanged
from triage.services.renewals import Renewals
from triage.services.tables import PLACED, WORK
from triage.services.workplace import Workplace

ASK_EVERY = 60.0
PAUSE = 1.0
"""Seconds at least between two rounds, however fast the feed brings pages."""
_GONE = frozenset({SaidKind.TAKEN_BACK, SaidKind.TAKEN_OVER})
_LEVELS: dict[SaidKind, Level] = {
    SaidKind.APPROVED: "info",
    SaidKind.ASSIGNED: "info",
    SaidKind.TAKEN_IN: "info",
}
_WORDS: dict[SaidKind, str] = {
    # {by}: the supervisor; {whose}: "your" or "tom's"; {to}: "you" or "tom"; {on}: " on “Theft”", or nothing
    SaidKind.TAKEN_BACK: "{by} took {it} back from {to}",
    SaidKind.TAKEN_OVER: "{by} took {it} over from {to}",
    SaidKind.ASSIGNED: "{by} gave {it} to {to}",
    SaidKind.APPROVED: "{by} approved {whose} decision{on}",
    SaidKind.REFUSED: "{by} refused {whose} decision{on}",
    SaidKind.ANSWERED: "{by} answers {to}{on}",
    SaidKind.DECLINED: "{by} did not take what {to} proposed{on}",
    SaidKind.TAKEN_IN: "{by} took in what {to} proposed{on}",
}


def said_words(said: Said, title: str, *, me: str) -> str:
    """ "S. Ahmed refused your decision on “Theft”: Ask who saw it." ``title``: "" beside the report itself."""
    mine = said.to == me
    told = _WORDS[said.kind].format(
        by=name_words(said.by),
        it=f"“{title}”" if title else "this report",
        on=f" on “{title}”" if title else "",
        to="you" if mine else name_words(said.to),
        whose="your" if mine else f"{name_words(said.to)}'s",
    )
    return f"{told}: {said.words}" if said.words else f"{told}."


class Sayings:
    """``items``: what was said to us and is not read, or was read lately, the newest first."""

    def __init__(self, place: Workplace, api: SupervisingApi, renewals: Renewals) -> None:
        self._store = place.store
        self._hub = place.hub
        self._me = place.me
        self._clock = place.clock
        self._api = api
        self._renewals = renewals
        self._told: set[int] = set()
        self._reading: set[int] = set()
        self._read: dict[int, datetime] = {}
        self._moved: set[ReportId] = set()
        self._many = False
        self._wake = asyncio.Event()
        self.items: tuple[Said, ...] = ()
        place.hub.subscribe(ReportsChanged, self._heard)

    async def run(self) -> None:
        while True:
            with suppress(KnownError):  # away, or an older gateway: asked again
                await self.round()
            await asyncio.sleep(PAUSE)
            await self._changed()

    async def round(self) -> None:
        """Look into leases that others ended, and ask what was said.

        Raises:
            KnownError: no word from the gateway.
        """
        for report_id in await self._store.read(self._doubtful):
            await self._renewals.suspect(report_id)
        # An answer that was under way while words were read does not know it yet.
        self._take(await self._api.said())
        fresh = [said for said in reversed(self.items) if said.seen_at is None and said.number not in self._told]
        for said in fresh:
            self._told.add(said.number)
            await self._tell(said)

    def of_report(self, report_id: ReportId) -> tuple[Said, ...]:
        """What was said to us about this report."""
        return tuple(said for said in self.items if said.report_id == report_id)

    async def read(self, report_id: ReportId) -> None:
        """We opened the report, with the words above it."""
        for said in self.of_report(report_id):
            if said.seen_at is None and said.number not in self._reading:
                await self._tell_read(said.number)

    async def _tell_read(self, number: int) -> None:
        """Once for each: what is read is an audit line at the gateway."""
        self._reading.add(number)
        try:
            with suppress(KnownError):  # it is told again next time
                await self._api.seen(number)
                self._read[number] = self._clock.now()
                self._take(self.items)
        finally:
            self._reading.discard(number)

    def _take(self, items: tuple[Said, ...]) -> None:
        read = self._read
        self.items = tuple(
            replace(said, seen_at=read[said.number]) if said.seen_at is None and said.number in read else said
            for said in items
        )

    async def _tell(self, said: Said) -> None:
        def read(conn: Connection) -> tuple[str, bool]:
            summary = snapshot.summary_of(conn, said.report_id)
            return summary.title if summary else "", work.draft_of(conn, said.report_id) is not None

        title, kept = await self._store.read(read)
        gone = said.kind in _GONE
        do = "What you wrote is kept here." if gone and kept else ""
        key = f"lease:{said.report_id}" if gone else f"said:{said.number}"
        level = _LEVELS.get(said.kind, "warning")
        self._hub.publish(Notice(level, said_words(said, title, me=self._me), do, said.report_id, key=key))
        self._hub.publish(ReportsChanged(frozenset({said.report_id})))

    def _heard(self, event: ReportsChanged) -> None:
        self._many = self._many or event.ids is None
        self._moved |= event.ids or set()
        self._wake.set()

    async def _changed(self) -> None:
        """Wait until a report of ours moved, or for a while."""
        with suppress(TimeoutError):
            async with asyncio.timeout(ASK_EVERY):
                while True:
                    await self._wake.wait()
                    self._wake.clear()
                    moved, many, self._moved, self._many = frozenset(self._moved), self._many, set(), False
                    if many or await self._store.read(lambda conn, moved=moved: self._concerns(conn, moved)):  # type: ignore[misc]
                        return

    def _concerns(self, conn: Connection, moved: frozenset[ReportId]) -> bool:
        """Whether something was said perhaps: a report that we work on moved, or one that is kept for us."""
        ours = select(WORK.c.report_id).where(WORK.c.report_id.in_(moved))
        if conn.scalar(ours.limit(1)) is not None:
            return True
        kept = select(PLACED.c.report_id).where(PLACED.c.assigned_to == self._me, PLACED.c.report_id.in_(moved))
        return conn.scalar(kept.limit(1)) is not None

    def _doubtful(self, conn: Connection) -> tuple[ReportId, ...]:
        """Reports whose line says that somebody else took them, or that they are free, while we think we hold them."""
        found = []
        for lease in work.all_leases(conn):
            line = snapshot.summary_of(conn, lease.report_id)
            if not lease.lost and line is not None and line.held_by != self._me and line.fence >= lease.fence:
                found.append(lease.report_id)
        return tuple(found)
