"""Files of a report beside the documents in a folder: whole or not at all, under names that cannot clash.

A name holds the hash of the bytes, so another file never comes under it. As with documents, what is dropped is noted in
the folder "sent" before it gets its name: whether it may have been taken is known from the note, at once.
"""

from __future__ import annotations

import asyncio
import hashlib
import os
import re
from pathlib import Path
from urllib.parse import quote

from triage.models.verdict import Reply, Transport
from triage.records.connector import UNFIT, Exchange, Receipt, SentFile

FILE_VARIABLES = ("record_id", "external_reference", "sha256", "number", "extension")
LONGEST_NAME = 200
"""Bytes; file systems take 255, and a part's name is longer."""
_EXTENSION = re.compile(r"\.[A-Za-z0-9]{1,8}\Z")
_TOO_LONG = Reply(status=422, problem=UNFIT, title="The name of the file would be too long. Nothing was sent.")


class DroppedFiles:
    """``folder``: where they go; ``notes``: the folder of the notes; ``pattern``: how they are called."""

    def __init__(self, folder: Path, notes: Path, pattern: str) -> None:
        self._folder = folder
        self._notes = notes
        self._pattern = pattern

    def name(self, record_id: str, file: SentFile) -> str:
        """Of nothing that the public wrote but the ending."""
        ending = _EXTENSION.search(file.name)
        variables = {
            "record_id": quote(record_id, safe=""),
            "external_reference": str(file.report_id),
            "sha256": file.sha256,
            "number": str(file.number),
            "extension": ending[0].lower() if ending else "",
        }
        return self._pattern.format_map(variables)

    async def find(self, record_id: str, file: SentFile) -> Exchange:
        """With a receipt when it was dropped, whether it lies there still or was taken."""
        there = await asyncio.to_thread(self._standing, self.name(record_id, file), str(file.report_id))
        if there is None:
            return Exchange(outcome=Transport.NOT_SENT)
        return Exchange(
            outcome=Reply(status=200), receipt=Receipt(record_id=record_id, references=()) if there else None
        )

    async def drop(self, record_id: str, file: SentFile) -> Exchange:
        """Write it beside its place, make it durable, note it, and give it its name."""
        name = self.name(record_id, file)
        if len(name.encode()) > LONGEST_NAME:
            return Exchange(outcome=_TOO_LONG)
        there = await asyncio.to_thread(self._standing, name, str(file.report_id))
        if there is None:
            return Exchange(outcome=Transport.NOT_SENT)
        if there:
            return Exchange(outcome=Reply(status=200))
        try:
            whole = await self._write(self._part(name), file)
            if whole:
                await asyncio.to_thread(self._note, name, str(file.report_id))
        except OSError:
            whole = False
        # From the note on a part that is gone was dropped: so a part is never taken away, only written anew.
        if not whole or not await asyncio.to_thread(self._name, name):
            return Exchange(outcome=Transport.NOT_SENT)
        return Exchange(outcome=Reply(status=201))

    def _standing(self, name: str, external: str) -> bool | None:
        """None: the folder cannot be reached, so nothing is known."""
        if not self._folder.is_dir():
            return None
        return self._noted(name, external).exists() and not self._part(name).exists()

    async def _write(self, part: Path, file: SentFile) -> bool:
        """Whether all of it, with the right hash, is on the disk."""
        digest = hashlib.sha256()
        handle = await asyncio.to_thread(part.open, "wb")
        try:
            async for piece in file.content():
                digest.update(piece)
                await asyncio.to_thread(handle.write, piece)
            await asyncio.to_thread(handle.flush)
            await asyncio.to_thread(os.fsync, handle.fileno())
        finally:
            await asyncio.to_thread(handle.close)
        return digest.hexdigest() == file.sha256

    def _note(self, name: str, external: str) -> None:
        noted = self._noted(name, external)
        noted.parent.mkdir(parents=True, exist_ok=True)
        with noted.open("wb") as handle:
            os.fsync(handle.fileno())
        settle(noted.parent)

    def _name(self, name: str) -> bool:
        part = self._part(name)
        try:
            part.replace(self._folder / name)
            settle(self._folder)
        except OSError:
            return not part.exists()
        return True

    def _part(self, name: str) -> Path:
        return self._folder / f".{name}.part"

    def _noted(self, name: str, external: str) -> Path:
        return self._notes / external / f"{name}.file"


def settle(folder: Path) -> None:
    """Make the folder's names durable; Windows does so by itself and cannot be told to."""
    if os.name == "nt":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
