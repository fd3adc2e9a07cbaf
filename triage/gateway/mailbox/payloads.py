"""Which files of a mail are reports as the hub sends them: by what is in them, whatever they are called."""

from __future__ import annotations

import re

from triage.gateway.mailbox.replies import Mail
from triage.models.errors import InputError
from triage.models.sdm import roles
from triage.models.sdm.entities import read_document
from triage.models.sdm.files import find_files
from triage.models.sdm.jsontree import load
from triage.models.sdm.submission import identity, submission_entity

_OPENS = re.compile(rb"\A(?:\xef\xbb\xbf|\xff\xfe|\xfe\xff)?[\s\0]*[{\[]")


def payloads_of(mail: Mail) -> tuple[bytes, ...]:
    """Every payload, in the mail's order; of files alone, else of the text itself."""
    found = tuple(dict.fromkeys(file.content for file in mail.files if is_payload(file.content)))
    if found:
        return found
    text = mail.text.encode()
    return (text,) if is_payload(text) else ()


def is_payload(raw: bytes) -> bool:
    """Whether it is JSON with an incident or a submission that has an identity (contracts A)."""
    if not _OPENS.match(raw[:256]):
        return False
    try:
        tree, _ = load(raw)
        document = read_document(tree, find_files(tree))
        entity = submission_entity(document)
        identity(document, entity)
    except InputError:
        return False
    return entity is not None or document.main.kind == roles.INCIDENT
