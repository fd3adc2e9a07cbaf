"""Files of the account, asked for at the records that were made: by the hash of their bytes."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass, field

from triage.models.account import AccountFile, AccountLine, Contradiction, Difference, FilePlace
from triage.models.decision import Reference
from triage.models.ids import ReportId
from triage.models.verdict import Verdict, classify
from triage.records.connector import RecordsSystem, SentFile

ASKED = frozenset({FilePlace.SENT, FilePlace.UNREADABLE})
"""Places that records can know better. What was left out may be there all the same, and that is nobody's mistake."""


@dataclass(slots=True)
class Filed:
    """What records said. ``seen``: where files are by that."""

    asked: int = 0
    unanswered: int = 0
    differences: list[Difference] = field(default_factory=list)
    seen: dict[tuple[ReportId, int, AccountFile], FilePlace] = field(default_factory=dict)

    def take(self, line: AccountLine, file: AccountFile, there: bool | None, *, fresh: bool) -> None:
        """``there`` None: no usable answer. ``fresh``: a look-up may still miss it."""
        self.asked += 1
        key = (line.report_id, line.version, file)
        if there is None:
            self.unanswered += 1
        elif there:
            self.seen[key] = FilePlace.ARRIVED
        elif file.place is FilePlace.SENT and not fresh:
            self.seen[key] = FilePlace.MISSING
            ours = tuple(one for one in line.references if one.destination == file.destination)
            self.differences.append(_missing(line, file, ours))


async def file_there(system: RecordsSystem, line: AccountLine, file: AccountFile) -> bool | None:
    """Whether one of the records has it; None when no answer says so."""
    certain = True
    for record_id in file.record_ids:
        exchange = await system.find_file(record_id, _named(line, file))
        if exchange.receipt is not None:
            return True
        certain = certain and classify(exchange.outcome, idempotent=True) is Verdict.DONE
    return False if certain else None


def _missing(line: AccountLine, file: AccountFile, references: tuple[Reference, ...]) -> Difference:
    return Difference(
        kind=Contradiction.FILE_NOT_AT_RECORDS,
        report_id=line.report_id,
        version=line.version,
        other=str(file.number),
        at=line.since,
        destination=file.destination,
        references=references,
    )


def _named(line: AccountLine, file: AccountFile) -> SentFile:
    """A file to be looked for: its bytes are not here, and nobody asks for them."""

    async def nothing() -> AsyncIterator[bytes]:
        return
        yield b""

    return SentFile(
        report_id=line.report_id,
        version=line.version,
        number=file.number,
        name="",
        media_type="",
        sha256=file.sha256,
        size=0,
        content=nothing,
    )
