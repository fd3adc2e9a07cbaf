"""What carries a message away, and what can come of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from triage.models.ids import ReportId


class Verdict(StrEnum):
    """SENT: the other side has it. AGAIN: it has not, later it may. REFUSED: it never will. UNCERTAIN: the line went
    dead when the message was on it; sending it blindly could send it twice (RFC 1047). HELD: it was offered to nobody,
    because a person has to make sure first.
    """

    SENT = "sent"
    AGAIN = "again"
    REFUSED = "refused"
    UNCERTAIN = "uncertain"
    HELD = "held"


@dataclass(frozen=True, slots=True, kw_only=True)
class Outgoing:
    """A message on its way. ``tries`` counts this one too; ``token`` and ``mime_id`` were fixed when it was
    written; ``carrier``: who tried it last, ``carrier_reference``: its name there; ``safe_despite``: the reasons
    against its address that a person has looked past.
    """

    report_id: ReportId
    number: int
    channel: str
    template: str
    address: str = field(repr=False)
    subject: str
    body: str = field(repr=False)
    fields: Mapping[str, str] = field(repr=False)
    token: str = field(repr=False)
    mime_id: str
    created_at: datetime
    try_until: datetime
    tries: int
    carrier: str = ""
    carrier_reference: str = ""
    safe_despite: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """``reason`` is for people and may hold the other side's words: it is stored, never logged. ``reference`` is the
    other side's name for the message; ``after_seconds``: when it asked us to come again.
    """

    verdict: Verdict
    reason: str = ""
    reference: str = ""
    after_seconds: float = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Fate:
    """What became of a message that was sent. ``state``: delivered, bounced or failed; "" while it is under way."""

    state: str = ""
    reason: str = ""


class Carrier(Protocol):
    """SMTP or GOV.UK Notify. ``knows``: it can tell whether it has a message, so that a crash leaves no doubt."""

    name: str
    knows: bool
    channels: frozenset[str]
    longest_seconds: float

    async def send(self, message: Outgoing) -> Outcome:
        """Give the message away; says in the outcome what came of it, and raises nothing that can happen outside."""
        ...

    async def fate(self, message: Outgoing) -> Fate:
        """What became of it since (only when ``knows``)."""
        ...

    def takes(self, channel: str, template: str) -> bool:
        """Whether it can carry words of this template (empty: free words) by this channel."""
        ...

    async def check(self) -> tuple[str, ...]:
        """What is wrong with the set-up, in sentences; empty when a message could be sent."""
        ...
