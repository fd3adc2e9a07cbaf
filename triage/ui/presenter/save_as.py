"""Content of the desk as a file: asks where, writes it in a thread, and tells the person."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path

from triage.models.errors import KnownError
from triage.ui.presenter.context import Context


async def save_as(
    context: Context,
    title: str,
    name: str,
    filters: str,
    content: bytes | Callable[[], Awaitable[bytes]],
    *,
    what: str,
    key: str,
) -> None:
    """Save as the person says; ``name`` is suggested. ``content``: or what makes it, once there is a place for it.
    ``what``: what is saved, as the notice under ``key`` names it.

    Raises:
        KnownError: it cannot be written.
    """
    from triage.ui.dialogs import pick_file

    path = await pick_file(context.shell, title, save_as=name, filters=filters)
    if path is None:
        return
    await write_file(path, content if isinstance(content, bytes) else await content())
    context.tell("info", f"{what}: saved as {path.name}.", key=key)


async def write_file(path: Path, content: bytes) -> None:
    """Write in a thread; raises KnownError when that is not possible."""
    try:
        await asyncio.to_thread(path.write_bytes, content)
    except OSError as error:
        raise KnownError(f"{path.name} cannot be written: {error.strerror}.", "Choose another place.") from error


def as_csv_bytes(text: str) -> bytes:
    """CSV as spreadsheets read it: without the mark at its beginning they guess the letters."""
    return text.encode("utf-8-sig")
