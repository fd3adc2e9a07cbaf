"""What each workstation last stated of itself: ids, stages and states of operations, nothing that the public said; and
which files people left out of records."""

from __future__ import annotations

from sqlalchemy import Column, Integer, LargeBinary, Table

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

files_left_out = Table(
    "files_left_out",
    metadata,
    Column("report_id", SafeText, primary_key=True),
    Column("version", Integer, primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("destination", SafeText, primary_key=True),
    Column("left_by", SafeText, nullable=False),
    Column("why", SafeText, nullable=False),
    Column("at", UtcDateTime, nullable=False),
)
