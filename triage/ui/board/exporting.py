"""What is on the board as files: a picture, or the figures as CSV."""

from __future__ import annotations

import asyncio

from PySide6.QtCore import QBuffer, QByteArray, QIODevice
from PySide6.QtGui import QPixmap

from triage.models.errors import KnownError
from triage.ui.presenter.context import Context


async def save(context: Context, title: str, name: str, filters: str, written: bytes) -> None:
    """Ask where, and write it there; tells the person.

    Raises:
        KnownError: it cannot be written.
    """
    from triage.ui.dialogs import pick_file

    path = await pick_file(context.shell, title, save_as=name, filters=filters)
    if path is None:
        return
    try:
        await asyncio.get_running_loop().run_in_executor(None, path.write_bytes, written)
    except OSError as error:
        raise KnownError(f"{path.name} cannot be written: {error.strerror}.", "Choose another place.") from error
    context.tell("info", f"The board is saved as {path.name}.", key="board")


def as_png(picture: QPixmap) -> bytes:
    """The picture as PNG."""
    held = QByteArray()
    buffer = QBuffer(held)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    picture.save(buffer, "PNG")
    buffer.close()
    return bytes(held.data())
