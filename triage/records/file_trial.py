"""Whether a test system takes the files of a report: once, again, and one it must not believe."""

from __future__ import annotations

import hashlib
from collections.abc import AsyncIterator, Callable

from triage.models.ids import ReportId, new_op_id
from triage.models.profile import Destination
from triage.models.verdict import Verdict, classify
from triage.records.connector import RecordsSystem, SentFile
from triage.records.findings import State, accepted, said

CONTENT = b"A trial of the records connection. Nothing happened.\n"
LARGE = 4 * 1024 * 1024
"""Bytes of the larger file, sent piece by piece."""
Tell = Callable[[str, State, str], None]


class FileTrial:
    """``tell``: takes what was found."""

    def __init__(self, system: RecordsSystem, place: Destination, tell: Tell) -> None:
        self._system = system
        self._place = place
        self._tell = tell

    async def run(self, record_id: str) -> None:
        """Add files to this record, made for the trial."""
        if not self._system.can.attachments:
            wrong = bool(self._place.attachments)
            words = "The profile sends files there, and it takes none. Leave out destinations.attachments."
            words = words if wrong else "Files of a report stay in Triage."
            self._tell("attachments", State.WRONG if wrong else State.NOT_OFFERED, words)
            return
        file = trial_file(CONTENT)
        told = await self._system.attach(record_id, file, key := new_op_id())
        self._tell("attachments", State.WORKS if accepted(told) else State.WRONG, f"{said(told)}.")
        if not accepted(told):
            return
        large = await self._system.attach(record_id, trial_file(CONTENT * (LARGE // len(CONTENT))), new_op_id())
        taken = accepted(large) or classify(large.outcome, idempotent=False) is Verdict.REJECTED
        self._tell("large file", State.WORKS if taken else State.WRONG, f"{said(large)} to {LARGE // 1024**2} MB.")
        if not self._system.can.finds_files:
            words = "It cannot be asked: after a lost answer a person looks, unless it keeps idempotency keys."
            self._tell("file look-up", State.NOT_OFFERED, words)
            return
        there = await self._system.find_file(record_id, file)
        absent = await self._system.find_file(record_id, trial_file(b"Nobody sent this.\n"))
        works = there.receipt is not None and accepted(absent) and absent.receipt is None
        self._tell("file look-up", State.WORKS if works else State.WRONG, f"{said(there)}; {said(absent)} for another.")
        again = await self._system.attach(record_id, file, key)
        self._tell("same file again", State.WORKS if accepted(again) else State.WRONG, f"{said(again)}.")


def trial_file(content: bytes) -> SentFile:
    """A text file that says of itself what it is."""

    async def pieces() -> AsyncIterator[bytes]:
        for first in range(0, len(content), 64 * 1024):
            yield content[first : first + 64 * 1024]

    return SentFile(
        report_id=ReportId(""),
        version=1,
        number=1,
        name="trial.txt",
        media_type="text/plain",
        sha256=hashlib.sha256(content).hexdigest(),
        size=len(content),
        content=pieces,
    )
