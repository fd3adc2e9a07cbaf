"""Raises an alarm once, tells it again in its rhythm while it holds, and says when it is over."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete, insert, select, update
from sqlalchemy.engine import RowMapping
from sqlalchemy.ext.asyncio import AsyncConnection

from triage.gateway import tables
from triage.gateway.alarms.conditions import Holds, holding
from triage.gateway.config.alerts import AlertsConfig
from triage.gateway.database import Database
from triage.models import codec
from triage.models.alarms import AlarmKind
from triage.models.profile import Profile
from triage.models.query import View

WEBHOOK = "webhook"
KEPT = timedelta(days=30)
"""How long posts that are done with, and alarms that are over, can be looked up."""
_NAMED_SO = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class Bulletin:
    """What leaves: counts, references and ages; nothing that anybody said, and no name of a person or view.

    ``word``: raised, still or over; ``what``: the kind, ``view``: its mark (`mark_of`); ``references``: the first eight
    letters of reports' ids, as windows show them.
    """

    force: str
    alarm: int
    word: str
    what: AlarmKind
    view: str
    at: datetime
    raised_at: datetime
    count: int
    oldest_seconds: int
    references: tuple[str, ...]


def mark_of(key: str) -> str:
    """What an alarm's view is called outside, "" for none: people choose a view's key, so it may say anything."""
    view = key.partition(":")[2]
    return view if not view or view in set(View) else codec.sha256(view.encode())[:_NAMED_SO]


async def look(
    database: Database,
    config: AlertsConfig,
    profile: Profile,
    targets: Sequence[str],
    now: datetime,
) -> int:
    """One look at all conditions; gives how many words were queued for each target.

    Views are counted without the writer's place, which they would keep from everybody's calls. What was found is then
    settled in a transaction that only one gateway has at a time; an alarm that another raised since is left to it.
    """
    async with database.read() as connection:
        holds = {one.key: one for one in await holding(connection, config, profile, now)}
    alarms, told = tables.alarms, 0
    async with database.write() as connection:
        await database.serialise(connection, "alarms")
        rows = (await connection.execute(select(alarms).where(alarms.c.over_at.is_(None)))).mappings().all()
        standing = {row["key"]: row for row in rows if row["raised_at"] <= now}
        newer = {row["key"] for row in rows} - standing.keys()
        for key in sorted((standing.keys() | holds.keys()) - newer):
            word, alarm = await _settle(connection, config, standing.get(key), holds.get(key), now)
            if word and alarm is not None:
                await _queue(connection, profile, alarm, word, targets, now)
                told += 1
        await _forget(connection, now)
    return told


async def _settle(
    connection: AsyncConnection, config: AlertsConfig, stood: RowMapping | None, one: Holds | None, now: datetime
) -> tuple[str, RowMapping | None]:
    """Bring one alarm's row to what holds; gives the word to tell, "" for none, and the row."""
    alarms = tables.alarms
    if one is None:
        assert stood is not None
        await connection.execute(update(alarms).where(alarms.c.id == stood["id"]).values(over_at=now))
        return "over", stood
    values: dict[str, Any] = {"count": one.count, "oldest_at": one.oldest_at, "reports": list(one.reports)}
    if stood is None:
        fresh = {"key": one.key, "kind": one.kind.value, "raised_at": now, "told_at": now}
        added = await connection.execute(insert(alarms).values(**fresh, **values).returning(alarms))
        return "raised", added.mappings().one()
    again = now - stood["told_at"] >= timedelta(minutes=config.repeat_minutes) and bool(config.repeat_minutes)
    if again:
        values["told_at"] = now
    changed = await connection.execute(
        update(alarms).where(alarms.c.id == stood["id"]).values(**values).returning(alarms)
    )
    return "still" if again else "", changed.mappings().one()


async def _queue(
    connection: AsyncConnection, profile: Profile, alarm: RowMapping, word: str, targets: Sequence[str], now: datetime
) -> None:
    oldest = alarm["oldest_at"]
    bulletin = Bulletin(
        force=profile.force.id,
        alarm=alarm["id"],
        word=word,
        what=AlarmKind(alarm["kind"]),
        view=mark_of(alarm["key"]),
        at=now,
        raised_at=alarm["raised_at"],
        count=alarm["count"],
        oldest_seconds=int((now - oldest).total_seconds()) if oldest else 0,
        references=tuple(report_id[:8] for report_id in alarm["reports"]),
    )
    this = {"alarm_id": alarm["id"], "word": word, "body": codec.encode(bulletin), "at": now, "next_at": now}
    posts = [{**this, "target": target} for target in targets]
    if posts:
        await connection.execute(insert(tables.alarm_posts), posts)


async def _forget(connection: AsyncConnection, now: datetime) -> None:
    posts, alarms = tables.alarm_posts, tables.alarms
    await connection.execute(delete(posts).where(posts.c.next_at.is_(None), posts.c.at < now - KEPT))
    left = select(posts.c.id).where(posts.c.alarm_id == alarms.c.id)
    await connection.execute(delete(alarms).where(alarms.c.over_at < now - KEPT, ~left.exists()))
