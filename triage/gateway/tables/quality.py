"""Quality review: what reviewers found of decisions, each version a row. The words in it go with the report."""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, Index, Integer, LargeBinary, Table, UniqueConstraint, text

from triage.gateway.columns import BigId, SafeText, UtcDateTime
from triage.gateway.tables.base import metadata

_EMPTY = text("''")

quality_reviews = Table(
    "quality_reviews",
    metadata,
    Column("number", BigId, primary_key=True, autoincrement=True),
    Column("report_id", SafeText, ForeignKey("reports.report_id"), nullable=False),
    Column("decision", Integer, nullable=False),
    Column("version", Integer, nullable=False),
    Column("week", SafeText, nullable=False),
    Column("handler", SafeText, nullable=False),
    Column("reviewer", SafeText, nullable=False),
    Column("at", UtcDateTime, nullable=False),
    Column("answers", LargeBinary, nullable=False),
    Column("words", SafeText, nullable=False, server_default=_EMPTY),
    Column("read_at", UtcDateTime),
    Column("reply", SafeText, nullable=False, server_default=_EMPTY),
    Column("replied_at", UtcDateTime),
    UniqueConstraint("report_id", "decision", "version"),
    Index("ix_quality_reviews_week", "week"),
    Index("ix_quality_reviews_handler", "handler", "at"),
)
