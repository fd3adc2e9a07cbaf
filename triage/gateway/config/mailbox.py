"""[mailbox]: reports that come by e-mail, and answers to our messages (IMAP over TLS)."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class MailboxConfig:
    host: str
    user: str
    password_file: str
    port: int = 993
    folder: str = "INBOX"
    processed: str = "Processed"
    needs_attention: str = "Needs attention"
    poll_seconds: float = 60
    ca_file: str = ""
