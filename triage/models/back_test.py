"""A back-test: changed risk rules tried on past reports, beside those in force, before anybody switches them on.

Both packs are asked anew, by the first senses alone, so that what differs comes from the rules and from nothing else
(docs/risk.md). What handlers graded is told beside it: a rule that hides what people found urgent must be seen to.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from triage.models.ids import ReportId
from triage.models.indicators import RiskLevel

MOST_REPORTS = 500
"""Reports that one call tries."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BackTestAsk:
    """Reports received from ``since`` (included) until ``until`` (not), the earliest first; ``after``: where the page
    before ended, "" for the first. ``rules``: the changed pack, a TOML document. ``limit``: reports of this page.
    """

    rules: str
    since: datetime
    until: datetime
    after: str = ""
    limit: int = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Stand:
    """How a report stands by some rules: its level in the queue, and the least grade that they ask for (a role:
    emergency, priority, scheduled or none)."""

    level: RiskLevel
    grade: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Tried:
    """So many reports (``count``) that stand ``now`` by the rules in force and ``then`` by the changed ones.

    ``graded``: the role of the grade that handlers gave them; "" where none was given.
    """

    now: Stand
    then: Stand
    graded: str
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Changed:
    """One report that would stand elsewhere. ``comes``, ``goes``: reasons for its place that only the changed rules
    give, or only those in force. ``restricted``: it counts, but the caller may not know which it is.
    """

    report_id: ReportId
    kind: str
    received_at: datetime
    now: Stand
    then: Stand
    graded: str
    comes: tuple[str, ...] = ()
    goes: tuple[str, ...] = ()
    restricted: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class BackTested:
    """A page of a back-test. ``whole``: reports of the period (told with the first page, else 0); ``erased``: those of
    this page whose words are gone, so that nothing can be tried on them. ``after``: what asks for the next page, "" at
    the end. ``pack`` and ``sha256``: the changed rules, as they were read; ``in_force``: the name of those they were
    held against.
    """

    tried: tuple[Tried, ...] = ()
    changed: tuple[Changed, ...] = ()
    erased: int = 0
    whole: int = 0
    after: str = ""
    pack: str
    sha256: str
    in_force: str


TYPES = (BackTestAsk, BackTested)
"""What goes over the wire."""
