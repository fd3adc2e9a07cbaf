"""Quality reviews that a person began and did not send yet: kept at this workstation, in its encrypted store."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import Connection

from triage.models import codec
from triage.models.quality import BegunReview
from triage.services import state
from triage.services.workplace import Workplace

KEPT = timedelta(days=60)
"""What nobody went on with for so long is erased with the next change."""


class BegunReviews:
    """Of whoever works here; a colleague at the same workstation has their own."""

    def __init__(self, place: Workplace) -> None:
        self._store, self._clock = place.store, place.clock
        self._key = f"{state.BEGUN_REVIEWS}.{place.me}"

    async def all(self) -> tuple[BegunReview, ...]:
        """What was begun, the oldest first."""
        return await self._store.read(self._read)

    async def keep(self, begun: BegunReview) -> None:
        """Keep this in place of what was begun of the same decision; without an answer and words nothing is kept.

        Raises:
            KnownError: the store cannot be written now.
        """

        def write(conn: Connection) -> None:
            oldest, this = self._clock.now() - KEPT, (begun.report_id, begun.decision)
            kept = [one for one in self._read(conn) if (one.report_id, one.decision) != this and one.at > oldest]
            if begun.answers or begun.words.strip():
                kept.append(begun)
            if kept:
                state.put(conn, self._key, codec.encode(kept).decode())
            else:
                state.drop(conn, self._key)

        await self._store.write(write)

    def _read(self, conn: Connection) -> tuple[BegunReview, ...]:
        told = state.get(conn, self._key)
        return codec.decode(tuple[BegunReview, ...], told) if told else ()
