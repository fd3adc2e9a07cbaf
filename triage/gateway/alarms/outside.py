"""What those outside have heard of alarms: the last word that went out, and why one did not."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from sqlalchemy import func, or_, select
from sqlalchemy.engine import RowMapping
from sqlalchemy.ext.asyncio import AsyncConnection

from triage.gateway import tables
from triage.models.alarms import Outside


@dataclass(frozen=True, slots=True)
class Heard:
    """``alarms``: what was heard of each, by its number; ``last``: of all of them together."""

    alarms: Mapping[int, Outside]
    last: Outside

    def of(self, alarm: int) -> Outside:
        """What was heard of this one; nothing, when no word of it was tried yet."""
        return self.alarms.get(alarm, Outside())


async def heard_outside(connection: AsyncConnection) -> Heard:
    """From what is kept of the words (30 days): for each alarm and target the last one tried and the last one sent."""
    posts = tables.alarm_posts
    last = select(func.max(posts.c.id)).group_by(posts.c.alarm_id, posts.c.target)
    tried, sent = last.where(posts.c.tries > 0), last.where(posts.c.sent_at.is_not(None))
    wanted = select(posts).where(or_(posts.c.id.in_(tried), posts.c.id.in_(sent))).order_by(posts.c.id)
    rows = (await connection.execute(wanted)).mappings().all()
    of: dict[int, list[RowMapping]] = {}
    for row in rows:
        of.setdefault(row["alarm_id"], []).append(row)
    return Heard({alarm: _outside(its) for alarm, its in of.items()}, _outside(rows))


def _outside(rows: Iterable[RowMapping]) -> Outside:
    """``rows`` in the order in which their words were made."""
    latest = {row["target"]: row for row in rows}
    sent = max((row for row in rows if row["sent_at"]), key=lambda row: (row["sent_at"], row["id"]), default=None)
    failed = [row for row in latest.values() if row["reason"] and row["sent_at"] is None]
    return Outside(
        word=sent["word"] if sent else "",
        sent_at=sent["sent_at"] if sent else None,
        reason=failed[-1]["reason"] if failed else "",
        trying=any(row["next_at"] for row in failed),
    )
