"""What people are told about the mailbox: counts, times and words, never what a mail says or who sent it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class LyingMail:
    """A mail in the folder "needs attention". ``reason``: a word of `triage.gateway.mailbox.taking.REASONS`, "" when
    somebody else put it there; ``size`` in bytes.
    """

    uid: int
    received_at: datetime
    size: int
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class MailboxStatus:
    """``configured``: this gateway has a mailbox. ``worked``: a gateway holds it now. ``last_fault`` is a word.

    ``taken``: mails by outcome since the beginning ("report", "reply", "attention"). ``waiting``: how many lay in
    the folder of new mail at the last look; ``attention``: how many lie in "needs attention", ``lying`` the newest.
    """

    configured: bool
    worked: bool = False
    last_success_at: datetime | None = None
    last_fault_at: datetime | None = None
    last_fault: str = ""
    waiting: int = 0
    taken: dict[str, int] = field(default_factory=dict)
    attention: int = 0
    lying: tuple[LyingMail, ...] = ()
