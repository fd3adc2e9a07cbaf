"""Mails as the public and mail servers send them, made from real bytes."""

from __future__ import annotations

from datetime import UTC, datetime
from email.message import EmailMessage

from tests.gateway.messages.writing import JANE
from triage.gateway.mailbox.reading import read_mail
from triage.gateway.mailbox.replies import Mail

GOT = datetime(2026, 11, 20, 14, 5, tzinfo=UTC)


def read(mail: EmailMessage | bytes, at: datetime = GOT) -> Mail:
    """As the mailbox reads it."""
    return read_mail(mail if isinstance(mail, bytes) else mail.as_bytes(), at)


def answer_to(
    sent: EmailMessage, words: str = "The back door.\n", *, key: str = "answer-1", **changes: str
) -> EmailMessage:
    """What a mail program sends when somebody presses "Reply". A header set to "" is left out."""
    mail = EmailMessage()
    headers = {
        "From": f"Jane Doe <{JANE}>",
        "To": str(sent["Reply-To"]),
        "Subject": f"Re: {sent['Subject']}",
        "Message-ID": f"<{key}@home.example>",
        "In-Reply-To": str(sent["Message-ID"]),
        "References": str(sent["Message-ID"]),
        "Date": "Fri, 20 Nov 2026 14:04:00 +0000",
        **{name.replace("_", "-"): value for name, value in changes.items()},
    }
    for name, value in headers.items():
        if value:
            mail[name] = value
    quoted = "".join(f"> {line}\n" for line in sent.get_content().splitlines())
    mail.set_content(f"{words}\nOn Fri, 20 Nov 2026 at 12:00, Test Force <{sent['Reply-To']}> wrote:\n{quoted}")
    return mail


DSN = """\
From: Mail Delivery System <MAILER-DAEMON@relay.example>
To: {to}
Subject: Undelivered Mail Returned to Sender
Message-ID: <dsn-{action}@relay.example>
Auto-Submitted: auto-replied
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="b"

--b
Content-Type: text/plain

I'm sorry to have to inform you that your message could not be delivered.

--b
Content-Type: message/delivery-status

Reporting-MTA: dns; relay.example

Final-Recipient: rfc822; jane@home.example
Action: {action}
Status: {status}
Diagnostic-Code: smtp; 550 5.1.1 No such user here

--b
Content-Type: text/rfc822-headers

Message-ID: {message_id}
Subject: About your report

--b--
"""


def notification(sent: EmailMessage, *, to: str = "", action: str = "failed", status: str = "5.1.1") -> bytes:
    """A delivery status notification (RFC 3464) about a mail of ours."""
    told = DSN.format(to=to or sent["Reply-To"], action=action, status=status, message_id=sent["Message-ID"])
    return told.encode()
