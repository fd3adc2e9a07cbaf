"""[messages]: words to the public, by SMTP or GOV.UK Notify."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal


@dataclass(frozen=True, slots=True, kw_only=True)
class SmtpConfig:
    host: str
    port: int = 587
    tls: Literal["starttls", "tls", "none"] = "starttls"
    user: str = ""
    password_file: str = ""
    ca_file: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class NotifyConfig:
    """``templates``: our template's key → the id of the template at GOV.UK Notify."""

    key_file: str
    url: str = "https://api.notifications.service.gov.uk"
    templates: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class MessagesConfig:
    """``sender``: the address in From; replies come back to it with a token after a plus sign."""

    sender: str
    sender_name: str = ""
    smtp: SmtpConfig | None = None
    notify: NotifyConfig | None = None
