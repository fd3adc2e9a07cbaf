"""How long ago something left for a records system, however this workstation's clock is set meanwhile."""

from __future__ import annotations

from datetime import timedelta

from triage.models.clock import Clock
from triage.models.ids import OpId, ReportId
from triage.services.operations import Stored


class Sendings:
    """A system finds a record only after its index delay, so "not there" is believed only when that has passed:
    counted by what nobody can set for what left since this program started, by the clock for what left before.
    """

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._left: dict[tuple[ReportId, str], float] = {}
        self._doubted: dict[OpId, float] = {}

    def leaves(self, stored: Stored) -> None:
        """It leaves now."""
        self._left[stored.op.report_id, stored.op.destination] = self._clock.counter()

    def age(self, stored: Stored) -> timedelta | None:
        """Time since this record, or an earlier try for it, last left for its destination; None: it never did."""
        if stored.sent_at is None:
            return None
        left = self._left.get((stored.op.report_id, stored.op.destination))
        if left is None:
            return self._clock.now() - stored.sent_at
        return timedelta(seconds=self._clock.counter() - left)

    def doubted(self, stored: Stored) -> timedelta:
        """Time since it was first asked for, whoever may have sent it before from wherever."""
        now = self._clock.counter()
        return timedelta(seconds=now - self._doubted.setdefault(stored.op.op_id, now))
