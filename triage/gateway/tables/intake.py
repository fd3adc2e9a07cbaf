"""Arrivals that wait to be read. A line leaves with the very transaction that shows its report in the queue, and what
was read then waits for its second look.
"""

from __future__ import annotations

from sqlalchemy import Column, Index, Integer, Table

from triage.gateway.columns import BigId, SafeText, UtcDateTime
from triage.gateway.tables.base import metadata

unread = Table(
    "unread",
    metadata,
    Column("id", BigId, primary_key=True, autoincrement=False),
    Column("report_id", SafeText, nullable=False),
    Column("submission_id", SafeText, nullable=False),
    Column("version", Integer, nullable=False),
    Column("bytes", BigId, nullable=False),
    Column("received_at", UtcDateTime, nullable=False),
    Index("ix_unread_report_id", "report_id", "id"),
)
"""``id`` is that of the submission; ids grow in the order of arrival of one report's versions."""

second_looks = Table(
    "second_looks",
    metadata,
    Column("id", BigId, primary_key=True, autoincrement=True),
    Column("report_id", SafeText, nullable=False),
    Column("version", Integer, nullable=False),
    Index("ix_second_looks_report_id", "report_id"),
)
"""Versions whose risk was told by the first senses alone."""
