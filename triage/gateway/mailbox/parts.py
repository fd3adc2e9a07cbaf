"""The text and the files of a mail, however deep they lie: alternatives, forwarded mails, files without a name."""

from __future__ import annotations

import re
from dataclasses import dataclass
from email.message import Message

from triage.gateway.mailbox import headers
from triage.gateway.mailbox.markup import words_of
from triage.gateway.mailbox.replies import MailFile
from triage.gateway.mailbox.tnef import files_of

MOST_PARTS = 500
MOST_TEXT = 500_000
"""Characters of text that go into a report; a longer text comes as a file beside its beginning."""
_ENDINGS = {"application/pdf": ".pdf", "application/json": ".json", "text/plain": ".txt", "text/html": ".html",
            "image/jpeg": ".jpg", "image/png": ".png"}  # fmt: skip
_NOTICES = frozenset({"message/delivery-status", "message/disposition-notification", "text/rfc822-headers"})
_TNEF = frozenset({"application/ms-tnef", "application/vnd.ms-tnef"})
_FORBIDDEN = re.compile(r"[\x00-\x1f\x7f<>:\"|?*\u202a-\u202e\u2066-\u2069]")
CUT = "(The text goes on in the attached file.)"


class TooManyParts(Exception):
    """More parts than any mail that a person or a platform sends."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Content:
    text: str
    files: tuple[MailFile, ...]


@dataclass(slots=True)
class _Told:
    """Text of one part. ``group``: parts of one multipart/alternative say the same; the plain one is taken."""

    text: str
    plain: bool
    group: int


def contents(message: Message) -> Content:
    """What the mail says and carries.

    Raises:
        TooManyParts: more than `MOST_PARTS`.
    """
    told: list[_Told] = []
    files: list[MailFile] = []
    waiting: list[tuple[Message, int]] = [(message, 0)]
    count = 0
    while waiting:
        part, group = waiting.pop()
        count += 1
        if count > MOST_PARTS:
            raise TooManyParts
        inner = _inner(part)
        if inner:
            group = count if _type(part) == "multipart/alternative" or not part.is_multipart() else group
            waiting.extend((one, group) for one in reversed(inner))
        elif _is_text(part):
            told.append(_Told(_text(part), _type(part) != "text/html", group or count))
        elif _type(part) not in _NOTICES:
            files += _files(part, len(files) + 1)
    text = _chosen(told)
    if len(text) > MOST_TEXT:
        files.append(MailFile(name="whole text.txt", media_type="text/plain", content=text.encode()))
        text = f"{text[:MOST_TEXT]}\n{CUT}"
    return Content(text=text, files=tuple(files))


def _inner(part: Message) -> list[Message]:
    """The parts of a multipart, the mail in a forwarded one; of delivery notices nothing."""
    if _type(part) in _NOTICES or not part.is_multipart():
        return []
    payload = part.get_payload()
    return [one for one in payload if isinstance(one, Message)] if isinstance(payload, list) else []


def _type(part: Message) -> str:
    try:
        return part.get_content_type().lower()
    except Exception:
        return "application/octet-stream"


def _is_text(part: Message) -> bool:
    return _type(part) in ("text/plain", "text/html") and not _name(part) and _disposition(part) != "attachment"


def _disposition(part: Message) -> str:
    return headers.value(part, "Content-Disposition").partition(";")[0].strip().lower()


def _bytes(part: Message) -> bytes:
    """The decoded bytes; garbage in base64 is skipped, as every reader of mail does."""
    try:
        payload = part.get_payload(decode=True)
    except Exception:
        payload = None
    return payload if isinstance(payload, bytes) else b""


def _text(part: Message) -> str:
    raw = _bytes(part)
    try:
        charset = str(part.get_content_charset() or "utf-8")
        text = raw.decode(charset)
    except Exception:  # an unknown charset, or not what it says it is
        text = _guessed(raw)
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\0", "").replace("\ufeff", "")
    text = text.encode("utf-8", "replace").decode("utf-8")
    return words_of(text) if _type(part) == "text/html" else text.strip()


def _guessed(raw: bytes) -> str:
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        return raw.decode("cp1252", "replace")


def _chosen(told: list[_Told]) -> str:
    groups: dict[int, list[_Told]] = {}
    for one in told:
        if one.text:
            groups.setdefault(one.group, []).append(one)
    chosen = [[one.text for one in group if one.plain] or [one.text for one in group] for group in groups.values()]
    return "\n\n".join(text for texts in chosen for text in texts)


def _files(part: Message, number: int) -> list[MailFile]:
    content = _bytes(part)
    name = _name(part)
    if _type(part) in _TNEF or name.lower() == "winmail.dat":
        unpacked = [MailFile(name=_tidy(told), media_type="application/octet-stream", content=inside)
                    for told, inside in files_of(content)]  # fmt: skip
        if unpacked:
            return unpacked
    if not content:
        return []
    shown = _tidy(name) or f"file {number}{_ENDINGS.get(_type(part), '')}"
    return [MailFile(name=shown, media_type=_type(part), content=content)]


def _name(part: Message) -> str:
    try:
        return str(part.get_filename() or "")
    except Exception:
        return ""


def _tidy(name: str) -> str:
    """The last part of a path, without signs that a file system or a screen trips over."""
    last = name.replace("\\", "/").rpartition("/")[2]
    clean = _FORBIDDEN.sub("", last.encode("utf-8", "replace").decode("utf-8")).strip(" .")
    return clean[:120]
