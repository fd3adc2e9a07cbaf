"""What supervisors do with the work of others: take it back, give it to somebody, put it first, approve or refuse it.

Every such act has its words, and they reach whoever's work it was (`Said`).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from triage.models.ids import ReportId
from triage.models.taking_over import RecordsSaid

LONGEST_MINUTES = 12 * 60
"""A report is kept for one person no longer than a shift; then it is everybody's again."""


class SaidKind(StrEnum):
    TAKEN_BACK = "taken_back"
    TAKEN_OVER = "taken_over"
    ASSIGNED = "assigned"
    APPROVED = "approved"
    REFUSED = "refused"
    ANSWERED = "answered"
    """The answer to whoever was stuck and asked."""
    DECLINED = "declined"
    """What somebody proposed was not taken."""
    TAKEN_IN = "taken_in"


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What became of somebody's work, by whom, in their words. ``to``: whose it was; ``seen_at``: when they read it.

    ``number`` names it among everything that was ever said at this gateway.
    """

    number: int
    report_id: ReportId
    to: str
    kind: SaidKind
    by: str
    at: datetime
    words: str = ""
    seen_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SaidPage:
    """What was said to one person and not read, and what they read lately; the newest first."""

    items: tuple[Said, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class UnlockRequest:
    """Take a report back from whoever holds it. ``fence`` names the hold that was looked at.

    ``records`` counts for a begun report only: it is let go where every destination answered that it has no record.
    """

    fence: int
    why: str
    records: RecordsSaid = RecordsSaid.SOMETHING


@dataclass(frozen=True, slots=True, kw_only=True)
class AssignRequest:
    """Keep a report for this person for so many minutes. ``fence``: of the hold that it is taken back from, 0 for one
    that nobody holds; ``records`` as in `UnlockRequest`.
    """

    to: str
    why: str
    minutes: int = 60
    fence: int = 0
    records: RecordsSaid = RecordsSaid.SOMETHING


@dataclass(frozen=True, slots=True, kw_only=True)
class PinRequest:
    """``why`` stands in the report's line for everybody."""

    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class UnpinRequest:
    why: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ApproveRequest:
    """``number``: the proposal. A refusal needs ``why``, which its author is shown."""

    number: int
    approved: bool
    why: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Colleague:
    """Somebody who worked here lately, with the role in which they did."""

    id: str
    role: str
    last_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Colleagues:
    items: tuple[Colleague, ...] = ()


TYPES = (ApproveRequest, AssignRequest, Colleague, Colleagues, PinRequest, Said, SaidPage, UnlockRequest, UnpinRequest)
"""For the gateway's OpenAPI document."""
