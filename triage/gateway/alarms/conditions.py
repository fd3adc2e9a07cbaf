"""What holds right now that somebody must hear of."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, and_, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from triage.gateway import tables
from triage.gateway.config.alerts import AlertsConfig
from triage.gateway.credentials import WORKING
from triage.gateway.knowledge.view_conditions import condition
from triage.gateway.tables.core import ACKNOWLEDGED
from triage.models.alarms import AlarmKind
from triage.models.oversight import staffed_since
from triage.models.profile import Profile
from triage.models.stage import Stage

MOST_NAMED = 10
NOBODY_AT_ALL = ""
"""The subject for whom views are counted: a view of one's own work shows nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Holds:
    """A condition that holds. ``oldest_at``: since when, or when the oldest report came; ``reports``: the first of
    them that everybody may see."""

    key: str
    kind: AlarmKind
    count: int = 0
    oldest_at: datetime | None = None
    reports: tuple[str, ...] = ()


async def holding(connection: AsyncConnection, config: AlertsConfig, profile: Profile, now: datetime) -> list[Holds]:
    """All that holds now."""
    found = [await _unseen(connection, config, now), *await _views(connection, now)]
    since = staffed_since(profile.staffing, now)
    if since is not None:
        found += [await _nobody(connection, config, since, now), await _silent(connection, config, since, now)]
    return [one for one in found if one is not None]


async def _unseen(connection: AsyncConnection, config: AlertsConfig, now: datetime) -> Holds | None:
    reports = tables.reports
    if not config.high_unseen_minutes:
        return None
    late = reports.c.received_at <= now - timedelta(minutes=config.high_unseen_minutes)
    untaken = and_(reports.c.stage == Stage.INCOMING.value, reports.c.fence == 0, reports.c.rank == 0, late)
    return await _among(connection, untaken, AlarmKind.HIGH_UNSEEN.value, AlarmKind.HIGH_UNSEEN)


async def _nobody(connection: AsyncConnection, config: AlertsConfig, since: datetime, now: datetime) -> Holds | None:
    present = tables.present
    workers = present.c.role.in_(sorted(role.value for role in WORKING))
    last = await connection.scalar(select(func.max(present.c.seen_at)).where(workers))
    return _quiet(AlarmKind.NOBODY, last, config.nobody_minutes, since, now)


async def _silent(connection: AsyncConnection, config: AlertsConfig, since: datetime, now: datetime) -> Holds | None:
    last = await connection.scalar(select(func.max(tables.audit.c.at)).where(ACKNOWLEDGED))
    return _quiet(AlarmKind.SILENT, last, config.silent_minutes, since, now)


def _quiet(kind: AlarmKind, last: datetime | None, minutes: float, since: datetime, now: datetime) -> Holds | None:
    """Nothing was heard for so long, of which only the staffed time counts; a gateway that never heard anything is
    new, not silent."""
    if not minutes or last is None or now - max(last, since) < timedelta(minutes=minutes):
        return None
    return Holds(key=kind.value, kind=kind, oldest_at=last)


async def _views(connection: AsyncConnection, now: datetime) -> Sequence[Holds | None]:
    found = []
    for row in (await connection.execute(select(tables.view_alarms))).mappings().all():
        shown = await condition(connection, NOBODY_AT_ALL, row["view"], now)
        if shown is None:
            continue
        most, minutes = row["most_count"], row["most_minutes"]
        too_old = None if minutes is None else now - timedelta(minutes=minutes)
        key = f"view:{row['view']}"
        found.append(await _among(connection, shown, key, AlarmKind.VIEW, _beyond(most, too_old)))
    return found


Limits = Callable[[int, datetime], bool]


def _beyond(most: int | None, too_old: datetime | None) -> Limits:
    def beyond(count: int, oldest_at: datetime) -> bool:
        return (most is not None and count > most) or (too_old is not None and oldest_at < too_old)

    return beyond


async def _among(
    connection: AsyncConnection,
    which: ColumnElement[bool],
    key: str,
    kind: AlarmKind,
    beyond: Limits = lambda _count, _oldest: True,
) -> Holds | None:
    reports = tables.reports
    counted = select(func.count(), func.min(reports.c.received_at)).where(which)
    count, oldest_at = (await connection.execute(counted)).one()
    if not count or not beyond(count, oldest_at):
        return None
    named = select(reports.c.report_id).where(which, reports.c.restricted == "")
    first = await connection.scalars(named.order_by(reports.c.received_at, reports.c.report_id).limit(MOST_NAMED))
    return Holds(key=key, kind=kind, count=count, oldest_at=oldest_at, reports=tuple(first.all()))
