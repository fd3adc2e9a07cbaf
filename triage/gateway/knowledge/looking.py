"""Looks each new version over as it comes in: has its caller, its victim or their household reported before, and may it
have been reported already? What is found becomes marks of the queue line; the evidence is worked out when one opens it.

Only reports that everybody may see are looked at, in both roles: a mark must not tell of a restricted one.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import delete, select

from triage.gateway import state as states
from triage.gateway import tables
from triage.gateway.knowledge.linking import Linked
from triage.gateway.knowledge.related import FAIR, STRONG, related
from triage.gateway.knowledge.seen import links_of, newest
from triage.gateway.logs import say
from triage.gateway.parts import Parts
from triage.gateway.workers import Worker
from triage.models.report import Report
from triage.models.stage import Stage

BATCH = 16
EVERY_SECONDS = 1.0
REPEAT, TWICE = "repeat", "twice"
REPORTED_BEFORE = "May be reported already"
_RELATED = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Looked:
    """A version that was looked over; ``flags``: the marks that it gets, by their kind."""

    id: int
    report_id: str
    version: int
    flags: Mapping[str, str]


async def look_over(parts: Parts) -> int:
    """One round; gives how many versions it took."""
    waiting = tables.to_look_over
    async with parts.database.read() as connection:
        rows = (await connection.execute(select(waiting).order_by(waiting.c.id).limit(BATCH))).all()
    looked = [
        Looked(id=row.id, report_id=row.report_id, version=row.version, flags=await _flags(parts, row.report_id))
        for row in rows
    ]
    if looked:
        await _mark(parts, looked)
    return len(rows)


def looker(parts: Parts) -> Worker:
    """The rounds of looking over."""

    async def round_() -> bool:
        await parts.pressure.let_reading_go_first()  # a mark can wait while reports nobody can see yet are read
        return await look_over(parts) == BATCH

    return Worker(name="looker", every=EVERY_SECONDS, round=round_)


async def _flags(parts: Parts, report_id: str) -> dict[str, str]:
    reports = tables.reports
    visible = reports.c.restricted == ""
    async with parts.database.read() as connection:
        report = await newest(connection, report_id, visible)
        if report is None:
            return {}
        links = await links_of(connection, parts.pool, report, visible)
        sure = [one for found in links.values() for one in found if one.likeness and one.likeness.word == STRONG]
        known = {one.report_id for one in sure}
        about = await related(connection, parts.pool, report_id, visible, parts.clock.now(), _RELATED, people=known)
    flags = {}
    repeat = repeat_mark(report, links)
    if repeat:
        flags[REPEAT] = repeat
    if any(item.same in (STRONG, FAIR) for item in about.items):
        flags[TWICE] = REPORTED_BEFORE
    return flags


def repeat_mark(report: Report, links: Mapping[str, Sequence[Linked]]) -> str:
    """The mark for who was told of before: the caller before a victim before a household; "" for nobody."""
    sure = {key for key, found in links.items() if any(one.likeness and one.likeness.word == STRONG for one in found)}
    roles = {role for person in report.people if person.key in sure for role in person.roles}
    if "reporter" in roles:
        return "Repeat caller"
    if "victim" in roles:
        return "Repeat victim"
    together = any(one.together for found in links.values() for one in found)
    return "Repeat household" if together else ""


async def _mark(parts: Parts, looked: Sequence[Looked]) -> None:
    waiting, now = tables.to_look_over, parts.clock.now()
    async with parts.database.write() as connection:
        gone = delete(waiting).where(waiting.c.id.in_([one.id for one in looked])).returning(waiting.c.id)
        ours = set((await connection.scalars(gone)).all())
        mine = [one for one in looked if one.id in ours]
        # One order of locks for everybody who takes several reports.
        for one in sorted(mine, key=lambda one: one.report_id):
            state = await states.load(connection, one.report_id, lock=True)
            kept = {kind: text for kind, text in state.flags.items() if kind not in (REPEAT, TWICE)}
            flags = {**kept, **one.flags}
            if flags != dict(state.flags) and state.stage is not Stage.CLOSED and not state.left_feed:
                await states.publish(connection, one.report_id, "known", now, flags=flags)
    say("looked-over", versions=len(mine), marked=sum(bool(one.flags) for one in mine))
