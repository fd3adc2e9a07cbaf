"""Who holds a report, and until when by the server's clock. The second axis of a report's state.

A lease never blocks local saving: it says whether we may *begin*, not whether we may write.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from triage.models.ids import LeaseId, ReportId


class LeaseState(StrEnum):
    NONE = "none"
    HELD = "held"
    EXPIRING = "expiring"
    LAPSED = "lapsed"
    LOST = "lost"


@dataclass(frozen=True, slots=True, kw_only=True)
class Lease:
    """A grant by the gateway. ``fence`` grows with each grant of the report; the gateway refuses smaller ones.

    ``granted_at`` and ``expires_at`` are the server's. ``lost`` is set when the server said so.
    """

    report_id: ReportId
    lease_id: LeaseId
    fence: int
    granted_at: datetime
    expires_at: datetime
    lost: bool = False

    @property
    def life(self) -> timedelta:
        return self.expires_at - self.granted_at


EXPIRING_SHARE = 0.2
RENEW_SHARE = 1 / 3


def state_at(lease: Lease | None, server_now: datetime) -> LeaseState:
    """The state of a lease by the server's clock (total: every input has one)."""
    if lease is None:
        return LeaseState.NONE
    if lease.lost:
        return LeaseState.LOST
    left = lease.expires_at - server_now
    if left <= timedelta(0):
        return LeaseState.LAPSED
    return LeaseState.EXPIRING if left < lease.life * EXPIRING_SHARE else LeaseState.HELD


def renew_due(lease: Lease, server_now: datetime) -> bool:
    """Renewal is silent and due once a third of the life is over; a lost lease is never renewed."""
    return not lease.lost and server_now - lease.granted_at >= lease.life * RENEW_SHARE
