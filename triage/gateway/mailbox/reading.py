"""Bytes of a mail to a `Mail`: hostile or broken MIME gives what can be read of it, and never an error."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Sequence
from datetime import datetime
from email import message_from_bytes
from email.message import Message

from triage.gateway.mailbox import headers
from triage.gateway.mailbox.notices import about, bounces, kind_of
from triage.gateway.mailbox.parts import TooManyParts, contents
from triage.gateway.mailbox.replies import Mail, MailFile

MOST_NESTING = 60
"""Multiparts and forwarded mails in one mail. The standard library reads each line once for every level."""
MOST_RULES = 2000
"""Lines that begin as the boundary of a part does."""
_POLICY = headers.LenientPolicy(raise_on_defect=False)
_NEST = re.compile(rb"^content-type:\s{0,99}(?:multipart|message)/", re.IGNORECASE | re.MULTILINE)


MOST_LINES = 4_000_000
"""Line ends of a mail: 50 MB of files have some 700,000 with two signs each."""


def read_mail(raw: bytes, received_at: datetime) -> Mail:
    """Read a mail. ``received_at``: the server's INTERNALDATE. Never raises; ``Mail.fault`` says what went wrong."""
    # The standard reader takes a bare carriage return for the end of a line too.
    if raw.count(b"\n--") + raw.count(b"\r--") > MOST_RULES or raw.count(b"\n") + raw.count(b"\r") > MOST_LINES:
        return _unread(raw, received_at, "too-many-parts")
    if sum(1 for _ in _NEST.finditer(raw)) > MOST_NESTING:
        return _unread(raw, received_at, "too-nested")
    try:
        return _read(raw, received_at)
    except TooManyParts:
        return _unread(raw, received_at, "too-many-parts")
    except RecursionError:
        return _unread(raw, received_at, "too-nested")
    except Exception:  # whatever the standard library trips over: a person looks at the mail
        return _unread(raw, received_at, "broken")


def _unread(raw: bytes, received_at: datetime, fault: str) -> Mail:
    digest = hashlib.sha256(raw).hexdigest()
    return Mail(raw=raw, key=digest, content_sha256=digest, received_at=received_at, fault=fault)


def _read(raw: bytes, received_at: datetime) -> Mail:
    message: Message = message_from_bytes(raw, policy=_POLICY)
    content = contents(message)
    sender_name, sender = next(iter(headers.addresses(message, "From")), ("", ""))
    message_id = headers.first(headers.ids(message, "Message-ID"))
    subject = _clean(headers.value(message, "Subject"))
    date = headers.value(message, "Date")
    # What servers add differs with each delivery; what the sender wrote does not.
    digest = _digest([sender, date, subject], content.text, content.files)
    return Mail(
        raw=raw,
        key=hashlib.sha256(f"id\n{message_id}".encode("utf-8", "replace")).hexdigest() if message_id else digest,
        content_sha256=digest,
        message_id=message_id,
        in_reply_to=headers.ids(message, "In-Reply-To"),
        references=headers.ids(message, "References"),
        sender=_clean(sender),
        sender_name=_clean(sender_name),
        recipients=_recipients(message),
        subject=subject,
        sent_at=headers.moment(date) if date else None,
        received_at=received_at,
        text=content.text,
        files=content.files,
        kind=kind_of(message),
        bounces=bounces(message),
        about=about(message),
    )


def _recipients(message: Message) -> tuple[str, ...]:
    names = ("To", "Cc", "Delivered-To", "X-Original-To", "Envelope-To")
    return tuple(dict.fromkeys(_clean(address) for _, address in headers.addresses(message, *names)))


def _digest(told: Sequence[str], text: str, files: Sequence[MailFile]) -> str:
    """SHA-256 (hex) of words, text and files of a mail."""
    made = hashlib.sha256(json.dumps([*told, text]).encode())
    for file in files:
        made.update(json.dumps([file.name, file.media_type, len(file.content)]).encode())
        made.update(file.content)
    return made.hexdigest()


def _clean(told: str) -> str:
    """Without lone surrogates, which no later step can write."""
    return told.encode("utf-8", "replace").decode("utf-8")
