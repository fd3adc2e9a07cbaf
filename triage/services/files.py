"""Attachments on this desk: how they stand, fetched part by part, kept sealed, exported, and locked for good.

Every act of a person is one transaction with its audit line (rule R7). The audit holds numbers and hashes, no names.
"""

from __future__ import annotations

import asyncio
import hashlib
import time
from collections.abc import AsyncIterator, Callable, Iterable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from sqlalchemy import Connection

from triage.models import codec
from triage.models.errors import KnownError
from triage.models.files import FETCHED, LOCKED, PARTLY, FileLine, FileLock, FileState, LockRequest
from triage.models.ids import ReportId
from triage.models.operation import OpKind
from triage.models.queue import ReportBody
from triage.services import held_files, operations
from triage.services.api.client import ApiFailure
from triage.services.api.files import FilesApi, Piece
from triage.services.blobs import PART, Blobs
from triage.services.decoding import MOST_FILE, Decoder, Opened
from triage.services.errands import Numbered
from triage.services.held_files import Held
from triage.services.hub import OutboxChanged
from triage.services.messages import words_op
from triage.services.workplace import Workplace

Progress = Callable[[int, int], None]
"""Told of bytes here and bytes in all, after each piece."""
MOST_PARTS = 16
"""Parts (of `blobs.PART`) in one request at most: four megabytes."""
QUICK = 1.0
"""Seconds; when a piece came faster than this, the next one is twice as large."""
UNHELD_MINUTES = 30
SWEEP_EVERY = 60.0
NEWER = KnownError("The public sent another version of this report.", "Read that version to see its attachments.")
_SETTLED = frozenset({"attachment-failed", "infected", "locked"})


