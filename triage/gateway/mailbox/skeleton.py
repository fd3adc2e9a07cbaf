"""A mail without a payload as a report: a document of the hub's own shape, made by us from what the mail says.

The same mail gives the same bytes, so that taking it twice is one report.
"""

from __future__ import annotations

import base64
import json
import re
import uuid
from datetime import datetime, timedelta
from typing import Any

from triage.gateway.mailbox.replies import Mail, MailFile
from triage.models.profile import Profile
from triage.models.sdm.form import pairs
from triage.models.sdm.form_cast import read_reporter

STOCK = "This report came by e-mail."
SOURCE = "mailbox"
_SPACE = uuid.UUID("0b6f2f0e-6d0e-5c3b-8a5f-7f7a2d1c9e52")
_REFERENCE = re.compile(r"\b[A-Z]{2,4}-\d{1,4}-\d{2}-\d{3,5}-\d{3}\b")
_CATEGORY = re.compile(
    r"^[^\w\n]{0,20}(?i:(?:report )?category(?: code)?)[^\w\n]{1,20}([A-Z][A-Z0-9]{1,9})\b", re.MULTILINE
)
_CODE = re.compile(r"\b[A-Z][A-Z0-9]{1,9}\b")
_EARLIEST = timedelta(days=60)
_LATEST = timedelta(minutes=10)
Entity = dict[str, Any]


def is_pdf(file: MailFile) -> bool:
    return b"%PDF-" in file.content[:1024]


def can_be_read(mail: Mail) -> bool:
    """Whether there is anything for a person to read: words, or a PDF."""
    return bool(mail.text.strip()) or any(is_pdf(file) for file in mail.files)


def skeleton(mail: Mail, profile: Profile, *, own_address: bool) -> bytes:
    """The document. ``own_address``: the mail comes from a platform's address, not from a person to answer."""
    submission_id = str(uuid.uuid5(_SPACE, f"{profile.force.id.lower()}\n{mail.key}"))
    files = [_file(file, number) for number, file in enumerate(mail.files, 1)]
    person = [] if own_address or _names_reporter(mail.text) else _reporter(mail)
    incident: Entity = {
        "type": "incident",
        "id": "incident",
        "attributes": {"howReported": STOCK, "subject": mail.subject, "emailFrom": _from(mail)},
        "relationships": {"submission": {"data": _ref("submission", "submission")}},
    }
    if files:
        incident["relationships"]["attachments"] = {"data": [_ref(one["type"], one["id"]) for one in files]}
    if person:
        incident["relationships"]["reportingPerson"] = {"data": _ref("person", "person")}
    document = {"data": incident, "included": [_submission(mail, profile, submission_id), *person, *files]}
    return json.dumps(document, ensure_ascii=False).encode()


def _ref(kind: str, key: str) -> dict[str, str]:
    return {"type": kind, "id": key}


def _submission(mail: Mail, profile: Profile, submission_id: str) -> Entity:
    told = {
        "submissionId": submission_id,
        "externalReferenceId": SOURCE,
        "forceIdentifier": profile.force.id,
        "category": _category(mail, profile),
        "submitTime": sent_at(mail).isoformat(),
        "customerReferenceNumber": _reference(mail),
        "submissionContent": mail.text.strip() or _see_pdf(mail),
    }
    return {"type": "submission", "id": "submission", "attributes": {name: text for name, text in told.items() if text}}


def _see_pdf(mail: Mail) -> str:
    names = ", ".join(file.name for file in mail.files if is_pdf(file))
    return f"See the attached PDF: {names}"


def _file(file: MailFile, number: int) -> Entity:
    told = {
        "filename": file.name,
        "mimeType": "application/pdf" if is_pdf(file) else file.media_type,
        "size": len(file.content),
        "content": base64.b64encode(file.content).decode("ascii"),
    }
    return {"type": "attachment", "id": f"file-{number}", "attributes": told}


def _names_reporter(text: str) -> bool:
    """The text is a form that says who reports: whoever sent it on is somebody else."""
    return bool(read_reporter(pairs(text), ()))


def _reporter(mail: Mail) -> list[Entity]:
    if not mail.sender:
        return []
    name = "" if "@" in mail.sender_name else mail.sender_name.strip()
    given, _, surname = name.rpartition(" ")
    told: dict[str, object] = {"emailAddress": mail.sender}
    if surname:
        told["surname"] = surname
    if given:
        told["givenName"] = [given]
    return [{"type": "person", "id": "person", "attributes": told}]


def _from(mail: Mail) -> str:
    return f"{mail.sender_name} <{mail.sender}>" if mail.sender_name else mail.sender


def sent_at(mail: Mail) -> datetime:
    """When it was sent: its Date, unless that cannot be true; then when the server got it."""
    told = mail.sent_at
    if told is None or not mail.received_at - _EARLIEST <= told <= mail.received_at + _LATEST:
        return mail.received_at
    return told


def _reference(mail: Mail) -> str:
    found = _REFERENCE.search(mail.subject) or _REFERENCE.search(mail.text)
    return found[0] if found else ""


def _category(mail: Mail, profile: Profile) -> str:
    """The category code that the mail names on a line of its own, or one of the profile's that its subject names."""
    line = _CATEGORY.search(mail.text)
    if line:
        return line[1]
    known = {code.upper() for kind in profile.kinds for code in kind.categories}
    return next((code for code in _CODE.findall(mail.subject) if code in known), "")
