"""Reads the courses of reports from the gateway's rows, some at a time, so that nobody else waits for a long period.

First look: the first lease. Decision: the first begin that was not taken back. Record: the first settlement that
brought a reference of a record. All three are the gateway's own moments (docs/figures.md).
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import RowMapping, literal, select, tuple_
from sqlalchemy.ext.asyncio import AsyncConnection

from triage.gateway import tables
from triage.gateway.columns import SafeText, UtcDateTime
from triage.gateway.compliance.course import Course, Facts
from triage.gateway.compliance.facts import KindRules, facts_of, rules_for
from triage.gateway.compliance.moments import Moments, Which, moments_of
from triage.gateway.compliance.signed import Clocks, Suggested
from triage.models import codec
from triage.models.ids import ReportId
from triage.models.profile import Profile
from triage.models.stage import Stage
from triage.models.summarise import clocks_began

TOGETHER = 1_000
"""Reports asked for at once: the loop is held for some milliseconds of them; what costs more is done beside it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """What is kept of a course when its report's words go."""

    kind: str
    started_at: datetime
    look_by: datetime | None
    record_by: datetime | None
    facts: Facts | None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Page:
    """Rows of reports, and what else there is about them."""

    rows: Sequence[RowMapping]
    moments: Moments
    kept: Mapping[str, bytes]


class Courses:
    """Reads courses; remembers the profiles that decisions were made by. ``pool``: where what was read is made out."""

    def __init__(self, pool: Executor) -> None:
        self._pool = pool
        self._profiles: dict[str, Profile] = {}

    async def between(
        self, connection: AsyncConnection, since: datetime, until: datetime, current: Profile
    ) -> AsyncIterator[list[Course]]:
        """Those of reports received in that time, by when they came; a part at a time.

        While one part is made out the next is asked for already.
        """
        loop, reports = asyncio.get_running_loop(), tables.reports
        query = select(*_COLUMNS).where(reports.c.received_at >= since, reports.c.received_at < until)
        query = query.order_by(reports.c.received_at, reports.c.report_id).limit(TOGETHER)
        place = tuple_(reports.c.received_at, reports.c.report_id)
        made: asyncio.Future[list[Course]] | None = None
        page = query
        while rows := (await connection.execute(page)).mappings().all():
            which = _from_to(rows[0], rows[-1])
            read = await self._page(connection, rows, which)
            profiles = await self._known(connection, read.moments, current)
            if made is not None:
                yield await made
            made = loop.run_in_executor(self._pool, _courses, read, profiles, current)
            if len(rows) < TOGETHER:
                break
            page = query.where(place > _place(rows[-1]))
        if made is not None:
            yield await made

    async def one(self, connection: AsyncConnection, report_id: str, current: Profile) -> Course | None:
        """That of one report, if the queue has it."""
        reports = tables.reports
        this = reports.c.report_id == report_id
        rows = (await connection.execute(select(*_COLUMNS).where(this))).mappings().all()
        read = await self._page(connection, rows, select(reports.c.report_id).where(this))
        found = _courses(read, await self._known(connection, read.moments, current), current)
        return found[0] if found else None

    async def _page(self, connection: AsyncConnection, rows: Sequence[RowMapping], which: Which) -> _Page:
        kept = tables.kept_courses
        replaced = any(row["version"] > 1 for row in rows)
        courses: dict[str, bytes] = {}
        if not all(row["summary"] for row in rows):
            told = await connection.execute(select(kept.c.report_id, kept.c.course).where(kept.c.report_id.in_(which)))
            courses = {report_id: bytes(course) for report_id, course in told}
        return _Page(rows=rows, moments=await moments_of(connection, which, replaced=replaced), kept=courses)

    async def _known(self, connection: AsyncConnection, moments: Moments, current: Profile) -> Mapping[str, Profile]:
        """Each profile that a decision was made by: its newest load under that version."""
        wanted = {signed.profile_version for signed in moments.decisions.values()} - self._profiles.keys()
        profiles = tables.profiles
        if wanted:
            query = select(profiles.c.version, profiles.c.profile).where(profiles.c.version.in_(sorted(wanted)))
            told = {row.version: row.profile for row in await connection.execute(query.order_by(profiles.c.number))}
            for version, body in told.items():
                self._profiles[version] = codec.decode(Profile, bytes(body))
        return {**self._profiles, current.version: current}


