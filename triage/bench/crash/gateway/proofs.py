"""What must be true once a killed gateway has been started again and all have gone on: held against every book."""

from __future__ import annotations

from collections import Counter

from sqlalchemy import func, select

from triage.bench.crash.gateway.around import Around
from triage.bench.crash.gateway.process import LOG
from triage.bench.crash.points.life import Wrong
from triage.bench.crash.points.scene import SUE
from triage.bench.faults.ending import SYSTEMS
from triage.gateway import tables
from triage.models.stage import Stage
from triage.services import audit

TAKEN = 70
"""Seconds after which a file that a dead gateway worked on is another's."""
LATER = 10
"""Seconds between the last act and the account."""


async def prove(there: Around) -> None:
    """Raises Wrong, with what is wrong."""
    there.clock.advance(seconds=TAKEN)
    await there.read_all()
    await _promises(there)
    await _records(there)
    for who in sorted(there.opened):
        await _desk(there, who)
    await _account(there)
    if told := _mistakes(there):
        raise Wrong(f"the gateway called something a mistake of its own: {told}")


async def _promises(there: Around) -> None:
    """Every content that was answered with a 201 is there once, and nothing else is; each report is in the queue."""
    submissions, reports = tables.submissions, tables.reports
    async with there.books() as books, books.read() as connection:
        kept = Counter(await connection.scalars(select(submissions.c.report_id)))
        shown = Counter(await connection.scalars(select(reports.c.report_id)))
        twice = await connection.scalar(
            select(func.count()).select_from(
                select(submissions.c.report_id)
                .group_by(submissions.c.report_id, submissions.c.content_sha256)
                .having(func.count() > 1)
                .subquery()
            )
        )
    promised = Counter(there.promised.values())
    if kept != promised or twice:
        raise Wrong(f"promised to the hub: {dict(promised)}, kept: {dict(kept)}")
    if shown != Counter(set(there.promised.values())):
        raise Wrong(f"promised to the hub: {dict(promised)}, in the queue: {dict(shown)}")


async def _records(there: Around) -> None:
    """At most one record of each report in each system; of a closed one what the gateway was told and no more."""
    for report_id in there.reports:
        counts = [int((await there.outside.records.rows(_MADE, system, report_id))[0][0]) for system in SYSTEMS]
        if max(counts) > 1:
            raise Wrong(f"{report_id} has {counts} records in {SYSTEMS}")
        decided = await there.scalar(_DECIDED.where(tables.settlements.c.report_id == report_id))
        if decided and min(counts) != 1 and await there.at_gateway() is Stage.CLOSED:
            raise Wrong(f"{report_id} is settled and has {counts} records in {SYSTEMS}")


_MADE = "SELECT count(*) FROM records WHERE system = ? AND external_reference = ?"
_DECIDED = select(func.count()).where(tables.settlements.c.kind == "settled")


async def _desk(there: Around, who: str) -> None:
    desk = await there.desk(who)
    broken = await desk.store.read(audit.verify)
    if broken is not None:
        raise Wrong(f"the chain of {who}'s audit is broken at {broken}")
    if (await desk.outbox.figures()).waiting:
        every = [line.operation for line in await desk.outbox.lines()]
        raise Wrong(f"{who} waits for ever: {[(op.kind.value, op.status.value, op.last_code) for op in every]}")
    if bugs := there.station(who).bugs:
        raise Wrong(f"{who}'s desk called something a mistake of its own: {bugs}")


async def _account(there: Around) -> None:
    """What a supervisor is told, every records system asked for every report."""
    for who in sorted(there.opened):
        await (await there.desk(who)).statements.tell()
    there.clock.advance(seconds=LATER)
    found = await (await there.desk(SUE)).accounting.run(records=True)
    different = [f"{one.kind.value} {one.report_id} {one.desk} {one.destination}" for one in found.differences]
    if different or found.unanswered or not found.balanced:
        raise Wrong(f"the account does not balance: {different}, {found.unanswered} unanswered")
    if found.acknowledged != len(there.promised) or found.accounted != len(there.promised):
        raise Wrong(f"{len(there.promised)} were promised, the account has {found.acknowledged}, {found.accounted}")


def _mistakes(there: Around) -> list[str]:
    told = (there.folder / LOG).read_text("utf-8").splitlines()
    return [line[:300] for line in told if "bug" in line or "Traceback" in line or "Error" in line]
