"""Which report a payload belongs to, found before anything else of it is read.

The rules are the parser's own (`triage.models.sdm.identify`). Nearly every payload says ``submissionId`` exactly once,
and then every rule leads to that one: it is found by looking for the name alone, in a tenth of the time.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from triage.gateway.digest import Content, content_of, is_tagged
from triage.models import codec
from triage.models.ids import ReportId, report_id_for
from triage.models.sdm import identify
from triage.models.sdm.jsontree import MAX_DEPTH
from triage.models.sdm.words import name_key

_NAME = "submissionid"
_PLAIN_NAME = re.compile(r"[A-Za-z0-9_\- ]+\Z")
_UNPAIRED = re.compile("[\ud800-\udfff]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Recognised:
    """A payload that can be stored. The content hash tells a re-send from a new version, the raw hash proves bytes."""

    report_id: ReportId
    submission_id: str
    content_sha256: str
    raw_sha256: str


def recognise(raw: bytes, force: str) -> Recognised:
    """The identity of a payload that came to ``force``.

    Raises:
        InputError: exactly when the parser would refuse it: not JSON, nested too deeply, no identity.
    """
    content = content_of(raw)
    submission_id = _said_once(content)
    if submission_id is None or not force:
        found = identify(raw)
        submission_id, force = found.submission_id, force or found.force
    return Recognised(
        report_id=report_id_for(force, submission_id),
        submission_id=submission_id,
        content_sha256=content.sha256,
        raw_sha256=codec.sha256(raw),
    )


def _said_once(content: Content) -> str | None:
    """The only ``submissionId`` of the document when it is a plain text that needs no mending; else None."""
    found: list[object] = []
    level: list[object] = [content.tree]
    depth = 0
    while level:
        depth += 1
        inner: list[object] = []
        for node in level:
            if isinstance(node, dict):
                for name, value in node.items():
                    if name_key(name) == _NAME:
                        found.append(value if _PLAIN_NAME.match(name) else None)
                    if isinstance(value, (dict, list)):
                        inner.append(value)
            elif isinstance(node, list):
                inner += [value for value in node if isinstance(value, (dict, list))]
        level = inner
    told = found[0] if len(found) == 1 and depth <= MAX_DEPTH else None
    if not isinstance(told, str) or is_tagged(told) or "\0" in told or _UNPAIRED.search(told):
        return None
    return told.strip() or None
