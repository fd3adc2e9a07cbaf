"""What a report's narrative mentions, found off the window's thread: opening a report does not wait for it."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime

from triage.models.mention import Mention
from triage.models.report import Report
from triage.models.sdm.moments import as_utc

_NUMBER = "07700 900123"
"""A number kept for drama: the tables of numbers load only for words that hold one."""


async def mentions_of(report: Report, now: datetime) -> tuple[Mention, ...]:
    """Days are told from the moment the report was sent, else received, else ``now``."""
    sent = report.submission.submitted
    written = (as_utc(sent.at) if sent is not None and sent.at else None) or report.received_at or now
    return await asyncio.to_thread(_find, report.narrative, written.astimezone(UTC))


async def load_finders() -> None:
    """Load beside the window what finding takes: its modules and tables, for the first report needs them while keys are
    struck, and a thread that loads keeps the interpreter from the window's."""
    await asyncio.to_thread(_find, _NUMBER, datetime(2020, 1, 1, tzinfo=UTC))


def _find(narrative: str, written: datetime) -> tuple[Mention, ...]:
    from triage.insight.extract.everything import extract  # not needed by the first list

    return extract(narrative, written)
