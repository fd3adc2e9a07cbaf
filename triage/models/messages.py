"""Words to the public and the contact log: what gateway and desktop say to each other about them."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Literal

from triage.models.ids import LeaseId, ReportId
from triage.models.stage import Stage


class MessageState(StrEnum):
    """How far a message got. UNCERTAIN: it may have left or not; only a person sends it again."""

    QUEUED = "queued"
    SENDING = "sending"
    SENT = "sent"
    DELIVERED = "delivered"
    UNCERTAIN = "uncertain"
    BOUNCED = "bounced"
    FAILED = "failed"
    GIVEN_UP = "given_up"


AGAIN = frozenset({MessageState.UNCERTAIN, MessageState.BOUNCED, MessageState.FAILED, MessageState.GIVEN_UP})
"""States from which a person may send a message again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageRequest:
    """A message to write: a ``template`` with its ``fields``, or free ``text``.

    ``person``: key of a person of the report, ``address`` one of theirs (empty: the first); without a person the
    address is typed. ``ask`` sets the report aside until the answer: it needs ``lease_id`` and ``fence``.
    ``confirmed_safe`` with ``safe_reason``: somebody has made sure that only the right person reads this address.
    """

    channel: Literal["email", "sms"] = "email"
    template: str = ""
    language: str = "en"
    fields: dict[str, str] = field(default_factory=dict)
    text: str = ""
    person: str = ""
    address: str = ""
    ask: bool = False
    lease_id: LeaseId | None = None
    fence: int = 0
    confirmed_safe: bool = False
    safe_reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class AgainRequest:
    """Send a message again that did not arrive, or of which nobody knows."""

    confirmed_safe: bool = False
    safe_reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """A message as it stands. ``reason``: why it is in that state, for people; ``asks``: an answer is waited for."""

    report_id: ReportId
    number: int
    state: MessageState
    channel: str
    template: str
    person: str
    address: str
    subject: str
    body: str
    asks: bool
    confirmed_safe: str
    author: str
    created_at: datetime
    state_at: datetime
    sent_at: datetime | None = None
    next_at: datetime | None = None
    tries: int = 0
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Posted:
    """The message is stored and will be sent; where the report stands now."""

    message: Message
    etag: str
    stage: Stage


@dataclass(frozen=True, slots=True, kw_only=True)
class ContactRequest:
    """A call, a visit or an attempt at one. ``at`` None: now. ``corrects``: the line this one puts right."""

    channel: Literal["phone", "in_person", "letter", "email", "sms", "other"] = "phone"
    direction: Literal["out", "in"] = "out"
    outcome: Literal["reached", "no_answer", "left_message", "wrong_number", "refused", "other"]
    at: datetime | None = None
    person: str = ""
    note: str = ""
    corrects: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class ContactLine:
    """One line of the contact log; lines are never changed or taken away.

    ``kind``: "contact" (somebody logged it), "message" (ours), "answer", "auto_reply", "bounce", "delivery",
    "withdrawal" and "withdrawal_taken_back" (`models/withdrawal`; only the first of these has ``freedom``). ``number``
    is the line's own (0 for a message), ``message`` that of the message it belongs to, ``version`` the version of the
    report that an answer made. ``flags``: what to look twice at ("another_address"). ``taken_by``: who took it, where
    that was not ``who``.
    """

    kind: str
    at: datetime
    logged_at: datetime
    who: str
    number: int = 0
    channel: str = ""
    direction: str = ""
    outcome: str = ""
    person: str = ""
    address: str = ""
    note: str = ""
    corrects: int = 0
    message: int = 0
    version: int = 0
    flags: tuple[str, ...] = ()
    freedom: str = ""
    taken_by: str = ""
    sent: Message | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ContactLog:
    """Messages, contacts, answers and bounces of a report, oldest first."""

    report_id: ReportId
    lines: tuple[ContactLine, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Template:
    """Words to start from. ``fields``: what the caller must give; the gateway itself knows {reference} and {force}."""

    key: str
    language: str
    name: str
    subject: str
    body: str
    fields: tuple[str, ...] = ()
    asks: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Templates:
    items: tuple[Template, ...] = ()


TYPES = (AgainRequest, ContactLine, ContactLog, ContactRequest, MessageRequest, Posted, Templates)
"""What calls take and answer."""
