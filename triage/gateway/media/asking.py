"""A person asks for a file again."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import update
from sqlalchemy.ext.asyncio import AsyncConnection

from triage.gateway import state as states
from triage.gateway import tables
from triage.gateway.media.files import File
from triage.gateway.media.store import WORD
from triage.models.files import CLEAN, FAILED, INLINE, LINK, SCANNING


async def ask_again(connection: AsyncConnection, file: File, now: datetime, *, scans: bool) -> File:
    """Have the file taken up at once: fetched when it is not here, else scanned when nobody found it clean yet. One
    that a worker has in hand, and one with which nothing is wrong, stay as they are. Gives the file as it is now.
    """
    if file.busy and file.due_at and file.due_at > now:
        return file
    if file.kept:
        if not scans or file.scan == CLEAN:
            return file
        state = SCANNING
    else:
        state = LINK if file.state == FAILED else file.state
    values: dict[str, Any] = {"state": state, "due_at": now, "busy": False}
    if state not in (LINK, INLINE) or file.state == FAILED:
        values |= {"tries": 0, "reason": ""}
    await connection.execute(update(tables.attachments).where(file.row).values(**values))
    if state != file.state:
        await states.publish(connection, file.report_id, WORD, now)
    return replace(file, **values)
