"""A generated report, and its bytes."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class GeneratedReport:
    """One payload as the hub would post it.

    ``kind`` is a key of `triage.training.reports.kinds`. ``note`` tells a trainer what to look for. ``duplicate_of`` is
    the submission id of another person's report of the same event; ``version_of`` is the submission id that this
    report changes (always its own ``submission_id``), or None.
    """

    document: dict[str, Any]
    submission_id: str
    kind: str
    note: str
    duplicate_of: str | None = None
    version_of: str | None = None


def payload(report: GeneratedReport) -> bytes:
    """The request body: UTF-8 JSON, letters as themselves."""
    return json.dumps(report.document, ensure_ascii=False, separators=(",", ":")).encode("utf-8")
