"""Carrying the files of a report to the record that was made of it: their bytes are here already.

The same notes as for records: before it leaves, after it was answered. A file that went to a record once is not sent
again, whoever asks and under whatever key; what may have arrived is looked for there, or told so.
"""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from triage.gateway import state as states
from triage.gateway import tables
from triage.gateway.database import Database
from triage.gateway.media.files import File
from triage.gateway.media.locks import locked_numbers
from triage.gateway.media.reading import refuse_unless_readable
from triage.gateway.media.store import find_one
from triage.gateway.media.worker import Media
from triage.gateway.problems import Refusal, invalid
from triage.gateway.relay.room import DONE, SENDING, UNKNOWN, Relay, Sending, state_of
from triage.models import codec
from triage.models.clock import Clock
from triage.models.files import INLINE, SCANNING
from triage.models.ids import OpId, ReportId
from triage.models.relay import RelayAnswer, RelayFile
from triage.models.verdict import Reply, Verdict, classify
from triage.records.connector import NOT_OFFERED, Exchange, RecordsSystem, SentFile
from triage.records.relayed import tell_exchange

MAY_BE_THERE = RelayAnswer(
    reply=Reply(status=422, problem="outcome-unknown", title="It may be at the record already; look there")
)
_THERE = RelayAnswer(reply=Reply(status=200))


class FileRelay:
    def __init__(self, relay: Relay, database: Database, clock: Clock, media: Media) -> None:
        self._relay = relay
        self._database = database
        self._clock = clock
        self._media = media

    async def send(self, wanted: Sending) -> RelayAnswer:
        """Send a file, or say what became of it.

        Raises:
            Refusal: as `Relay.send`; or the file is locked, not here, or not one to hand out.
        """
        place, system = await self._relay.system(wanted.destination)
        if not system.can.attachments:
            return RelayAnswer(reply=NOT_OFFERED)
        told = codec.decode(RelayFile, wanted.body)
        file = await self._file(wanted.report_id, told)
        which = mark_of_file(file.sha256)
        async with self._database.write() as connection:
            await states.load(connection, wanted.report_id, lock=True)  # one at a time: else both would find nothing
            before, doubtful = await _before(connection, wanted, which)
            answer = await self._relay.note(connection, wanted, place, (which,))
        if answer is not None:
            return answer
        answer, state = _THERE, DONE
        if not before:
            answer, state = await self._carry(wanted, told, file, system, doubtful=doubtful)
        async with self._database.write() as connection:
            await self._relay.keep(connection, wanted, state, answer)
        return answer

    async def _file(self, report_id: str, told: RelayFile) -> File:
        """The file, fit to leave; raises Refusal."""
        async with self._database.read() as connection:
            file = await find_one(connection, report_id, told.version, told.number)
            locked = told.number in await locked_numbers(connection, report_id, told.version)
        if file is None:
            raise Refusal("unknown-attachment")
        if locked:
            raise Refusal("locked")
        if file.state in (INLINE, SCANNING):
            await self._media.look_now(report_id, told.version)
            async with self._database.read() as connection:
                file = await find_one(connection, report_id, told.version, told.number) or file
        refuse_unless_readable(file, self._clock.now(), anyway=False)
        if told.sha256 and told.sha256 != file.sha256:
            raise invalid("/sha256", "must be that of the file of this version")
        return file

    async def _carry(
        self, wanted: Sending, told: RelayFile, file: File, system: RecordsSystem, *, doubtful: bool
    ) -> tuple[RelayAnswer, str]:
        """What to answer, and how the note stands."""
        store = self._media.store
        sent = SentFile(
            report_id=ReportId(wanted.report_id),
            version=told.version,
            number=told.number,
            name=told.name,
            media_type=told.media_type,
            sha256=file.sha256,
            size=file.size or 0,
            content=lambda: store.parts(file),
        )
        if system.can.finds_files:
            asked = await system.find_file(wanted.record_id, sent)
            if asked.receipt is not None:
                return _THERE, DONE
            if doubtful and classify(asked.outcome, idempotent=True) is not Verdict.DONE:
                return tell_exchange(asked, wanted.destination), UNKNOWN
        elif doubtful and not system.idempotent:
            return MAY_BE_THERE, UNKNOWN
        exchange = await system.attach(wanted.record_id, sent, OpId(wanted.key))
        return tell_exchange(exchange, wanted.destination), _state(exchange, system)


def mark_of_file(sha256: str) -> str:
    """How a note about a file names it."""
    return f"file:{sha256}"


def _state(exchange: Exchange, system: RecordsSystem) -> str:
    done = classify(exchange.outcome, idempotent=False) in (Verdict.DONE, Verdict.LINK)
    return DONE if done else state_of(exchange, system)


async def _before(connection: AsyncConnection, wanted: Sending, which: str) -> tuple[bool, bool]:
    """Whether this file went to this report's record there; else whether it may have."""
    relayed = tables.relayed
    same = (relayed.c.report_id == wanted.report_id, relayed.c.destination == wanted.destination)
    rows = await connection.scalars(select(relayed.c.state).where(*same, relayed.c.deliverables == which))
    found = set(rows.all())
    return DONE in found, bool(found & {SENDING, UNKNOWN})
