"""The queue and one report as the screen asks for them, and the pages of the feed as they come in."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection

from triage.models.ids import ReportId
from triage.models.profile import Profile
from triage.models.query import ListQuery, View
from triage.models.queue import Changes
from triage.models.views import QueueRow, ReportDetail
from triage.services import listing, projection, seen, snapshot, state
from triage.services.hub import ReportsChanged
from triage.services.orders import Orders
from triage.services.workplace import Workplace

TELL_AT_MOST = 200
"""A page that changed more reports than this is told as "many"."""


@dataclass(frozen=True, slots=True)
class FeedPlace:
    """A place in the feed. ``replies``: how far replies to the desk's own requests had told of single reports then."""

    cursor: str
    replies: int = 0


class Reports:
    def __init__(self, place: Workplace, profile: Callable[[], Profile]) -> None:
        self._store = place.store
        self._hub = place.hub
        self._clock = place.clock
        self._profile = profile
        self._me = place.me
        self._orders = Orders()

    async def ids(self, query: ListQuery) -> tuple[ReportId, ...]:
        """The whole list in order; sorted, filtered and searched by SQL on the reading thread.

        The same object again where nothing changed since a list of this query was read last.
        """
        now, lift = self._clock.now(), self._profile().clocks.lift_minutes
        return await self._store.read(lambda conn: self._orders.ids(query, listing.joined(conn, query, now, lift)))

    async def page(self, ids: Sequence[ReportId]) -> dict[ReportId, QueueRow]:
        """The lines of these reports (a hundred or so at a time); ids that are gone are left out."""
        now = self._clock.now()
        return await self._store.read(lambda conn: projection.rows(conn, ids, self._me, now))

    async def counts(self, me: str) -> dict[View, int]:
        now = self._clock.now()
        return await self._store.read(lambda conn: listing.counts(conn, me, now))

    async def number(self, query: ListQuery) -> int:
        """How many reports a list has."""
        now = self._clock.now()
        return await self._store.read(lambda conn: listing.number(conn, query, now))

    async def detail(self, report_id: ReportId) -> ReportDetail | None:
        now = self._clock.now()
        return await self._store.read(lambda conn: projection.detail(conn, report_id, now))

    async def seen(self, report_id: ReportId) -> None:
        """Somebody looked at it: the line is not marked as new any more."""
        if await self._store.write(lambda conn: seen.mark(conn, report_id)):
            self._hub.publish(ReportsChanged(frozenset({report_id})))

    async def cursor(self) -> str:
        """Where the feed was read up to; "" for a full fetch from the start."""
        return await self._store.read(lambda conn: state.get(conn, state.CURSOR))

    async def place(self) -> FeedPlace:
        """Where a page of the feed is asked for now."""
        return await self._store.read(lambda conn: FeedPlace(state.get(conn, state.CURSOR), snapshot.replies(conn)))

    async def apply(self, changes: Changes, after: FeedPlace) -> frozenset[ReportId] | None:
        """Take in a page of the feed with its cursor, in one transaction.

        ``after``: where it was asked for; nothing is taken in when the store was replaced meanwhile. None, and nothing
        is taken in: a reply that came meanwhile told otherwise of one of its reports, so ask again at the same place.
        """
        if not await self._store.write(lambda conn: _apply(conn, changes, after)):
            return None
        changed = frozenset([*(item.report_id for item in changes.items), *changes.removed])
        if changed:
            self._hub.publish(ReportsChanged(changed if len(changed) <= TELL_AT_MOST else None))
        return changed

    async def start_over(self) -> None:
        """The cursor is worthless: fetch everything again. Local work stays; old lines go once that is complete."""

        def write(conn: Connection) -> None:
            state.drop(conn, state.CURSOR)
            state.put(conn, state.GENERATION, str(snapshot.generation_of(conn) + 1))
            state.put(conn, state.FULL_FETCH, "1")

        await self._store.write(write)


def _apply(conn: Connection, changes: Changes, after: FeedPlace) -> bool:
    """False: it may be older than what replies told."""
    if state.get(conn, state.CURSOR) != after.cursor:
        return True
    if snapshot.outdated(conn, changes.items, changes.removed, after.replies):
        return False
    snapshot.put_summaries(conn, changes.items)
    snapshot.remove(conn, changes.removed)
    cursor = changes.next or changes.delta
    if cursor is not None:
        state.put(conn, state.CURSOR, cursor)
    if changes.next is None and state.get(conn, state.FULL_FETCH):
        snapshot.remove_older(conn, snapshot.generation_of(conn))
        state.drop(conn, state.FULL_FETCH)
    snapshot.forget_replies(conn, after.replies)
    return True
