"""Tries changed risk rules on past reports, beside those in force.

A page at a time, and nothing is kept: whoever asks adds the pages up, can stop after any, and no gateway need know of
the page before. Past reports are read a few at a time, in one thread, after what arrives (`pressure`) and one back-test
after the other: trying rules must never keep a new report waiting.
"""

from __future__ import annotations

import asyncio
import hashlib
from collections import Counter
from collections.abc import Awaitable, Callable, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import and_, func, select, tuple_
from sqlalchemy.engine import Row
from sqlalchemy.ext.asyncio import AsyncConnection

from triage.gateway import tables
from triage.gateway.database import Database
from triage.gateway.pressure import Pressure
from triage.gateway.problems import Refusal, invalid
from triage.gateway.sight import Sight
from triage.insight.risk.assess import assess
from triage.insight.risk.pack import Pack, read_pack
from triage.models import codec
from triage.models.back_test import BackTestAsk, BackTested, Changed, Stand, Tried
from triage.models.errors import FieldError, InputError
from triage.models.ids import ReportId
from triage.models.indicators import Assessment
from triage.models.profile import Profile
from triage.models.report import Report

TOGETHER = 20
"""Reports tried before looking whether something arrived, or whether whoever asked has gone."""
MOST_RULES = 1_000_000
"""Characters of a pack; the shipped one has 150,000."""
MOST_WHY = 4
_Sort = tuple[Stand, Stand, str]
_Columns = Row[Any, Any, Any, Any, Any, Any]
Gone = Callable[[], Awaitable[bool]]


@dataclass(slots=True)
class _Page:
    """What the reports of a page come to."""

    sorts: Counter[_Sort] = field(default_factory=Counter)
    changed: list[Changed] = field(default_factory=list)
    erased: int = 0


class BackTests:
    """``pack``: the rules in force. ``pool``: where rules are tried."""

    def __init__(
        self, database: Database, pool: Executor, pressure: Pressure, pack: Pack, profile: Callable[[], Profile]
    ) -> None:
        self._database = database
        self._pool = pool
        self._pressure = pressure
        self._pack = pack
        self._profile = profile
        self._turn = asyncio.Lock()
        self._last: tuple[str, Pack] | None = None

    async def page(self, ask: BackTestAsk, sight: Sight, gone: Gone) -> BackTested | None:
        """The next reports tried; None when ``gone()`` said that nobody waits any more.

        Raises:
            Refusal: 422, the rules cannot be used (each fault by its rule), or ``after`` is of no page.
            DatabaseDown: nothing was tried.
        """
        after = _place(ask.after)
        async with self._turn:
            changed = await self._rules(ask.rules)
            async with self._database.read() as connection:
                whole = 0 if after else await _whole(connection, ask.since, ask.until)
                rows = await _rows(connection, ask, after)
            page, roles = _Page(), {grade.key: grade.role for grade in self._profile().grades}
            for at in range(0, len(rows), TOGETHER):
                await self._pressure.let_reading_go_first()
                if await gone():
                    return None
                await asyncio.get_running_loop().run_in_executor(
                    self._pool, _try, rows[at : at + TOGETHER], self._pack, changed, roles, sight, page
                )
        return BackTested(
            tried=tuple(
                Tried(now=now, then=then, graded=graded, count=count)
                for (now, then, graded), count in page.sorts.items()
            ),
            changed=tuple(page.changed),
            erased=page.erased,
            whole=whole,
            after=_told(rows[-1]) if len(rows) == ask.limit else "",
            pack=changed.file.pack,
            sha256=changed.sha256,
            in_force=self._pack.file.pack,
        )

    async def _rules(self, content: str) -> Pack:
        """The changed pack made ready; the last one is kept, for its next page."""
        if len(content) > MOST_RULES:
            raise invalid("/rules", f"has more than {MOST_RULES:,} characters")
        sha256 = hashlib.sha256(content.encode("utf-8", "surrogatepass")).hexdigest()
        if self._last is None or self._last[0] != sha256:
            try:
                pack = await asyncio.get_running_loop().run_in_executor(self._pool, read_pack, content)
            except InputError as error:
                faults = tuple(FieldError("/rules", f"{one.pointer}: {one.detail}") for one in error.errors)
                raise Refusal(
                    "invalid", f"{error.what} {error.do}", errors=faults or (FieldError("/rules", error.what),)
                ) from error
            self._last = (sha256, pack)
        return self._last[1]


async def _whole(connection: AsyncConnection, since: datetime, until: datetime) -> int:
    received = tables.reports.c.received_at
    query = select(func.count()).select_from(tables.reports).where(received >= since, received < until)
    return int(await connection.scalar(query) or 0)


async def _rows(
    connection: AsyncConnection, ask: BackTestAsk, after: tuple[datetime, str] | None
) -> Sequence[_Columns]:
    """The next reports with their newest version, as they were received, and the grade that handlers gave."""
    reports, versions, courses = tables.reports, tables.versions, tables.courses
    newest = and_(versions.c.report_id == reports.c.report_id, versions.c.version == reports.c.version)
    place = tuple_(reports.c.received_at, reports.c.report_id)
    query = (
        select(
            reports.c.report_id, reports.c.received_at, reports.c.kind, reports.c.restricted, versions.c.report,
            courses.c.grade,
        )
        .select_from(
            reports.outerjoin(versions, newest).outerjoin(courses, courses.c.report_id == reports.c.report_id)
        )
        .where(reports.c.received_at >= ask.since, reports.c.received_at < ask.until)
        .order_by(reports.c.received_at, reports.c.report_id)
        .limit(ask.limit)
    )  # fmt: skip
    if after:
        query = query.where(place > tuple_(*after))
    return (await connection.execute(query)).all()


def _try(rows: Sequence[_Columns], pack: Pack, changed: Pack, roles: dict[str, str], sight: Sight, page: _Page) -> None:
    for row in rows:
        if not row.report:
            page.erased += 1
            continue
        report = codec.decode(Report, bytes(row.report))
        before, after = (assess(report, now=row.received_at, pack=one) for one in (pack, changed))
        now, then, graded = _stand(before), _stand(after), roles.get(row.grade or "", "")
        page.sorts[now, then, graded] += 1
        if now == then:
            continue
        named = sight.sees(row.restricted)
        page.changed.append(
            Changed(
                report_id=ReportId(row.report_id if named else ""),
                kind=row.kind,
                received_at=row.received_at,
                now=now,
                then=then,
                graded=graded,
                comes=_only(after, before) if named else (),
                goes=_only(before, after) if named else (),
                restricted=not named,
            )
        )


def _stand(told: Assessment) -> Stand:
    return Stand(level=told.level, grade=told.min_grade)


def _only(one: Assessment, other: Assessment) -> tuple[str, ...]:
    """Reasons that the other does not give."""
    return tuple(why for why in one.why if why not in other.why)[:MOST_WHY]


def _told(row: _Columns) -> str:
    return f"{row.received_at.isoformat()} {row.report_id}"


def _place(after: str) -> tuple[datetime, str] | None:
    """Where the page before ended; raises Refusal (422) for what no page told."""
    if not after:
        return None
    moment, _, report_id = after.partition(" ")
    try:
        at = datetime.fromisoformat(moment)
    except ValueError:
        at = None
    if at is None or at.tzinfo is None or not report_id:
        raise invalid("/after", "is not where a page ended")
    return at, report_id
