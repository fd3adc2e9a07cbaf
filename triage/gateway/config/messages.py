"""[messages]: words to the public, by SMTP or GOV.UK Notify."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal


@dataclass(frozen=True, slots=True, kw_only=True)
class SmtpConfig:
    """``tls`` "none" is for a relay on this very machine only. ``ca_file``: the authority of the relay's certificate
    when the operating system does not know it. ``timeout_seconds`` of each step of the conversation.
    """

    host: str
    port: int = 587
    tls: Literal["starttls", "tls", "none"] = "starttls"
    user: str = ""
    password_file: str = ""
    ca_file: str = ""
    timeout_seconds: float = 30


@dataclass(frozen=True, slots=True, kw_only=True)
class NotifyConfig:
    """``templates``: our template's key → the id of the template at GOV.UK Notify, for e-mail; ``text_templates`` the
    same for text messages. The key "any" is the one for words that have no template of their own there; it needs the
    fields ((subject)) and ((body)).
    """

    key_file: str
    url: str = "https://api.notifications.service.gov.uk"
    templates: dict[str, str] = field(default_factory=dict)
    text_templates: dict[str, str] = field(default_factory=dict)
    ca_file: str = ""
    timeout_seconds: float = 30


@dataclass(frozen=True, slots=True, kw_only=True)
class MessagesConfig:
    """``sender``: the address in From; replies come back to it with a token after a plus sign. Just one of ``smtp``
    and ``notify``.

    After ``give_up_hours`` of trying a person is told. ``answer_days``: how long an answer to a message
    still finds its report. ``guarded_kinds`` and ``guarded_signs``: kinds of report and risk indicators for which an
    address must be known to be safe before anything is written to it (Victims' Code).
    """

    sender: str
    sender_name: str = ""
    smtp: SmtpConfig | None = None
    notify: NotifyConfig | None = None
    templates_file: str = ""
    every_seconds: float = 5
    give_up_hours: float = 48
    answer_days: int = 180
    guarded_kinds: tuple[str, ...] = (
        "domestic_abuse", "stalking", "harassment", "clares_law", "sexual_offence", "modern_slavery", "child_concern",
    )  # fmt: skip
    guarded_signs: tuple[str, ...] = (
        "domestic", "coercive_control", "stalking_harassment", "strangulation", "sexual", "exploitation", "child",
    )  # fmt: skip
