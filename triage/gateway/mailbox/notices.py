"""What machines answer: bounces (RFC 3464) and automatic replies (RFC 3834)."""

from __future__ import annotations

from collections.abc import Iterator
from email import message_from_bytes
from email.message import Message

from triage.gateway.mailbox import headers
from triage.gateway.mailbox.replies import Bounced, MailKind

_RETURNED = ("message-id", "references", "in-reply-to", "subject", "to", "from")
_MOST = 50


def kind_of(message: Message) -> MailKind:
    """A bounce, a machine's answer, or a mail: what a machine sends unasked (auto-generated) is one, the hub's are."""
    if next(_parts(message, "message/delivery-status"), None) is not None:
        return MailKind.BOUNCE
    word = headers.value(message, "Auto-Submitted").partition(";")[0].strip().lower()
    if word == "auto-replied" or headers.value(message, "X-Autoreply") or headers.value(message, "X-Autorespond"):
        return MailKind.AUTO_REPLY
    return MailKind.MAIL


def bounces(message: Message) -> tuple[Bounced, ...]:
    """What the notification says of each recipient."""
    return tuple(found for part in _parts(message, "message/delivery-status") for found in _bounced(part))[:_MOST]


def about(message: Message) -> dict[str, str]:
    """Headers of the message that a notification returns, whole or its headers alone."""
    if next(_parts(message, "message/delivery-status"), None) is None:
        return {}
    for part in _parts(message, "message/rfc822"):
        payload = part.get_payload()
        if isinstance(payload, list) and payload and isinstance(payload[0], Message):
            return _returned(payload[0])
    for part in _parts(message, "text/rfc822-headers"):
        text = part.get_payload(decode=True)
        if isinstance(text, bytes):
            return _returned(_headers_of(text))
    return {}


def _headers_of(text: bytes) -> Message:
    return message_from_bytes(text[:65536], policy=headers.LenientPolicy(raise_on_defect=False))


def _returned(message: Message) -> dict[str, str]:
    told = {name: headers.value(message, name) for name in _RETURNED}
    return {name: text for name, text in told.items() if text}


def _parts(message: Message, kind: str) -> Iterator[Message]:
    """Parts of that type in the mail and its first two levels: deeper ones are of a mail that was forwarded."""
    level = [message]
    for _ in range(3):
        following: list[Message] = []
        for part in level[:_MOST]:
            if _type(part) == kind:
                yield part
            payload = part.get_payload() if part.is_multipart() else None
            if isinstance(payload, list) and _type(part).startswith("multipart/"):
                following += [one for one in payload if isinstance(one, Message)]
        level = following


def _type(part: Message) -> str:
    try:
        return part.get_content_type().lower()
    except Exception:
        return ""


def _bounced(part: Message) -> Iterator[Bounced]:
    groups = part.get_payload()
    for group in groups if isinstance(groups, list) else []:
        if not isinstance(group, Message):
            continue
        recipient = headers.value(group, "Original-Recipient") or headers.value(group, "Final-Recipient")
        action = headers.value(group, "Action").lower()
        if recipient and action:
            yield Bounced(
                recipient=recipient.partition(";")[2].strip() or recipient,
                action=action,
                status=headers.value(group, "Status").split(" ")[0],
                diagnostic=headers.value(group, "Diagnostic-Code")[:500],
            )