_COLUMNS = tuple(
    tables.reports.c[name]
    for name in ("report_id", "version", "stage", "received_at", "summary", "assessment", "restricted")
)


def _from_to(first: RowMapping, last: RowMapping) -> Which:
    """The reports from this one to that, by when they came. How many that are, PostgreSQL knows by the times alone: of
    the pairs it thinks a quarter of the table lies between them, and reads all decisions for a thousand reports.
    """
    reports = tables.reports
    at, place = reports.c.received_at, tuple_(reports.c.received_at, reports.c.report_id)
    times = (at >= first["received_at"], at <= last["received_at"])
    return select(reports.c.report_id).where(*times, place >= _place(first), place <= _place(last))


def _place(row: RowMapping) -> Any:
    return tuple_(literal(row["received_at"], UtcDateTime), literal(row["report_id"], SafeText))


def _courses(page: _Page, profiles: Mapping[str, Profile], current: Profile) -> list[Course]:
    rules: dict[tuple[str, str], KindRules] = {}

    def rules_of(version: str, kind: str) -> KindRules:
        found = rules.get((version, kind))
        if found is None:
            found = rules[version, kind] = rules_for(profiles.get(version, current), kind)
        return found

    def told(row: RowMapping) -> Kept | None:
        if row["summary"]:
            return _live(row, page.moments, rules_of)
        kept = page.kept.get(row["report_id"])
        return codec.decode(Kept, kept) if kept is not None else None

    return [_course(row, page.moments, told(row)) for row in page.rows]


def _course(row: RowMapping, moments: Moments, told: Kept | None) -> Course:
    report_id: str = row["report_id"]
    received_at: datetime = row["received_at"]
    recorded_at = moments.recorded.get(report_id)
    closed = row["stage"] == Stage.CLOSED.value and recorded_at is None
    return Course(
        report_id=ReportId(report_id),
        kind=told.kind if told else "",
        received_at=received_at,
        started_at=told.started_at if told else received_at,
        look_by=told.look_by if told else None,
        record_by=told.record_by if told else None,
        looked_at=moments.looked.get(report_id),
        decided_at=moments.decided.get(report_id),
        recorded_at=recorded_at,
        ended=("passed_on" if report_id in moments.accepted else "no_record") if closed else "",
        facts=told.facts if told else None,
        erased=not row["summary"],
        restricted=row["restricted"],
    )


def _live(row: RowMapping, moments: Moments, rules_of: Callable[[str, str], KindRules]) -> Kept:
    """From the queue line. Its clocks began with the newest version: what they last is right, not when they began."""
    report_id, received_at = row["report_id"], row["received_at"]
    clocks = codec.decode(Clocks, row["summary"])
    began = clocks_began(clocks.submitted_at, clocks.received_at)
    started_at = min(moments.first_sent.get(report_id, clocks.submitted_at), received_at)
    signed, facts = moments.decisions.get(report_id), None
    if signed is not None:
        assessment = codec.decode(Suggested, row["assessment"]) if row["assessment"] else None
        rules = rules_of(signed.profile_version, clocks.kind)
        facts = facts_of(signed, rules, assessment, moments.approvals.get(report_id))
    return Kept(
        kind=clocks.kind,
        started_at=started_at,
        look_by=started_at + (clocks.first_look_by - began),
        record_by=started_at + (clocks.record_by - began),
        facts=facts,
    )


async def keep(
    connection: AsyncConnection, courses: Courses, report_id: str, current: Profile, until: datetime
) -> None:
    """Keep what figures need of a report whose words go now; called before they do."""
    table = tables.kept_courses
    this = await courses.one(connection, report_id, current)
    if this is None or this.erased:
        return
    told = Kept(
        kind=this.kind,
        started_at=this.started_at,
        look_by=this.look_by,
        record_by=this.record_by,
        facts=this.facts,
    )
    await connection.execute(table.delete().where(table.c.report_id == report_id))
    await connection.execute(table.insert().values(report_id=report_id, course=codec.encode(told), kept_until=until))
