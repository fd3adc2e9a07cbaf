"""The connector "mapped-file": documents and files dropped into a folder, and the answers that the system puts beside
the documents later.

Every document is written whole and renamed into its name, and what was dropped is noted in the folder "sent" before: so
it is always known whether a document may have been taken. No answer is no answer, however long; a person looks then.
"""

from __future__ import annotations

import asyncio
import os
import time
from collections.abc import Awaitable, Callable
from collections.abc import Mapping as Table
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from triage.models import codec
from triage.models.errors import InputError
from triage.models.ids import OpId, ReportId
from triage.models.profile import Destination
from triage.models.verdict import Reply, Transport
from triage.records.connector import NOT_OFFERED, Can, Exchange, Found, LookedUp, LookUp, SentFile
from triage.records.mapped.answers import is_good, made_by, meant, read_answer
from triage.records.mapped.dropped_files import DroppedFiles, settle
from triage.records.mapped.shape import Endpoint, Folder, Mapping
from triage.records.mapped.writing import Unfit, Writer, Written

NOTED = "sent"
LOOK_EVERY = 0.25
"""Seconds between two looks for the answer while the sending waits."""
_TAKEN = Reply(status=202, title="Handed over; the system has not answered yet.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """What was dropped: names of files and fields only, nothing of the report. ``fields``: theirs and ours."""

    file: str
    answer: str
    call: str
    deliverables: tuple[str, ...]
    fields: tuple[tuple[str, str], ...]


class DroppedRecords:
    """One destination that takes files from ``folder`` (which must be there)."""

    def __init__(
        self,
        destination: Destination,
        mapping: Mapping,
        *,
        folder: Path,
        schemas: Table[str, str],
        pause: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._destination = destination
        self._mapping = mapping
        self._told: Folder = mapping.folder or Folder()
        self._folder = folder
        self._writer = Writer(mapping, schemas)
        self._pause = pause
        attach = mapping.attach
        self._files = DroppedFiles(folder / self._told.files, folder / NOTED, attach.path) if attach else None

    @property
    def name(self) -> str:
        return self._destination.key

    @property
    def idempotent(self) -> bool:
        return False

    @property
    def index_delay(self) -> timedelta:
        return timedelta(minutes=self._told.silent_minutes)

    @property
    def can(self) -> Can:
        files = self._files is not None
        return Can(
            look_up=LookUp.LATE,
            by_reference=False,
            supplements=self._mapping.supplement is not None,
            attachments=files,
            finds_files=files,
            shows_files_at_once=files,
        )

    async def create(self, body: bytes, key: OpId) -> Exchange:
        return await self._send(lambda: self._writer.create(body, key))

    async def supplement(self, record_id: str, body: bytes, key: OpId) -> Exchange:
        return await self._send(lambda: self._writer.supplement(record_id, body, key))

    async def find_by_external(
        self, external: ReportId, key: OpId | None = None, deliverables: tuple[str, ...] = ()
    ) -> Exchange:
        try:
            return await asyncio.to_thread(self._standing, str(external), str(key or ""), deliverables)
        except OSError:
            return Exchange(outcome=Transport.NOT_SENT)

    async def find_by_reference(self, _reference: str) -> Found:
        return Found(outcome=NOT_OFFERED)

    async def look_up(self, _kind: str, _by: Table[str, str]) -> LookedUp:
        return LookedUp(outcome=NOT_OFFERED)

    async def attach(self, record_id: str, file: SentFile, _key: OpId) -> Exchange:
        return await self._files.drop(record_id, file) if self._files else Exchange(outcome=NOT_OFFERED)

    async def find_file(self, record_id: str, file: SentFile) -> Exchange:
        return await self._files.find(record_id, file) if self._files else Exchange(outcome=NOT_OFFERED)

    async def try_out(self, _body: bytes, _key: OpId) -> Exchange:
        return Exchange(outcome=NOT_OFFERED)

    async def ping(self) -> Exchange:
        there = await asyncio.to_thread(os.access, self._folder, os.W_OK | os.X_OK)
        return Exchange(outcome=Reply(status=204) if there else Transport.NOT_SENT)

    async def aclose(self) -> None:
        return None

    async def _send(self, write: Callable[[], Written]) -> Exchange:
        started = time.perf_counter()
        try:
            written = await asyncio.to_thread(write)
            note = self._note_of(written)
            dropped = await asyncio.to_thread(self._drop, written, note)
        except Unfit as unfit:
            return Exchange(outcome=unfit.reply)
        if not dropped:
            return Exchange(outcome=Transport.NOT_SENT)
        answered = None
        for _ in range(max(1, int(self._told.wait_seconds / LOOK_EVERY))):
            with suppress(OSError):
                answered = await asyncio.to_thread(self._answer, note)
            if answered is not None:
                break
            await self._pause(LOOK_EVERY)
        took = (time.perf_counter() - started) * 1000
        if answered is None:
            return Exchange(outcome=_TAKEN, latency_ms=took)
        return Exchange(outcome=answered.outcome, receipt=answered.receipt, latency_ms=took)

    def _note_of(self, written: Written) -> Note:
        return Note(
            file=self._told.file.format_map(written.variables),
            answer=self._told.answer_file.format_map(written.variables),
            call=written.call,
            deliverables=written.deliverables,
            fields=written.known,
        )

    def _drop(self, written: Written, note: Note) -> bool:
        """Whether the document stands in the folder; when not, it cannot have been taken."""
        part = self._folder / f".{note.file}.part"
        noted = self._notes(written.variables["external_reference"])
        try:
            _write(part, written.content)
            noted.mkdir(parents=True, exist_ok=True)
            _write(noted / f"{written.variables['operation']}.json", codec.encode(note))
            settle(noted)
            part.replace(self._folder / note.file)
        except OSError:
            return not part.exists() and (self._folder / note.file).exists()
        with suppress(OSError):
            settle(self._folder)
        return True

    def _standing(self, external: str, key: str, deliverables: tuple[str, ...]) -> Exchange:
        """What became of everything that was dropped for these deliverables of a report."""
        if not self._folder.is_dir():
            return Exchange(outcome=Transport.NOT_SENT)
        waiting, refused = False, None
        for path in sorted(self._notes(external).glob("*.json")):
            note = self._read_note(path)
            if note is None or (deliverables and not set(note.deliverables) <= set(deliverables)):
                continue
            answered = self._answer(note)
            if answered is None:
                waiting = waiting or not (self._folder / f".{note.file}.part").exists()
            elif answered.receipt is not None:
                return Exchange(outcome=Reply(status=200), receipt=answered.receipt)
            elif path.stem == key:
                refused = answered
        if refused is not None:
            return refused
        return Exchange(outcome=_TAKEN if waiting else Reply(status=200))

    def _read_note(self, path: Path) -> Note | None:
        """A note; none when it was cut short: then the document was not renamed into its name either."""
        try:
            return codec.decode(Note, path.read_bytes())
        except (InputError, FileNotFoundError):
            return None

    def _answer(self, note: Note) -> Exchange | None:
        """The system's answer to a document; None as long as there is none that can be read to its end."""
        try:
            value = read_answer((self._folder / self._told.answers / note.answer).read_bytes())
        except FileNotFoundError:
            return None
        if value is None:
            return None
        shape = self._endpoint(note.call).answer
        if is_good(shape, value):
            made = made_by(shape, value, "", note.deliverables)
            if made.receipt is not None:
                return Exchange(outcome=Reply(status=201), receipt=made.receipt)
            if shape.good_when:
                return None  # accepted without a reference: nothing to send again, and nothing to show; a person looks
        refusal = Reply(status=422, problem="refused")
        return Exchange(outcome=meant(self._mapping, refusal, value, note.fields))

    def _endpoint(self, call: str) -> Endpoint:
        if call == "supplement" and self._mapping.supplement is not None:
            return self._mapping.supplement
        at = int(call) if call.isdecimal() and int(call) < len(self._mapping.create) else 0
        return self._mapping.create[at]

    def _notes(self, external: str) -> Path:
        return self._folder / NOTED / external


def _write(path: Path, content: bytes) -> None:
    """The file whole and on the disk, or an OSError."""
    with path.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
