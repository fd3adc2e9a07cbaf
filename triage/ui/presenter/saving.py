"""Saving a copy of an attachment: its bytes and name as they came, nothing opened, nothing run (rule R11)."""

from __future__ import annotations

import asyncio
import re
from pathlib import Path

from PySide6.QtWidgets import QWidget

from triage.models.errors import KnownError
from triage.models.views import ReportDetail
from triage.services.desk import Desk
from triage.services.hub import Notice
from triage.ui.dialogs import pick_file

_UNSAFE = re.compile(r'[\x00-\x1f\x7f<>:"/\\|?*\u200b-\u200f\u202a-\u202e\u2066-\u2069]+')


def safe_name(name: str, number: int) -> str:
    """A file name that means nothing to any file system but a name (no path, no control or direction marks)."""
    cleaned = _UNSAFE.sub("_", name).strip(" .")[-120:]
    return cleaned or f"attachment-{number}"


async def save_attachment(window: QWidget, desk: Desk, detail: ReportDetail | None, number: int) -> None:
    """Ask where, fetch the bytes from the gateway and write them there.

    Raises:
        KnownError: the gateway cannot be reached or the file cannot be written.
    """
    if detail is None or detail.body is None:
        return
    found = next((one for one in detail.body.report.attachments if one.number == number), None)
    if found is None:
        return
    chosen = await pick_file(window, "Save a copy of the attachment", save_as=safe_name(found.name, number))
    if chosen is None:
        return
    content = await desk.attachment(detail.summary.report_id, number)
    await asyncio.to_thread(_write, chosen, content)
    desk.hub.publish(Notice("info", f"Saved {len(content):,} bytes to {chosen.name}.", key="attachment"))


def _write(path: Path, content: bytes) -> None:
    try:
        path.write_bytes(content)
    except OSError as error:
        raise KnownError(f"The file could not be written: {error.strerror}.", "Choose another folder.") from error
