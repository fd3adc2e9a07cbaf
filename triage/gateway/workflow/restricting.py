"""When the profile's rules of restriction change, every report is looked at again, so that old ones follow too."""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from triage.gateway import state as states
from triage.gateway import tables
from triage.gateway.database import Database
from triage.gateway.logs import places, say
from triage.gateway.restriction import ROUND, rules_now
from triage.models import codec
from triage.models.errors import InputError
from triage.models.profile import RestrictedRule
from triage.models.report import Report
from triage.models.restriction import rule_among

BATCH = 100
_KEY = "restricted"
"""In ``meta``: the rules' mark, and up to which report they were applied ("" at the end)."""
_DONE = "done"


class Restricting:
    def __init__(self, database: Database) -> None:
        self._database = database

    async def round(self, now: datetime) -> tuple[int, bool]:
        """Look at some reports if the rules changed; returns how many changed, and whether more is waiting."""
        async with self._database.read() as connection:
            if await _place(connection, _mark(await rules_now(connection))) == _DONE:
                return 0, False
        async with self._database.write() as connection:
            await self._database.serialise(connection, ROUND)
            rules = await rules_now(connection)
            mark = _mark(rules)
            place = await _place(connection, mark)
            if place == _DONE:
                return 0, False
            if place is None and not rules:
                await _remember(connection, mark, _DONE)
                return 0, False
            found = await self._some(connection, place or "")
            changed = 0
            for report_id, restricted in found:
                changed += await self._look_at(connection, report_id, restricted, rules, now)
            more = len(found) == BATCH
            await _remember(connection, mark, found[-1][0] if more else _DONE)
        return changed, more

    async def _some(self, connection: AsyncConnection, after: str) -> Sequence[tuple[str, str]]:
        reports = tables.reports
        query = select(reports.c.report_id, reports.c.restricted).where(reports.c.report_id > after)
        rows = (await connection.execute(query.order_by(reports.c.report_id).limit(BATCH).with_for_update())).all()
        return [(row.report_id, row.restricted) for row in rows]

    async def _look_at(
        self,
        connection: AsyncConnection,
        report_id: str,
        restricted: str,
        rules: Sequence[RestrictedRule],
        now: datetime,
    ) -> bool:
        """Apply the rules to one report; says whether that changed it. One that cannot be read any more, or that
        cannot be changed, stays as it is: it must not keep the rules from all that come after it.
        """
        try:
            rule = await _rule_of(connection, report_id, rules)
            if rule is None or rule == restricted:
                return False
            values: Mapping[str, object] = {"restricted": rule, "restricted_late": bool(rule)}
            async with connection.begin_nested():
                await states.publish(connection, report_id, "restricted" if rule else "unrestricted", now, **values)
        except Exception as error:  # of a database that is away the next statement of the round tells
            say(
                "restriction-not-applied", logging.ERROR, report_id=report_id, error=type(error).__name__,
                where=" < ".join(reversed(places(error.__traceback__))),
            )  # fmt: skip
            return False
        return True


async def _rule_of(connection: AsyncConnection, report_id: str, rules: Sequence[RestrictedRule]) -> str | None:
    """The rule that one of the report's versions meets, "" for none; None: it is erased, nothing can be said of it.

    Raises:
        InputError: a version cannot be read, and none of the others meets a rule.
    """
    versions = tables.versions
    kept = await connection.scalars(
        select(versions.c.report).where(versions.c.report_id == report_id).order_by(versions.c.version)
    )
    told = [bytes(one) for one in kept.all() if one]
    if not told:
        return None
    unread: InputError | None = None
    for one in told:
        try:
            rule = rule_among(codec.decode(Report, one), rules)
        except InputError as error:
            unread = error
            continue
        if rule:
            return rule
    if unread is not None:
        raise unread
    return ""


def _mark(rules: Sequence[RestrictedRule]) -> str:
    return codec.sha256(codec.encode(rules))[:16]


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
