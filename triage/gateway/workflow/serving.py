"""Which of the waiting reports `POST /v1/claims` may serve: the workflow's part of the claim query."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ColumnElement, and_, case, or_

from triage.gateway import tables


def servable(subject: str, now: datetime) -> ColumnElement[bool]:
    """A report that was put off is not served before its time, nor one that is kept for somebody else; anyone may still
    claim it singly."""
    reports = tables.reports
    until = reports.c.deferred_until
    free = or_(reports.c.assigned_to.in_(["", subject]), reports.c.assigned_until <= now)
    return and_(or_(until.is_(None), until <= now), free)


def placed(subject: str) -> ColumnElement[int]:
    """What comes first: what is assigned to this person, then what is pinned, and what others did not come for."""
    reports = tables.reports
    first = or_(reports.c.pinned_by != "", reports.c.assigned_to != "")
    return case((reports.c.assigned_to == subject, 0), (first, 1), else_=2)
