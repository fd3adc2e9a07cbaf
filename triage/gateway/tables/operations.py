"""What running a gateway needs to remember: versions of the force profile, and that something was erased."""

from __future__ import annotations

from sqlalchemy import Column, Index, Integer, LargeBinary, Table

from triage.gateway.columns import BigId, SafeText, UtcDateTime
from triage.gateway.tables.base import metadata

profiles = Table(
    "profiles",
    metadata,
    Column("number", BigId, primary_key=True, autoincrement=True),
    Column("version", SafeText, nullable=False),
    Column("sha256", SafeText, nullable=False),
    Column("profile", LargeBinary, nullable=False),
    Column("source", SafeText, nullable=False),
    Column("loaded_by", SafeText, nullable=False),
    Column("loaded_at", UtcDateTime, nullable=False),
    Index("ix_profiles_sha256", "sha256"),
)

present = Table(
    "present",
    metadata,
    Column("subject", SafeText, primary_key=True),
    Column("role", SafeText, nullable=False),
    Column("seen_at", UtcDateTime, nullable=False),
    Index("ix_present_seen_at", "seen_at"),
)
"""When each person's workstation was last heard of."""

erasures = Table(
    "erasures",
    metadata,
    Column("report_id", SafeText, primary_key=True),
    Column("erased_at", UtcDateTime, nullable=False),
    Column("settled_at", UtcDateTime, nullable=False),
    Column("rows", Integer, nullable=False),
)
"""A report that retention took away: that it was, never what it was."""
