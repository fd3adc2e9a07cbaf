"""What became of the work in a local store that was found damaged: what a person must be told, thing by thing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from triage.models.ids import ReportId

KEPT_DAYS = 30
"""How long a damaged file is kept aside: long enough for IT to look at it, no longer than what it holds may be kept."""


class Fate(StrEnum):
    """``FETCH``: not readable here, but the gateway has it; ``FETCHED``: it gave it; ``DOUBTFUL``: kept, and looked up
    at its destination before anything is sent again."""

    SAVED = "saved"
    DOUBTFUL = "doubtful"
    FETCH = "fetch"
    FETCHED = "fetched"
    LOST = "lost"


@dataclass(frozen=True, slots=True, kw_only=True)
class Salvaged:
    """One thing. ``name``: as the list shows the report, "" when nobody can tell; ``count`` of alike things.

    ``what``: "report", "draft", "decision", "words" (to people), "dispatch", "mark", "audit", or "unknown" when nobody
    can tell what else was there.
    """

    what: str
    fate: Fate
    report_id: ReportId | None = None
    name: str = ""
    count: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Salvage:
    """``why``: what was found, in words; ``kept_as``: the name of the damaged file beside the new one."""

    at: datetime
    why: str
    kept_as: str
    things: tuple[Salvaged, ...] = ()

    def of(self, *fates: Fate) -> tuple[Salvaged, ...]:
        return tuple(thing for thing in self.things if thing.fate in fates)
