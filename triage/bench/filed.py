"""One small file for each report of a measurement: it must be at the report's crime record in the end, once."""

from __future__ import annotations

import json
from base64 import b64encode
from collections.abc import Iterable
from typing import Any

from triage.training.ledger import Ledger
from triage.training.reports import GeneratedReport, payload

TYPE = "text/plain"
"""No report of the training has a file of this type of its own."""
PLACE = "crime"


def with_file(report: GeneratedReport) -> bytes:
    """The report as the hub sends it, with a list of what was taken."""
    document: dict[str, Any] = json.loads(payload(report))
    content = b64encode(f"What was taken, of {report.submission_id}.\n".encode()).decode()
    attributes = {"fileName": "list.txt", "mediaType": TYPE, "content": content}
    document.setdefault("included", []).append({"id": "list", "type": "media", "attributes": attributes})
    return json.dumps(document, ensure_ascii=False).encode()


def figures_of(ledger: Ledger, decided: Iterable[str]) -> dict[str, int]:
    """How many decided reports have their file there, and what is wrong."""
    there = ledger.filed.get(PLACE, [])
    return {
        "files": len(there),
        "files_lost": len(set(decided) - set(there)),
        "files_duplicates": len(there) - len(set(there)),
    }
