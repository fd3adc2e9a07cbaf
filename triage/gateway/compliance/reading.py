"""Makes out the courses of some reports from the gateway's own rows.

First look: the first lease. Decision: the first begin that was not taken back. Record: the first settlement that
brought a reference of a record. All three are the gateway's own moments (docs/figures.md).
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import RowMapping, select
from sqlalchemy.ext.asyncio import AsyncConnection

from triage.gateway import tables
from triage.gateway.compliance.course import MICROSECOND, Course, Facts, micros
from triage.gateway.compliance.facts import KindRules, facts_of, rules_for
from triage.gateway.compliance.moments import Moments, Which, moments_of
from triage.gateway.compliance.signed import Clocks, Suggested
from triage.models import codec
from triage.models.profile import Profile
from triage.models.stage import Stage
from triage.models.summarise import clocks_began


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """What is kept of a course when its report's words go."""

    kind: str
    started_at: datetime
    look_by: datetime | None
    record_by: datetime | None
    facts: Facts | None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Read:
    """Rows of reports, and what else there is about them."""

    rows: Sequence[RowMapping]
    moments: Moments
    kept: Mapping[str, bytes]


class Courses:
    """Makes courses out; remembers the profiles that decisions were made by. ``pool``: where what was read becomes
    courses."""

    def __init__(self, pool: Executor) -> None:
        self._pool = pool
        self._profiles: dict[str, Profile] = {}

    async def made(self, connection: AsyncConnection, which: Which, current: Profile) -> list[tuple[int, Course]]:
        """The courses of these reports, each with the change that its report stood at: read before all else, so that a
        course is never of an earlier time than it says.
        """
        read = await self._read(connection, which)
        profiles = await self._known(connection, read.moments, current)
        return await asyncio.get_running_loop().run_in_executor(self._pool, _courses, read, profiles, current)

    async def keep(self, connection: AsyncConnection, report_id: str, current: Profile, until: datetime) -> None:
        """Keep what figures need of a report whose words go now; called before they do."""
        table = tables.kept_courses
        read = await self._read(connection, select(tables.reports.c.report_id).filter_by(report_id=report_id))
        if not read.rows or not read.rows[0]["summary"]:
            return
        profiles = await self._known(connection, read.moments, current)
        told = _live(read.rows[0], read.moments, _Rules(profiles, current))
        await connection.execute(table.delete().where(table.c.report_id == report_id))
        row = {"report_id": report_id, "course": codec.encode(told), "kept_until": until}
        await connection.execute(table.insert().values(row))

    async def _read(self, connection: AsyncConnection, which: Which) -> _Read:
        reports, kept = tables.reports, tables.kept_courses
        asked = select(*_COLUMNS).where(reports.c.report_id.in_(which))
        rows = (await connection.execute(asked)).mappings().all()
        replaced = any(row["version"] > 1 for row in rows)
        courses: dict[str, bytes] = {}
        if not all(row["summary"] for row in rows):
            told = await connection.execute(select(kept.c.report_id, kept.c.course).where(kept.c.report_id.in_(which)))
            courses = {report_id: bytes(course) for report_id, course in told}
        return _Read(rows=rows, moments=await moments_of(connection, which, replaced=replaced), kept=courses)

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


class _Rules:
    """A profile's rules for a type, worked out once."""

    def __init__(self, profiles: Mapping[str, Profile], current: Profile) -> None:
        self._profiles, self._current = profiles, current
        self._found: dict[tuple[str, str], KindRules] = {}

    def of(self, version: str, kind: str) -> KindRules:
        found = self._found.get((version, kind))
        if found is None:
            found = self._found[version, kind] = rules_for(self._profiles.get(version, self._current), kind)
        return found


_COLUMNS = tuple(
    tables.reports.c[name]
    for name in ("report_id", "seq", "version", "stage", "received_at", "summary", "assessment", "restricted")
)


def _courses(read: _Read, profiles: Mapping[str, Profile], current: Profile) -> list[tuple[int, Course]]:
    rules = _Rules(profiles, current)

    def told(row: RowMapping) -> Kept | None:
        if row["summary"]:
            return _live(row, read.moments, rules)
        kept = read.kept.get(row["report_id"])
        return codec.decode(Kept, kept) if kept is not None else None

    return [(row["seq"], _course(row, read.moments, told(row))) for row in read.rows]


def _course(row: RowMapping, moments: Moments, told: Kept | None) -> Course:
    report_id: str = row["report_id"]
    received_at: datetime = row["received_at"]
    started_at = told.started_at if told else received_at

    def after(moment: datetime | None) -> int | None:
        return None if moment is None else (moment - started_at) // MICROSECOND

    recorded_at = moments.recorded.get(report_id)
    closed = row["stage"] == Stage.CLOSED.value and recorded_at is None
    facts = (told.facts if told else None) or Facts()
    return Course(
        report_id=report_id,
        received=micros(received_at),
        started=micros(started_at),
        kind=told.kind if told else "",
        grade=facts.grade,
        look_within=after(told.look_by) if told else None,
        record_within=after(told.record_by) if told else None,
        looked=after(moments.looked.get(report_id)),
        decided=after(moments.decided.get(report_id)),
        recorded=after(recorded_at),
        ended=("passed_on" if report_id in moments.accepted else "no_record") if closed else "",
        repeat=facts.repeat,
        vulnerable=facts.vulnerable,
        downgrade=facts.downgrade,
        required=facts.required,
        done=facts.done,
        not_possible=facts.not_possible,
        erased=not row["summary"],
        restricted=row["restricted"],
    )


def _live(row: RowMapping, moments: Moments, rules: _Rules) -> Kept:
    """From the queue line. Its clocks began with the newest version: what they last is right, not when they began."""
    report_id, received_at = row["report_id"], row["received_at"]
    clocks = codec.decode(Clocks, row["summary"])
    began = clocks_began(clocks.submitted_at, clocks.received_at)
    started_at = min(moments.first_sent.get(report_id, clocks.submitted_at), received_at)
    signed, facts = moments.decisions.get(report_id), None
    if signed is not None:
        assessment = codec.decode(Suggested, row["assessment"]) if row["assessment"] else None
        these = rules.of(signed.profile_version, clocks.kind)
        facts = facts_of(signed, these, assessment, moments.approvals.get(report_id))
    return Kept(
        kind=clocks.kind,
        started_at=started_at,
        look_by=started_at + (clocks.first_look_by - began),
        record_by=started_at + (clocks.record_by - began),
        facts=facts,
    )
