"""When the profile's rules of restriction change, every report is looked at again, so that old ones follow too."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime

from sqlalchemy import insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from triage.gateway import state as states
from triage.gateway import tables
from triage.gateway.database import Database
from triage.models import codec
from triage.models.profile import Profile
from triage.models.report import Report
from triage.models.restriction import rule_for

BATCH = 100
_KEY = "restricted"
"""In ``meta``: the rules' mark, and up to which report they were applied ("" at the end)."""
_DONE = "done"


class Restricting:
    def __init__(self, database: Database, profile: Callable[[], Profile]) -> None:
        self._database = database
        self._profile = profile

    async def round(self, now: datetime) -> tuple[int, bool]:
        """Look at some reports if the rules changed; returns how many changed, and whether more is waiting."""
        profile = self._profile()
        mark = codec.sha256(codec.encode(profile.restricted))[:16]
        async with self._database.read() as connection:
            if await _place(connection, mark) == _DONE:
                return 0, False
        async with self._database.write() as connection:
            await self._database.serialise(connection, "restricting")
            place = await _place(connection, mark)
            if place == _DONE:
                return 0, False
            if place is None and not profile.restricted:
                await _remember(connection, mark, _DONE)
                return 0, False
            found = await self._some(connection, place or "")
            changed = 0
            for report_id, restricted in found:
                changed += await self._apply(connection, report_id, restricted, profile, now)
            more = len(found) == BATCH
            await _remember(connection, mark, found[-1][0] if more else _DONE)
        return changed, more

    async def _some(self, connection: AsyncConnection, after: str) -> Sequence[tuple[str, str]]:
        reports = tables.reports
        query = select(reports.c.report_id, reports.c.restricted).where(reports.c.report_id > after)
        rows = (await connection.execute(query.order_by(reports.c.report_id).limit(BATCH).with_for_update())).all()
        return [(row.report_id, row.restricted) for row in rows]

    async def _apply(
        self, connection: AsyncConnection, report_id: str, restricted: str, profile: Profile, now: datetime
    ) -> bool:
        versions = tables.versions
        kept = await connection.scalars(
            select(versions.c.report).where(versions.c.report_id == report_id).order_by(versions.c.version)
        )
        told = [bytes(one) for one in kept.all() if one]
        if not told:  # erased: nothing can be said of it any more
            return False
        rules = (rule_for(codec.decode(Report, one), profile) for one in told)
        rule = next((rule for rule in rules if rule), "")
        if rule == restricted:
            return False
        values: Mapping[str, object] = {"restricted": rule, "restricted_late": bool(rule)}
        await states.publish(connection, report_id, "restricted" if rule else "unrestricted", now, **values)
        return True


async def _place(connection: AsyncConnection, mark: str) -> str | None:
    """How far these rules were applied: None when nothing was ever, "" when other rules were."""
    meta = tables.meta
    value = await connection.scalar(select(meta.c.value).where(meta.c.key == _KEY))
    if value is None:
        return None
    told, _, place = str(value).partition(" ")
    return place if told == mark else ""


async def _remember(connection: AsyncConnection, mark: str, place: str) -> None:
    meta = tables.meta
    value = f"{mark} {place}"
    updated = await connection.execute(update(meta).where(meta.c.key == _KEY).values(value=value))
    if updated.rowcount == 0:
        await connection.execute(insert(meta).values(key=_KEY, value=value))
