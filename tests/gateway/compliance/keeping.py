"""Whether the courses that are kept say what the rows say."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import select

from tests.gateway.bench import Bench
from triage.gateway import tables
from triage.gateway.compliance.course import Course
from triage.gateway.compliance.reading import Courses


async def kept_rightly(bench: Bench, report_ids: Collection[str]) -> set[str]:
    """Holds every course that counts against what is made out now; gives the reports that have one."""
    parts, reports, courses = bench.parts, tables.reports, tables.courses
    which = select(reports.c.report_id).where(reports.c.report_id.in_(report_ids))
    kept = select(courses.c.seq, *(courses.c[name] for name in Course._fields)).where(courses.c.report_id.in_(which))
    async with parts.database.read() as connection:
        stand = {row[1]: (row[0], Course._make(row[1:])) for row in await connection.execute(kept)}
        made = await Courses(parts.pool).made(connection, which, parts.profiles.current)
    counting = {one.report_id for seq, one in made if one.report_id in stand and stand[one.report_id][0] == seq}
    for _, one in made:
        assert one.report_id not in counting or stand[one.report_id][1] == one, "a course is not what its rows say"
    return counting
