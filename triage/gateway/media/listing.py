"""The files of a report as its readers hear of them."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Sequence
from dataclasses import replace

from sqlalchemy.ext.asyncio import AsyncConnection

from triage.gateway.media.files import File, told
from triage.gateway.media.locks import laid_over, locked_numbers
from triage.gateway.media.store import find
from triage.models.files import FAILED, INFECTED, INLINE, LINK, SCANNING, STORED, SUSPICIOUS, FileState
from triage.models.report import Report

_FOR_OLDER_DESKTOPS = {
    INLINE: "inline",
    LINK: "link",
    SCANNING: "link",
    STORED: "stored",
    SUSPICIOUS: "failed",
    INFECTED: "failed",
    FAILED: "failed",
}


async def listed(connection: AsyncConnection, report: Report) -> tuple[Report, tuple[FileState, ...]]:
    """The report with what is known of its files by now, and how they stand. No question when it has none."""
    if not report.attachments:
        return report, ()
    files = {file.number: file for file in await find(connection, report.report_id, report.version)}
    attachments = tuple(
        entry
        if entry.number not in files
        else replace(
            entry,
            state=_FOR_OLDER_DESKTOPS.get(files[entry.number].state, "failed"),
            size=files[entry.number].size,
            sha256=files[entry.number].sha256,
        )
        for entry in report.attachments
    )
    locked = await locked_numbers(connection, report.report_id, report.version)
    return replace(report, attachments=attachments), laid_over([told(file) for file in files.values()], locked)


def mark_of(files: Sequence[File], locked: Collection[int] = ()) -> str:
    """What is added to the report's etag so that a reader learns of changed files; "" without files. Calls with
    If-Match pass over it: a file that arrives does not make a decision stale.
    """
    if not files:
        return ""
    words = "|".join(f"{file.number} {file.state} {file.scan} {file.reason} {file.tries}" for file in files)
    words += "".join(f"|locked {number}" for number in sorted(locked))
    return "+" + hashlib.sha256(words.encode()).hexdigest()[:8]
