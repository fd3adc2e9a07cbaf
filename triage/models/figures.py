"""The words of the supervisor's board: what waits, what is next to breach, who holds what, what is stuck, in and out.

Targets are the profile's: ``due_at`` is the nearest of a report's clocks (`triage.models.summarise`), a grade's target
is its attendance target. Names of kinds and grades are the profile's and are not sent.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from triage.models.ids import ReportId
from triage.models.indicators import RiskLevel
from triage.models.stage import Stage

SOON = timedelta(minutes=15)
"""What is due within this time counts as soon."""
LONG = timedelta(minutes=60)
"""A report that somebody holds for longer counts as held long."""


class Stuck(StrEnum):
    """Why work does not go on by itself. ``FIXING``: a workstation has something that records or the gateway refused;
    ``RECORDING``: begun, and not settled for `LONG`; ``UNREADABLE``: received and not read into the queue.
    """

    HELD = "held"
    APPROVAL = "approval"
    ACCEPTANCE = "acceptance"
    REPORTER = "reporter"
    FIXING = "fixing"
    RECORDING = "recording"
    UNREADABLE = "unreadable"


@dataclass(frozen=True, slots=True, kw_only=True)
class BoardLine:
    """One report. ``since``: when it came to stand so (sent by the public, taken, began to wait); ``why``: why it
    waits, in the words of whoever let it wait; ``holder``: who has it, "" for nobody.
    """

    report_id: ReportId
    kind: str
    title: str
    place: str
    customer_reference: str
    risk: RiskLevel
    stage: Stage
    received_at: datetime
    due_at: datetime
    since: datetime
    holder: str = ""
    why: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class BoardTally:
    """What waits under one head. ``late`` is past its target, ``soon`` will be within `SOON`; ``oldest_at``: when the
    oldest of them was sent, from which its clocks run too; of a view: received.
    """

    key: str
    waiting: int = 0
    late: int = 0
    soon: int = 0
    oldest_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ViewTally:
    """Open reports that a shared view shows."""

    key: str
    name: str
    tally: BoardTally


@dataclass(frozen=True, slots=True, kw_only=True)
class HeldLine:
    """A report in somebody's hands. ``since``: when they took it; ``begun``: its decision is on its way to records."""

    report_id: ReportId
    kind: str
    risk: RiskLevel
    since: datetime
    due_at: datetime
    begun: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class OnShift:
    """Somebody who is on, or who holds work. ``seen_at``: when their workstation last spoke to the gateway."""

    subject: str
    role: str = ""
    seen_at: datetime | None = None
    held: tuple[HeldLine, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class StuckPile:
    """Reports that wait for one reason. ``lines``: those that wait longest, of ``number`` in all."""

    why: Stuck
    number: int
    since: datetime | None = None
    lines: tuple[BoardLine, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Hour:
    """What came in and what was closed in the hour that begins at ``start``."""

    start: datetime
    came: int = 0
    closed: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class BoardFigures:
    """The board as it stood at ``as_of``. Times are the server's; nothing of it is hidden from who asked elsewhere.

    ``waiting``: all that waits to be looked at; ``put_off`` of it not before a later time. ``oldest`` and ``next_due``
    are the worst of them. ``by_grade``: by the grade that the risk sense suggests, against that grade's own target.
    ``today`` and ``before``: the hours of this day in London and of the same weekday a week earlier, whole.
    ``views_as_of``: the views are counted less often; None until they are for the first time.
    """

    as_of: datetime
    waiting: BoardTally
    put_off: int = 0
    oldest: tuple[BoardLine, ...] = ()
    next_due: tuple[BoardLine, ...] = ()
    by_risk: tuple[BoardTally, ...] = ()
    by_grade: tuple[BoardTally, ...] = ()
    by_kind: tuple[BoardTally, ...] = ()
    views: tuple[ViewTally, ...] = ()
    views_as_of: datetime | None = None
    people: tuple[OnShift, ...] = ()
    stuck: tuple[StuckPile, ...] = ()
    today: tuple[Hour, ...] = ()
    before: tuple[Hour, ...] = ()


TYPES = (BoardFigures,)
"""For the gateway's OpenAPI document."""
