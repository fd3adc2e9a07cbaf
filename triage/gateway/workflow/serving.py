"""Which of the waiting reports `POST /v1/claims` may serve: the workflow's part of the claim query."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ColumnElement, or_

from triage.gateway import tables


def servable(now: datetime) -> ColumnElement[bool]:
    """A report that was put off is not served before its time; anyone may still claim it singly."""
    until = tables.reports.c.deferred_until
    return or_(until.is_(None), until <= now)
