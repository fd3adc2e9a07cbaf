"""Which files people left out of records: told by their workstation, first as it states itself, then with the settle.

Whoever takes a begun report over hears of it and sends no such file again; the account names who left it out and why.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from sqlalchemy import insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from triage.gateway import tables
from triage.models.files import FileLeftOut
from triage.models.visible import one_line

LONGEST = 200
"""Characters of a reason: as many as a workstation takes."""
MOST = 500
"""Files of one report that are kept so."""


async def keep(connection: AsyncConnection, report_id: str, told: Iterable[FileLeftOut]) -> None:
    """What is known already stays as it was told first; a report that is erased, or not here, has none."""
    wanted = tuple(told)[:MOST]
    reports = tables.reports
    here = select(reports.c.report_id).where(reports.c.report_id == report_id, reports.c.summary != b"")
    if not wanted or await connection.scalar(here.with_for_update()) is None:
        return
    known = {_key(one) for one in (await of_reports(connection, [report_id])).get(report_id, ())}
    for one in wanted:
        if _key(one) not in known:
            known.add(_key(one))
            await connection.execute(
                insert(tables.files_left_out).values(
                    report_id=report_id,
                    version=one.version,
                    number=one.number,
                    destination=one_line(one.destination, LONGEST),
                    left_by=one_line(one.by, LONGEST),
                    why=one_line(one.why, LONGEST),
                    at=one.at,
                )
            )


async def of_reports(connection: AsyncConnection, report_ids: Sequence[str]) -> Mapping[str, tuple[FileLeftOut, ...]]:
    """By report; one without any is missing."""
    table = tables.files_left_out
    order = (table.c.at, table.c.version, table.c.number, table.c.destination)
    rows = await connection.execute(select(table).where(table.c.report_id.in_(report_ids)).order_by(*order))
    found: dict[str, tuple[FileLeftOut, ...]] = {}
    for row in rows:
        one = FileLeftOut(
            number=row.number, version=row.version, destination=row.destination, by=row.left_by, why=row.why, at=row.at
        )
        found[row.report_id] = (*found.get(row.report_id, ()), one)
    return found


def _key(one: FileLeftOut) -> tuple[int, int, str]:
    return one.version, one.number, one_line(one.destination, LONGEST)
