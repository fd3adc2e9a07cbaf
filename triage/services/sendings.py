"""How long ago something may have reached a records system, however this workstation's clock is set meanwhile."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

from triage.models.clock import Clock
from triage.models.ids import OpId, ReportId
from triage.services.operations import Stored

LONGEST_UNDERWAY = timedelta(minutes=30)
"""No request lasts longer: time-outs are two minutes at most, and a file has a few times that and its length."""


class Sendings:
    """A system finds a record only after its index delay, so "not there" is believed only when that has passed since
    the last moment at which the record can have been made: the end of the request, not its beginning. It is counted
    by what nobody can set for what left since this program started, by the clock for what left before.
    """

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._began = clock.counter()
        self._left: dict[tuple[ReportId, str], float] = {}
        self._doubted: dict[OpId, float] = {}

    @contextmanager
    def underway(self, stored: Stored) -> Iterator[None]:
        """While a request for it is underway, however that ends."""
        record = stored.op.report_id, stored.op.destination
        self._left[record] = self._clock.counter()
        try:
            yield
        finally:
            self._left[record] = self._clock.counter()

    def age(self, stored: Stored) -> timedelta | None:
        """Time since this record can last have been made at its destination; None: nothing ever left for it.

        A request that left before this program started ended with the program before, or after `LONGEST_UNDERWAY`.
        """
        if stored.sent_at is None:
            return None
        left = self._left.get((stored.op.report_id, stored.op.destination))
        now = self._clock.counter()
        if left is not None:
            return timedelta(seconds=now - left)
        sent = self._clock.now() - stored.sent_at
        return min(sent, max(sent - LONGEST_UNDERWAY, timedelta(seconds=now - self._began)))

    def doubted(self, stored: Stored) -> timedelta:
        """The same; of what never left from here, since it was first asked for: another desk may have made it."""
        age, now = self.age(stored), self._clock.counter()
        if age is not None:
            return age
        return timedelta(seconds=now - self._doubted.setdefault(stored.op.op_id, now))
