"""What was said to and about the people of a report, as the screen shows it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from triage.models.delivery import Delivery
from triage.models.ids import OpId, ReportId
from triage.models.messages import ContactLine
from triage.models.workflow import Handoff


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """Words of ours that the gateway does not have yet. ``kind``: an operation's; ``what``: one line for people;
    ``why``: what keeps or refused them.
    """

    op_id: OpId
    kind: str
    what: str
    status: Delivery
    at: datetime
    why: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Correspondence:
    """``known``: the gateway told it (now, or the last time it was asked); ``stale_since``: it could not be asked again
    since then. Without ``known`` only our own waiting words are there.
    """

    report_id: ReportId
    lines: tuple[ContactLine, ...] = ()
    handoffs: tuple[Handoff, ...] = ()
    waiting: tuple[Waiting, ...] = ()
    known: bool = False
    stale_since: datetime | None = None
    trouble: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Dispatch:
    """A report handed to dispatch by voice. It stands red until ``reference`` and ``acceptor`` are there.

    ``why_not``: it was taken back, with the reason.
    """

    report_id: ReportId
    title: str
    asked_at: datetime
    asked_by: str
    reference: str = ""
    acceptor: str = ""
    accepted_at: datetime | None = None
    why_not: str = ""

    @property
    def standing(self) -> bool:
        """Whether nobody has taken it on yet."""
        return self.accepted_at is None and not self.why_not