class Files:
    """What the window does with attachments. ``folder``: where the sealed files lie."""

    def __init__(self, place: Workplace, api: FilesApi, folder: Path, decoder: Decoder | None = None) -> None:
        self._place = place
        self._store = place.store
        self._api = api
        self._blobs = Blobs(folder)
        self._decoder = decoder or Decoder()

    async def lines(self, body: ReportBody, states: Iterable[FileState] | None = None) -> tuple[FileLine, ...]:
        """Every attachment of this version, by number. ``states``: fresher than those that came with the report."""
        report = body.report
        told = {state.number: state for state in (body.files if states is None else states)}
        made = [
            _line(told[one.number])
            if one.number in told
            else FileLine(
                number=one.number,
                name=one.name,
                state=one.state,
                claimed_type=one.media_type,
                size=one.size,
                sha256=one.sha256,
            )
            for one in report.attachments
        ]

        def read(conn: Connection) -> tuple[tuple[FileLine, ...], list[Held]]:
            held = held_files.all_of(conn, report.report_id, report.version)
            lines = tuple(self._laid_over(conn, report.report_id, report.version, one, held) for one in made)
            return lines, [held[one.number] for one in lines if one.state == LOCKED and one.number in held]

        lines, locked = await self._store.read(read)
        for copy in locked:  # somebody else locked it: our copy goes
            await self._forget(copy)
        return lines

    async def states(self, report_id: ReportId, version: int) -> tuple[FileState, ...]:
        """How the gateway has them now; raises KnownError when it cannot be reached or has a newer version."""
        newest, found = await self._api.states(report_id)
        if newest != version:
            raise NEWER
        return found

    async def ask_again(self, report_id: ReportId, number: int) -> FileState:
        """Have the gateway try once more; raises KnownError."""
        return await self._api.fetch(report_id, number)

    async def fetch(
        self, report_id: ReportId, version: int, line: FileLine, progress: Progress, *, anyway: bool = False
    ) -> Held:
        """Bring the file here, going on where an earlier try ended. Cancelling keeps what came.

        Raises:
            KnownError: locked, refused by the scanner, not there yet, the network, the disk, or what came is not it.
        """
        await self._refuse_locked(report_id, version, line)
        held = await self._store.read(lambda conn: held_files.find(conn, report_id, version, line.number))
        if held is None:
            disk, secret = Blobs.new()
            held = Held(disk=disk, report_id=report_id, version=version, number=line.number, secret=secret)
            await self._keep(held)
        if not held.whole:
            held = await self._complete(held, line.sha256, progress, anyway=anyway)
        await self._refuse_locked(report_id, version, replace(line, sha256=held.sha256))
        return held

    async def content(self, held: Held) -> bytes:
        """The whole file, for the decoding process.

        Raises:
            KnownError: too large to be opened here, or the copy on the disk is damaged (it is forgotten then).
        """
        if (held.size or 0) > MOST_FILE:
            raise KnownError(
                f"This file is larger than {MOST_FILE // 1024**2} MB, which is the most that is opened here.",
                "Export the original and open it where films of that size are looked at.",
            )
        try:
            return await asyncio.to_thread(lambda: b"".join(self._blobs.read(held.disk, held.secret)))
        except KnownError:
            await self._forget(held)
            raise

    async def sound(self, held: Held) -> bool:
        """Whether the copy here is the file, byte for byte; one that is not is forgotten."""
        try:
            if await asyncio.to_thread(self._hash, held) == held.sha256:
                return True
        except KnownError:
            pass  # the same as other bytes: it is fetched again
        await self._forget(held)
        return False

    async def pieces(self, held: Held) -> AsyncIterator[bytes]:
        """The file piece by piece, never whole in memory; raises KnownError when the copy here is damaged."""
        parts = self._blobs.read(held.disk, held.secret)
        while (piece := await asyncio.to_thread(next, parts, None)) is not None:
            yield piece

    async def open(self, content: bytes, *, page: int = 0, at_ms: int = -1) -> Opened:
        """Decode in the limited process."""
        return await self._decoder.open(content, page=page, at_ms=at_ms)

    async def note(self, what: str, held: Held, **detail: int | str | bool) -> None:
        """An audit line about a file that a person looked at: "file.opened", "file.uncovered"."""

        def write(conn: Connection) -> None:
            held_files.used(conn, held.disk, self._place.clock.now())
            self._place.audit.line(
                conn, what, held.report_id, version=held.version, number=held.number, sha256=held.sha256, **detail
            )

        await self._store.write(write)

    async def export(self, held: Held, path: Path) -> Path:
        """Write the original to ``path`` and its SHA-256 beside it (the form of `sha256sum`); gives that second path.

        Raises:
            KnownError: locked meanwhile, the disk, or the copy here is damaged. Nothing half-written stays.
        """
        line = FileLine(number=held.number, name="", state="", sha256=held.sha256)
        await self._refuse_locked(held.report_id, held.version, line)
        beside = await asyncio.to_thread(self._write_out, held, path)
        await self.note("file.exported", held, size=held.size or 0)
        return beside

    async def lock(self, report_id: ReportId, version: int, line: FileLine) -> FileLock:
        """Nobody at this desk opens this file again, nor any other of the same content; the copies here are gone. The
        gateway is told by the outbox, at once or when it is back, and then nobody gets it there.

        The key is erased with the lock in one transaction, so there is no moment at which one holds without the other.
        """
        now, me = self._place.clock.now(), self._place.me
        which = (report_id, version, line.number)
        asked = Numbered(number=line.number, lock=LockRequest(version=version, at=now))
        told = words_op(report_id, OpKind.LOCK_FILE, codec.encode(asked), me)

        def write(conn: Connection) -> FileLock:
            held = held_files.find(conn, *which)
            sha256 = (held.sha256 if held else "") or line.sha256
            held_files.lock(conn, which, sha256, by=me, now=now)
            self._place.audit.line(conn, "file.locked", report_id, version=version, number=line.number, sha256=sha256)
            operations.append(conn, told, now)
            self._place.audit.line(conn, "op.queued", report_id, op=told.op_id, kind=told.kind.value)
            return FileLock(number=line.number, sha256=sha256, locked_at=now, locked_by=me)

        made = await self._store.write(write)
        self._place.hub.publish(OutboxChanged(frozenset({report_id})))
        await self.sweep()
        return made

    async def sweep(self) -> int:
        """Take away what no key fits any more; gives how many files."""
        before = self._place.clock.now() - timedelta(minutes=UNHELD_MINUTES)

        def write(conn: Connection) -> frozenset[str]:
            held_files.forget_unheld(conn, before)
            return held_files.on_disk(conn)

        kept = await self._store.write(write)
        return await asyncio.to_thread(self._blobs.sweep, kept)

    async def run(self) -> None:
        """Sweep for ever."""
        while True:
            await self.sweep()
            await asyncio.sleep(SWEEP_EVERY)

    async def _complete(self, held: Held, expected: str, progress: Progress, *, anyway: bool) -> Held:
        parts = await asyncio.to_thread(self._blobs.parts, held.disk)
        if held.size is not None:
            parts = min(parts, held.size // PART)  # a short last part is asked for again: the check follows it
        wanted = 1
        while held.size is None or parts * PART < held.size:
            progress(parts * PART, held.size or 0)
            began = time.perf_counter()
            piece = await self._piece(held, parts, wanted, anyway=anyway)
            quick = time.perf_counter() - began < QUICK
            if expected and piece.sha256 != expected:
                await self._forget(held)  # a gateway of before gives the files of its newest version only
                raise NEWER
            if piece.sha256 != held.sha256:
                held = await self._begin_anew(held, piece)
                parts = 0
            if piece.first != parts * PART or not (piece.content or piece.total == 0):
                raise KnownError("The gateway sent another part of the file than was asked for.", "Open it again.")
            await asyncio.to_thread(self._blobs.append, held.disk, held.secret, parts, piece.content)
            if parts * PART + len(piece.content) >= piece.total:
                break
            parts += len(piece.content) // PART
            wanted = min(wanted * 2, MOST_PARTS) if quick else max(wanted // 2, 1)
        return await self._check(held, progress)

    async def _piece(self, held: Held, parts: int, wanted: int, *, anyway: bool) -> Piece:
        first, last = parts * PART, (parts + wanted) * PART - 1
        try:
            return await self._api.piece(
                held.report_id, held.number, first, last, version=held.version, sha256=held.sha256, anyway=anyway
            )
        except ApiFailure as failure:
            if failure.word == "range-not-satisfiable" and not first:
                return Piece(first=0, content=b"", total=0, sha256=hashlib.sha256(b"").hexdigest())
            if failure.word in _SETTLED:
                await self._forget(held)
            raise

    async def _begin_anew(self, held: Held, piece: Piece) -> Held:
        """The first piece told which file it is; or the gateway has another one by now: then under a fresh key."""
        fresh = replace(held, sha256=piece.sha256, size=piece.total)
        if held.sha256:
            disk, secret = Blobs.new()
            fresh = replace(fresh, disk=disk, secret=secret)
        await self._keep(fresh)
        return fresh

    async def _check(self, held: Held, progress: Progress) -> Held:
        found = await asyncio.to_thread(self._hash, held)
        if found != held.sha256:
            await self._forget(held)
            raise KnownError("What came is not the file that the gateway has.", "Open it again to fetch it afresh.")
        whole = replace(held, whole=True)
        await self._keep(whole)
        progress(held.size or 0, held.size or 0)
        return whole

    def _hash(self, held: Held) -> str:
        digest = hashlib.sha256()
        for part in self._blobs.read(held.disk, held.secret):
            digest.update(part)
        return digest.hexdigest()

    def _write_out(self, held: Held, path: Path) -> Path:
        half, beside = path.with_name(f"{path.name}.part"), path.with_name(f"{path.name}.sha256")
        digest = hashlib.sha256()
        try:
            with half.open("wb") as file:
                for part in self._blobs.read(held.disk, held.secret):
                    digest.update(part)
                    file.write(part)
            if digest.hexdigest() != held.sha256:
                raise KnownError("The copy of the attachment on this disk is damaged.", "Fetch it again.")
            half.replace(path)
            beside.write_text(f"{held.sha256} *{path.name}\n", encoding="utf-8")
        except OSError as error:
            raise KnownError(f"The file could not be written: {error.strerror}.", "Choose another folder.") from error
        finally:
            half.unlink(missing_ok=True)
        return beside

    async def _refuse_locked(self, report_id: ReportId, version: int, line: FileLine) -> None:
        which = (report_id, version, line.number)
        if (
            line.state == LOCKED
            or await self._store.read(lambda conn: held_files.lock_of(conn, which, line.sha256)) is not None
        ):
            raise KnownError(
                "This attachment is locked: somebody stopped viewing it because it may be illegal.",
                "It is not opened or exported from this desk again. Tell whom the force names.",
            )

    async def _keep(self, held: Held) -> None:
        now = self._place.clock.now()
        await self._store.write(lambda conn: held_files.put(conn, held, now))

    async def _forget(self, held: Held) -> None:
        await self._store.write(lambda conn: held_files.drop(conn, held.report_id, held.version, held.number))

    def _laid_over(
        self, conn: Connection, report_id: ReportId, version: int, line: FileLine, held: dict[int, Held]
    ) -> FileLine:
        here = held.get(line.number)
        known = line.sha256 or (here.sha256 if here else "")
        ours = held_files.lock_of(conn, (report_id, version, line.number), known)
        if line.state == LOCKED or ours is not None:
            return replace(line, here=LOCKED)
        if here is None:
            return line
        if here.whole:
            return replace(line, here=FETCHED, here_bytes=here.size or 0, size=here.size, sha256=here.sha256)
        done = self._blobs.parts(here.disk) * PART
        return replace(line, here=PARTLY, here_bytes=done) if done else line


def _line(state: FileState) -> FileLine:
    names = ("number", "name", "state", "reason", "media_type", "claimed_type", "size", "sha256", "signature")
    return FileLine(**{name: getattr(state, name) for name in names}, next_try_at=state.next_try_at)
