"""[mailbox]: reports that come by e-mail, and answers to our messages (IMAP over TLS)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True, kw_only=True)
class MailboxConfig:
    """``tls``: from the first byte (993), or asked for on the plain port before sign-in (143); the server's
    certificate is verified either way, by ``ca_file`` when set, else by the system's authorities.

    ``poll_seconds``: how often to look where the server has no IDLE; ``idle_seconds``: how often IDLE is renewed,
    which also finds a connection that died in silence (28 minutes at most, RFC 2177 §3).
    ``platform_senders``: the platform's own addresses or domains, which are nobody's to answer.
    ``hub_senders``: addresses or domains whose JSON is taken as the hub's (none: anyone's).
    ``mail_seconds``: what takes longer to fetch, read and store is put into ``needs_attention``; well below
    ``lease_seconds``, or another gateway takes the mailbox meanwhile.
    ``lease_seconds``: of several gateways one works the mailbox; this long after it died another takes over.
    """

    host: str
    user: str
    password_file: str
    port: int = 993
    tls: Literal["tls", "starttls"] = "tls"
    folder: str = "INBOX"
    processed: str = "Processed"
    needs_attention: str = "Needs attention"
    poll_seconds: float = 60
    idle_seconds: float = 300
    timeout_seconds: float = 30
    lease_seconds: float = 60
    mail_seconds: float = 40
    most_mb: float = 50
    ca_file: str = ""
    platform_senders: tuple[str, ...] = ()
    hub_senders: tuple[str, ...] = ()
