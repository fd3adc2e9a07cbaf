"""Mails as platforms, servers and people write them."""

from __future__ import annotations

from email.message import EmailMessage
from email.utils import format_datetime

from triage.models.clock import ManualClock

PDF = b"%PDF-1.4\n1 0 obj\n<<>>\nendobj\n%%EOF\n"
PLATFORM = "no-reply@platform.example"
FORM = """OFFICIAL-SENSITIVE
Report category: RTI
Your name: Ann Archer
Email address: ann@home.example
What happened?
A car hit my bicycle in Mill Lane and drove off.
Reference: TYA-1-26-0100-000
"""


def a_mail(text: str | None = "A car hit my bicycle.", *, subject: str = "Report", **headers: str) -> EmailMessage:
    """A mail of the platform; a header given as "" is left out."""
    mail = EmailMessage()
    told = {
        "From": f"Online Reports <{PLATFORM}>",
        "To": "reports@force.example",
        "Subject": subject,
        "Date": format_datetime(ManualClock().now()),
        "Message-ID": f"<{abs(hash((text, subject)))}@platform.example>",
        **{name.replace("_", "-"): value for name, value in headers.items()},
    }
    for name, value in told.items():
        if value:
            mail[name] = value
    if text is not None:
        mail.set_content(text)
    return mail


def with_file(mail: EmailMessage, content: bytes, name: str, media_type: str = "application/json") -> EmailMessage:
    kind, _, subtype = media_type.partition("/")
    mail.add_attachment(content, maintype=kind, subtype=subtype, filename=name)
    return mail
