"""Notes that one shift leaves to the next."""

from __future__ import annotations

from sqlalchemy import Column, Index, Table

from triage.gateway.columns import BigId, SafeText, UtcDateTime
from triage.gateway.tables.base import metadata

shift_notes = Table(
    "shift_notes",
    metadata,
    Column("number", BigId, primary_key=True, autoincrement=True),
    Column("by", SafeText, nullable=False),
    Column("at", UtcDateTime, nullable=False),
    Column("words", SafeText, nullable=False),
    Index("ix_shift_notes_at", "at"),
)
