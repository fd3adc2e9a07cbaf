"""What a view shows, as a condition on the table of reports: for counts, and for claims from a view."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ColumnElement, and_, select, true
from sqlalchemy.ext.asyncio import AsyncConnection

from triage.gateway import tables
from triage.gateway.knowledge import match
from triage.gateway.knowledge.row_filter import Asker, fulfilled
from triage.gateway.knowledge.terms import MOST_TERMS, Query, Term
from triage.models import codec
from triage.models.fold import words
from triage.models.query import ListQuery, View
from triage.models.stage import Stage


async def condition(connection: AsyncConnection, subject: str, key: str, now: datetime) -> ColumnElement[bool] | None:
    """What the view of this key shows this person: a built-in one, their own or a shared one; None: no such view."""
    built_in = View(key) if key in set(View) else None
    if built_in is not None:
        query = ListQuery(view=built_in)
    else:
        views = tables.saved_views
        kept = await connection.scalar(
            select(views.c.query)
            .where(views.c.key == key, views.c.owner.in_([subject, ""]))
            .order_by(views.c.owner.desc())  # one's own before the shared one, whose owner is ""
            .limit(1)
        )
        if kept is None:
            return None
        query = codec.decode(ListQuery, kept)
    return shown_by(query, Asker(subject=subject, now=now, embedded=connection.dialect.name == "sqlite"))


def shown_by(query: ListQuery, asker: Asker) -> ColumnElement[bool]:
    """The reports that a query shows; its words are looked for in all of a report's text, each as a beginning."""
    reports, documents = tables.reports, tables.search_documents
    conditions = [reports.c.left_feed.is_(False), _view(query.view, asker.subject)]
    found = asked_of(query)
    if found:
        chosen = select(documents.c.report_id).where(match.matches(found, embedded=asker.embedded))
        conditions.append(reports.c.report_id.in_(chosen))
    return and_(*conditions, *fulfilled(query.conditions, asker))


def asked_of(query: ListQuery) -> Query | None:
    """The words of a view as a search asks for them; None when it has none."""
    found = tuple(Term((word,)) for word in dict.fromkeys(words(query.text)))[:MOST_TERMS]
    return Query(found) if found else None


def _view(view: View, subject: str) -> ColumnElement[bool]:
    reports, leases = tables.reports, tables.leases
    closed = reports.c.stage == Stage.CLOSED.value
    if view is View.TO_DO:
        return reports.c.stage == Stage.INCOMING.value
    if view is View.HIGH_RISK:
        return and_(reports.c.rank == 0, ~closed)
    if view is View.CLOSED:
        return closed
    if view is View.ALL:
        return true()
    held = select(leases.c.report_id).where(
        leases.c.subject == subject, leases.c.ended_at.is_(None), leases.c.fence == reports.c.fence
    )
    waiting = (Stage.INCOMING.value, Stage.CLOSED.value)
    return and_(reports.c.stage.not_in(waiting), reports.c.report_id.in_(held))
