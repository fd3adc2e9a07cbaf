"""Reads the courses of reports from the gateway's rows, some at a time, so that nobody else waits for a long period.

First look: the first lease. Decision: the first begin that was not taken back. Record: the first settlement that
brought a reference of a record. All three are the gateway's own moments (docs/figures.md).
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import RowMapping, literal, select, tuple_
from sqlalchemy.ext.asyncio import AsyncConnection

from triage.gateway import tables
from triage.gateway.columns import SafeText, UtcDateTime
from triage.gateway.compliance.course import Course, Facts
from triage.gateway.compliance.facts import facts_of
from triage.gateway.compliance.moments import Moments, moments_of
from triage.models import codec
from triage.models.ids import ReportId
from triage.models.indicators import Assessment
from triage.models.profile import Profile
from triage.models.queue import Summary
from triage.models.stage import Stage

TOGETHER = 250
"""Reports read at once: some milliseconds of a core."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """What is kept of a course when its report's words go."""

    kind: str
    started_at: datetime
    look_by: datetime | None
    record_by: datetime | None
    facts: Facts | None


class Courses:
    """Reads courses; remembers the profiles that decisions were made by."""

    def __init__(self) -> None:
        self._profiles: dict[str, Profile] = {}

    async def between(
        self, connection: AsyncConnection, since: datetime, until: datetime, current: Profile
    ) -> AsyncIterator[list[Course]]:
        """Those of reports received in that time, by when they came; a part at a time."""
        reports = tables.reports
        query = select(*_COLUMNS).where(reports.c.received_at >= since, reports.c.received_at < until)
        query = query.order_by(reports.c.received_at, reports.c.report_id).limit(TOGETHER)
        after: RowMapping | None = None
        while True:
            place = tuple_(reports.c.received_at, reports.c.report_id)
            page = query if after is None else query.where(place > _place(after))
            rows = (await connection.execute(page)).mappings().all()
            if rows:
                yield await self._courses(connection, rows, current)
            if len(rows) < TOGETHER:
                return
            after = rows[-1]

    async def one(self, connection: AsyncConnection, report_id: str, current: Profile) -> Course | None:
        """That of one report, if the queue has it."""
        rows = (await connection.execute(select(*_COLUMNS).where(tables.reports.c.report_id == report_id))).mappings()
        found = await self._courses(connection, rows.all(), current)
        return found[0] if found else None

    async def _courses(self, connection: AsyncConnection, rows: Sequence[RowMapping], current: Profile) -> list[Course]:
        report_ids = [row["report_id"] for row in rows]
        first = [row["report_id"] for row in rows if row["version"] > 1]
        moments = await moments_of(connection, report_ids, first)
        kept = await _kept(connection, report_ids)
        profiles = await self._known(connection, moments, current)
        return [_course(row, moments, kept, profiles, current) for row in rows]

    async def _known(self, connection: AsyncConnection, moments: Moments, current: Profile) -> Mapping[str, Profile]:
        """Each profile that a decision was made by: its newest load under that version."""
        wanted = {decision.profile_version for decision in moments.decisions.values()} - self._profiles.keys()
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


def _place(row: RowMapping) -> Any:
    return tuple_(literal(row["received_at"], UtcDateTime), literal(row["report_id"], SafeText))


async def _kept(connection: AsyncConnection, report_ids: Sequence[str]) -> Mapping[str, Kept]:
    kept = tables.kept_courses
    rows = await connection.execute(select(kept.c.report_id, kept.c.course).where(kept.c.report_id.in_(report_ids)))
    return {row.report_id: codec.decode(Kept, bytes(row.course)) for row in rows}


def _course(
    row: RowMapping,
    moments: Moments,
    kept: Mapping[str, Kept],
    profiles: Mapping[str, Profile],
    current: Profile,
) -> Course:
    report_id: str = row["report_id"]
    erased = not row["summary"]
    told = kept.get(report_id) if erased else _live(row, moments, profiles, current)
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
        erased=erased,
        restricted=row["restricted"],
    )


def _live(row: RowMapping, moments: Moments, profiles: Mapping[str, Profile], current: Profile) -> Kept:
    """From the queue line. Its clocks began with the newest version: what they last is right, not when they began."""
    report_id, received_at = row["report_id"], row["received_at"]
    summary = codec.decode(Summary, row["summary"])
    began = min(summary.submitted_at, summary.received_at)
    started_at = min(moments.first_sent.get(report_id, summary.submitted_at), received_at)
    decision = moments.decisions.get(report_id)
    return Kept(
        kind=summary.kind,
        started_at=started_at,
        look_by=started_at + (summary.first_look_by - began),
        record_by=started_at + (summary.record_by - began),
        facts=None
        if decision is None
        else facts_of(
            decision,
            summary.kind,
            profiles.get(decision.profile_version, current),
            codec.decode(Assessment, row["assessment"]) if row["assessment"] else None,
            moments.approvals.get(report_id),
        ),
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
