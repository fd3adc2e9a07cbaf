"""A report's files on their way to the record that was made of it: each an operation of its own, after the record.

A file is looked for at its record before it is sent, where that can be asked, so that no second decision and no second
workstation sends it twice. What cannot go (the system refuses it, the scanner found something, it is locked) waits for
a person with the reason, who has it sent again as it is or leaves it out.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from datetime import timedelta

from sqlalchemy import Connection

from triage.models import codec
from triage.models.delivery import Delivery, HeldBecause
from triage.models.errors import KnownError
from triage.models.files import FAILED, INFECTED, LOCKED, SUSPICIOUS, Enclosure, FileLine, FileReceipt
from triage.models.profile import Destination
from triage.models.queue import ReportBody
from triage.models.verdict import Reply, Transport, Verdict, classify
from triage.models.visible import one_line
from triage.records.connector import Exchange, RecordsSystem, SentFile
from triage.services import operations
from triage.services.api.client import ApiFailure
from triage.services.files import Files
from triage.services.guarding import Guard, Standing
from triage.services.held_files import Held
from triage.services.links import Links
from triage.services.marks import Marks
from triage.services.operations import Stored
from triage.services.outbox import NO_LOOK_UP, Outbox
from triage.services.receipts import Receipts
from triage.services.sendings import Sendings
from triage.services.targets import record_of
from triage.services.workplace import Workplace

PENDING_WAIT = timedelta(seconds=30)
"""How long at most until a file that the gateway does not have yet is asked for again."""
_NEVER = {
    INFECTED: "the scanner found malicious software in it",
    SUSPICIOUS: "it is not what it says it is, or nobody could scan it",
    FAILED: "the gateway could not fetch it",
    LOCKED: "it is locked",
}
_REFUSED_WORDS = {
    "infected": INFECTED, "attachment-suspicious": SUSPICIOUS, "attachment-failed": FAILED, "locked": LOCKED,
}  # fmt: skip
"""Problem words of the gateway about a file that is not handed out."""
FILE_NOT_SENT = "file_not_sent"
"""Code of a file that does not go to its record until a person has said what becomes of it."""
AFTER = "Send it again once that is mended, or leave it out and say why."
"""What a person can do about a file that waits."""


def enclosures(body: ReportBody, place: Destination) -> Iterator[Enclosure]:
    """The files of a report that go to a record there, each content once. What a file is counts by its bytes where the
    gateway has looked at them, else by what its sender said."""
    states = {state.number: state for state in body.files}
    seen: set[str] = set()
    for one in body.report.attachments:
        state = states.get(one.number)
        media = (state.media_type if state else "") or one.media_type or "application/octet-stream"
        sha256 = (state.sha256 if state else "") or one.sha256
        if place.takes_files_of(media) and sha256 not in seen:
            seen |= {sha256} if sha256 else set()
            yield Enclosure(
                number=one.number,
                version=body.report.version,
                name=one_line(one.name, 200) or f"attachment-{one.number}",
                media_type=media,
                sha256=sha256,
            )


def mark_of(file: Enclosure) -> tuple[str, ...]:
    """What an operation keeps of its file after its body is erased: by it the same file is known again."""
    return (file.sha256 or f"{file.version}-{file.number}",)


class Enclosing:
    def __init__(
        self,
        place: Workplace,
        *,
        files: Files,
        outbox: Outbox,
        marks: Marks,
        receipts: Receipts,
        links: Links,
        guard: Guard,
    ) -> None:
        self._store = place.store
        self._clock = place.clock
        self._files = files
        self._outbox = outbox
        self._marks = marks
        self._receipts = receipts
        self._links = links
        self._guard = guard
        self._sendings = Sendings(place.clock)

    async def carry(self, stored: Stored, system: RecordsSystem) -> None:
        """Send one file, or store why not."""
        told = codec.decode(Enclosure, stored.op.body)
        record_id = await self._store.read(lambda conn: record_of(conn, stored))
        if not system.can.attachments or not record_id:
            why = "this system takes no files" if record_id else "only the reference of its record is known"
            await self._not_sent(stored, told, why)
            return
        file = await self._brought(stored, told, system)
        if file is None:
            return
        receipt = FileReceipt(record_id=record_id, sha256=file.sha256)
        if await self._store.read(lambda conn: _went(conn, stored, receipt)):
            await self._attach(stored, receipt, found=True)
            return
        if not await self._absent(stored, system, receipt, file):
            return
        standing = await self._guard.look(stored)
        if standing is Standing.TAKEN:
            await self._guard.keep_back(stored)
        if standing is not Standing.OURS or not await self._outbox.mark_sending(stored.op.op_id):
            return
        with self._sendings.underway(stored):
            exchange = await system.attach(record_id, file, stored.op.op_id)
        await self._heard(stored, told, system, exchange, receipt)

    async def _heard(
        self, stored: Stored, told: Enclosure, system: RecordsSystem, exchange: Exchange, receipt: FileReceipt
    ) -> None:
        self._links.heard(stored.op.destination, exchange.outcome, exchange.latency_ms)
        verdict = classify(exchange.outcome, idempotent=system.idempotent)
        if verdict in (Verdict.DONE, Verdict.LINK):
            await self._attach(stored, receipt, found=verdict is Verdict.LINK)
        elif verdict is Verdict.REJECTED and isinstance(exchange.outcome, Reply):
            word = _REFUSED_WORDS.get(exchange.outcome.problem)
            said = one_line(exchange.outcome.title, 200) or f"it answered {exchange.outcome.status}"
            why = _NEVER[word] if word else f"it was refused: {said.rstrip('.')}"
            await self._not_sent(stored, told, why, refused=True)
        else:
            await self._marks.verdict(stored, verdict, exchange.outcome)

    async def _attach(self, stored: Stored, receipt: FileReceipt, *, found: bool = False) -> None:
        await self._store.write(lambda conn: self._receipts.attached(conn, stored, receipt, found=found))

    async def _not_sent(self, stored: Stored, told: Enclosure, why: str, *, refused: bool = False) -> None:
        """``refused``: by the system, so it is not there and may be sent again without a doubt."""
        text = f"“{told.name}” did not go to the record: {why}. {AFTER}"
        await self._marks.needs_person(stored, Delivery.HELD, code=FILE_NOT_SENT, text=text, unsent=refused)

    async def _brought(self, stored: Stored, told: Enclosure, system: RecordsSystem) -> SentFile | None:
        """The file, whole and checked; None: the mark that says what it waits for is stored."""
        if system.can.has_files:
            return _sent(stored, told, None, self._files)
        line = FileLine(number=told.number, name=told.name, state="", sha256=told.sha256)
        try:
            held = await self._files.fetch(stored.op.report_id, told.version, line, _quiet)
            if not await self._files.sound(held):
                held = await self._files.fetch(stored.op.report_id, told.version, line, _quiet)
        except ApiFailure as failure:
            word = _REFUSED_WORDS.get(failure.word)
            if word:
                await self._not_sent(stored, told, _NEVER[word])
            else:
                waits = {"wait": _wait(failure), "code": failure.word, "text": failure.what}
                await self._marks.held(stored, HeldBecause.GATEWAY, untried=True, **waits)  # type: ignore[arg-type]
            return None
        except KnownError as error:  # locked here, a newer version, or this disk
            text = f"{error.what} {error.do}".strip()
            await self._marks.needs_person(stored, Delivery.HELD, code="file", text=text)
            return None
        return _sent(stored, told, held, self._files)

    async def _absent(self, stored: Stored, system: RecordsSystem, receipt: FileReceipt, file: SentFile) -> bool:
        """Whether it may be sent now; else it was there already, or a mark is stored."""
        doubtful = stored.op.status is Delivery.UNCERTAIN or stored.look_first
        if not system.can.finds_files:
            same_key = system.idempotent and not stored.look_first
            if doubtful and not same_key:
                await self._person_looks(stored, file)
            return not doubtful or same_key
        exchange = await system.find_file(receipt.record_id, file)
        self._links.heard(stored.op.destination, exchange.outcome, exchange.latency_ms)
        if exchange.receipt is not None:
            await self._attach(stored, receipt, found=True)
            return False
        verdict = classify(exchange.outcome, idempotent=True)
        if verdict is Verdict.REJECTED and not doubtful:
            return True  # it cannot be asked, and nothing can have arrived, or a person has looked
        if verdict is not Verdict.DONE:
            await self._unanswered(stored, file, exchange, verdict)
            return False
        age = self._sendings.doubted(stored) if doubtful else system.index_delay
        if age < system.index_delay and not system.can.shows_files_at_once:
            later = self._clock.now() + (system.index_delay - age)
            await self._marks.uncertain(stored, later, code=stored.op.last_code)
            return False
        return True

    async def _person_looks(self, stored: Stored, file: SentFile) -> None:
        text = (
            f"“{file.name}” may be at the record already, and that cannot be asked. Look there: where it is missing,"
            " send it again; else leave it out."
        )
        await self._marks.needs_person(stored, Delivery.HELD, code=NO_LOOK_UP, text=text)

    async def _unanswered(self, stored: Stored, file: SentFile, exchange: Exchange, verdict: Verdict) -> None:
        """The look-up itself got no usable answer: nothing is known, so nothing changes but the time."""
        if verdict is Verdict.AUTH:
            await self._marks.held(stored, HeldBecause.AUTH, code="401", untried=True)
        elif verdict is Verdict.REJECTED:
            await self._person_looks(stored, file)
        elif stored.op.status is Delivery.UNCERTAIN:
            await self._marks.verdict(stored, Verdict.UNCERTAIN, exchange.outcome)
        else:
            await self._marks.again(stored, Transport.NOT_SENT)


def _wait(failure: ApiFailure) -> timedelta:
    """As the gateway says: what it is looking at just now is there in seconds."""
    outcome = failure.outcome
    told = outcome.retry_after if isinstance(outcome, Reply) else None
    return PENDING_WAIT if told is None else min(timedelta(seconds=told), PENDING_WAIT)


def _went(conn: Connection, stored: Stored, receipt: FileReceipt) -> bool:
    """Whether an operation of this report brought this very content to this record before."""
    op = stored.op
    every = operations.of_report(conn, op.report_id, superseded=True)
    sent = (one.op.receipt for one in every if one.op.kind is op.kind and one.op.destination == op.destination)
    told = codec.encode(receipt).decode()
    return bool(receipt.sha256) and any(one == told for one in sent)


def _sent(stored: Stored, told: Enclosure, held: Held | None, files: Files) -> SentFile:
    """``held``: the copy here; None where the other side has the file itself."""

    async def nothing() -> AsyncIterator[bytes]:
        return
        yield b""

    return SentFile(
        report_id=stored.op.report_id,
        version=told.version,
        number=told.number,
        name=told.name,
        media_type=told.media_type,
        sha256=held.sha256 if held else told.sha256,
        size=(held.size or 0) if held else 0,
        content=nothing if held is None else lambda: files.pieces(held),
    )


def _quiet(_done: int, _size: int) -> None:
    return
