"""What figures still need of a report whose words retention took away: its type, grade and yes or no, for a time."""

from __future__ import annotations

from sqlalchemy import Column, Index, LargeBinary, Table

from triage.gateway.columns import SafeText, UtcDateTime
from triage.gateway.tables.base import metadata

kept_courses = Table(
    "kept_courses",
    metadata,
    Column("report_id", SafeText, primary_key=True),
    Column("course", LargeBinary, nullable=False),
    Column("kept_until", UtcDateTime, nullable=False),
    Index("ix_kept_courses_kept_until", "kept_until"),
)
