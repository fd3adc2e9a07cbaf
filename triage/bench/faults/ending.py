"""What is counted in the systems themselves: nothing lost, nothing doubled, nothing sent without a begin."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping

from sqlalchemy import select

from triage.bench.faults.filed import Filed
from triage.bench.faults.network import GATEWAY, RECORDS_HOST, Exchanged
from triage.bench.faults.outside import HANDLERS, Outside
from triage.bench.faults.promises import Broken, check_chain, held
from triage.bench.faults.workstation import Workstation
from triage.gateway import state as states
from triage.gateway import tables
from triage.models import codec
from triage.models.decision import Reference
from triage.models.ids import ReportId
from triage.models.messages import ContactLine
from triage.models.stage import Stage
from triage.models.withdrawal import NOTED

SYSTEMS = ("control", "crime")
DONE = frozenset({Stage.CLOSED, Stage.HELD, Stage.AWAITING_APPROVAL})
"""Where a report may rest for good without a handler: recorded, or shown to a supervisor."""


async def check_made(outside: Outside, exchanged: Exchanged) -> None:
    """A record that is made just now stands on a begin of whoever sent it (architecture §5: no begin, no push)."""
    request = exchanged.request
    made = exchanged.status == 201 and "Idempotency-Replayed" not in exchanged.headers
    if request.url.host != RECORDS_HOST or request.method != "POST" or not made:
        return
    report_id = ReportId(json.loads(request.content)["external_reference"])
    async with outside.parts.database.read() as connection:
        state = await states.load(connection, report_id)
    holder = state.lease.subject if state.lease else ""
    if state.stage is not Stage.BEGUN or not holder or exchanged.by not in (holder, GATEWAY):
        whose = holder or "nobody"
        raise Broken(f"{exchanged.by} made a record of {report_id}, which is {state.stage.value} and {whose}'s")
    await check_records(outside, report_id)


async def check_records(outside: Outside, report_id: ReportId) -> None:
    """At most one record of a report in each system, in the order of the profile."""
    counts = [await _made(outside, system, report_id) for system in SYSTEMS]
    if max(counts) > 1:
        raise Broken(f"{report_id} has {counts} records in {SYSTEMS}")
    if counts[1] > counts[0]:
        raise Broken(f"{report_id} went to {SYSTEMS[1]} before {SYSTEMS[0]}")


async def check_end(filed: Filed, acknowledged: tuple[ReportId, ...], stations: tuple[Workstation, ...]) -> str:
    """What is not done yet, "" when everything is.

    Raises:
        Broken: a submission or a file is lost, a record or a file doubled, a record unknown to the gateway, a
            settlement counted twice.
    """
    outside = filed.outside
    for report_id in acknowledged:
        await filed.check(report_id)
        await check_records(outside, report_id)
        await _check_settlements(outside, report_id)
    for station in stations:
        await check_chain(station)
        for report_id in acknowledged:
            found = await station.store.read(lambda conn, key=report_id: held(conn, key))  # type: ignore[misc]
            if found.stage is not None:
                return f"{station.who} has {report_id} as {found.stage.value}"
        if (await station.desk.outbox.figures()).waiting:
            return f"{station.who} has operations waiting"
    for report_id in acknowledged:
        stage = await _stage(outside, report_id)
        if stage not in DONE:
            return f"{report_id} is {stage.value}"
        if stage is Stage.CLOSED:
            await _check_recorded(outside, report_id)
            await filed.check_whole(report_id)
    return ""


async def check_noted(outside: Outside, noted: Mapping[str, ReportId]) -> None:
    """Each withdrawal that a desk took is in its report's contact log once, and marks its line; raises Broken."""
    lines, reports = tables.contact_lines, tables.reports
    async with outside.parts.database.read() as connection:
        rows = (await connection.execute(select(lines.c.report_id, lines.c.line))).all()
        marked = {row.report_id for row in await connection.execute(select(reports)) if NOTED in row.flags}
    told = [(line.note, row.report_id) for row in rows if (line := codec.decode(ContactLine, row.line)).kind == NOTED]
    if twice := [note for note, times in Counter(told).items() if times > 1]:
        raise Broken(f"withdrawal doubled: {twice}")
    if missing := set(noted.items()) - set(told):
        raise Broken(f"withdrawal lost: {sorted(missing)}")
    if bare := {report_id for _, report_id in told} - marked:
        raise Broken(f"withdrawal not marked: {sorted(bare)}")


async def _stage(outside: Outside, report_id: ReportId) -> Stage:
    reports = tables.reports
    async with outside.parts.database.read() as connection:
        found = await connection.scalar(select(reports.c.stage).where(reports.c.report_id == report_id))
    if found is None:
        raise Broken(f"submission lost: the gateway acknowledged {report_id} and does not have it")
    return Stage(found)


async def _made(outside: Outside, system: str, report_id: ReportId) -> int:
    statement = "SELECT count(*) FROM records WHERE system = ? AND external_reference = ?"
    return int((await outside.records.rows(statement, system, report_id))[0][0])


async def _check_settlements(outside: Outside, report_id: ReportId) -> None:
    """Each decision is settled at most once, and was begun under a lease of its author."""
    settlements, decisions, leases = tables.settlements, tables.decisions, tables.leases
    async with outside.parts.database.read() as connection:
        settled = select(settlements.c.decision_number).where(
            settlements.c.report_id == report_id, settlements.c.kind == "settled"
        )
        numbers = list(await connection.scalars(settled))
        begun = select(decisions.c.subject, leases.c.subject.label("holder")).join(
            leases, (leases.c.report_id == decisions.c.report_id) & (leases.c.fence == decisions.c.fence)
        )
        pairs = (await connection.execute(begun.where(decisions.c.report_id == report_id))).all()
    if len(numbers) != len(set(numbers)):
        raise Broken(f"a decision of {report_id} was settled twice: {numbers}")
    wrong = [row for row in pairs if row.subject != row.holder or row.subject not in HANDLERS]
    if wrong:
        raise Broken(f"a decision of {report_id} was begun under another's lease: {wrong}")


async def _check_recorded(outside: Outside, report_id: ReportId) -> None:
    """What records made is what the gateway was told, no more and no less."""
    settlements = tables.settlements
    async with outside.parts.database.read() as connection:
        rows = await connection.scalars(select(settlements.c.references).where(settlements.c.report_id == report_id))
        told = {entry.record_id for row in rows for entry in codec.decode(tuple[Reference, ...], bytes(row))}
    made = set()
    for system in SYSTEMS:
        statement = "SELECT record_id FROM records WHERE system = ? AND external_reference = ?"
        made |= {str(row[0]) for row in await outside.records.rows(statement, system, report_id)}
    if told != made:
        raise Broken(f"{report_id} is closed with records {sorted(told)}, and records has {sorted(made)}")
