"""Taking over what somebody else left unfinished: a workstation that died, a shift that ended (ARCHITECTURE.md §5).

The gateway has the draft and, once begun, the decision; so a stranded workstation strands nothing. Whether records made
something of a begun decision is looked up first, by the report's external reference.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from triage.models.decision import Deliverable
from triage.models.files import FileLeftOut
from triage.models.ids import ReportId
from triage.models.indicators import RiskLevel
from triage.models.stage import Stage


class RecordsSaid(StrEnum):
    """What the look-up at every destination of a begun decision brought."""

    NOTHING = "nothing"
    """Each of them answered that it has no record: the begin is taken back and the report claimed."""
    SOMETHING = "something"
    """At least one has a record, or did not answer: the report stays begun, and nothing is made without a look-up."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HeldWork:
    """A report that somebody works on. ``since``: when they took it; ``lapsed``: their lease has run out.

    ``begun_at``, ``outcome``, ``deliverables`` and ``left_out`` (files that somebody decided not to send) tell of the
    begun decision, ``draft_saved_at`` of the last copy of
    the draft. ``fence`` names this very hold, so that a newer one is not taken over by mistake.
    """

    report_id: ReportId
    title: str
    customer_reference: str
    risk: RiskLevel
    stage: Stage
    holder: str
    fence: int
    since: datetime
    lease_expires_at: datetime
    lapsed: bool = False
    draft_saved_at: datetime | None = None
    begun_at: datetime | None = None
    outcome: str = ""
    deliverables: tuple[Deliverable, ...] = ()
    left_out: tuple[FileLeftOut, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class HeldWorks:
    """What others hold, the longest untouched first. ``more``: there are more than are told."""

    items: tuple[HeldWork, ...] = ()
    more: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class TakeOverRequest:
    """``records`` counts for a begun report only."""

    fence: int
    why: str
    records: RecordsSaid = RecordsSaid.SOMETHING
    lease_seconds: int = 900


TYPES = (HeldWork, HeldWorks, TakeOverRequest)
"""For the gateway's OpenAPI document."""
