"""A person's own tags on reports: words to find them by again, kept at this workstation and shown to nobody else."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Connection, delete, select
from sqlalchemy.dialects.sqlite import insert

from triage.models.errors import KnownError
from triage.models.ids import ReportId
from triage.models.visible import one_line
from triage.services.tables import TAGS

LONGEST = 30
MOST = 12
"""Tags that one report may have of one person."""


def clean(told: str) -> str:
    """A tag as it is kept; raises KnownError when there is nothing in it or it is too long."""
    tag = one_line(told, 200).casefold()
    if not tag:
        raise KnownError("A tag needs a word.", "Type one, for example “ring back”.")
    if len(tag) > LONGEST:
        raise KnownError(f"A tag has at most {LONGEST} characters.", "Use a shorter word.")
    return tag


def put(conn: Connection, report_id: ReportId, owner: str, tag: str) -> bool:
    """True when it is new there; raises KnownError when the report has too many."""
    kept = tags_of(conn, (report_id,), owner).get(report_id, ())
    if tag in kept:
        return False
    if len(kept) >= MOST:
        raise KnownError(f"This report has {MOST} tags already.", "Take one off first.")
    conn.execute(insert(TAGS).values(report_id=report_id, owner=owner, tag=tag))
    return True


def drop(conn: Connection, report_id: ReportId, owner: str, tag: str) -> bool:
    this = (TAGS.c.report_id == report_id) & (TAGS.c.owner == owner) & (TAGS.c.tag == tag)
    return conn.execute(delete(TAGS).where(this)).rowcount == 1


def tags_of(conn: Connection, ids: Sequence[ReportId], owner: str) -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    query = select(TAGS.c.report_id, TAGS.c.tag).where(TAGS.c.owner == owner, TAGS.c.report_id.in_(tuple(ids)))
    for row in conn.execute(query.order_by(TAGS.c.tag)):
        found[row.report_id] = (*found.get(row.report_id, ()), row.tag)
    return found


def all_tags(conn: Connection, owner: str) -> tuple[str, ...]:
    return tuple(conn.scalars(select(TAGS.c.tag).where(TAGS.c.owner == owner).distinct().order_by(TAGS.c.tag)))
