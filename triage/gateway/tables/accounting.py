"""What each workstation last stated of itself: ids, stages and states of operations, nothing that anybody said."""

from __future__ import annotations

from sqlalchemy import Column, LargeBinary, Table

from triage.gateway.columns import SafeText, UtcDateTime
from triage.gateway.tables.base import metadata

statements = Table(
    "statements",
    metadata,
    Column("store", SafeText, primary_key=True),
    Column("installation", SafeText, nullable=False),
    Column("subject", SafeText, nullable=False),
    Column("stated_at", UtcDateTime, nullable=False),
    Column("received_at", UtcDateTime, nullable=False),
    Column("statement", LargeBinary, nullable=False),
)
