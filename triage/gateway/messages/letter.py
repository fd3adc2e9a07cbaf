"""A message as an e-mail: plain text, UTF-8, its Message-ID fixed beforehand."""

from __future__ import annotations

from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime

from triage.gateway.config.messages import MessagesConfig
from triage.gateway.messages.carrier import Outgoing
from triage.gateway.messages.tokens import reply_address

_POLICY = SMTP.clone(max_line_length=78)


def envelope_sender(config: MessagesConfig, message: Outgoing) -> str:
    """Where bounces go: the address with the token, so that every bounce names its message."""
    return reply_address(config.sender, message.token)


def letter(config: MessagesConfig, message: Outgoing) -> bytes:
    """The mail as it goes over the wire. The same message gives the same bytes, so that a duplicate is one."""
    mail = EmailMessage(policy=_POLICY)
    own = reply_address(config.sender, message.token)
    mail["From"] = Address(config.sender_name, addr_spec=own)
    mail["Reply-To"] = Address(addr_spec=own)
    mail["To"] = Address(addr_spec=message.address)
    mail["Subject"] = message.subject
    mail["Date"] = format_datetime(message.created_at)
    mail["Message-ID"] = f"<{message.mime_id}>"
    # Exchange sends no out-of-office note to a mail that says so.
    mail["X-Auto-Response-Suppress"] = "OOF, AutoReply"
    mail.set_content(message.body, charset="utf-8", cte="quoted-printable")
    return mail.as_bytes()
