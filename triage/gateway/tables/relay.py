"""What the relay carried to records systems: that it did, for whom, and what came back; never a record itself."""

from __future__ import annotations

from sqlalchemy import Column, Index, LargeBinary, Table

from triage.gateway.columns import SafeText, UtcDateTime
from triage.gateway.tables.base import metadata

relayed = Table(
    "relayed",
    metadata,
    Column("key", SafeText, primary_key=True),
    Column("report_id", SafeText, nullable=False),
    Column("destination", SafeText, nullable=False),
    Column("deliverables", SafeText, nullable=False),
    Column("subject", SafeText, nullable=False),
    Column("request_sha256", SafeText, nullable=False),
    Column("state", SafeText, nullable=False),
    Column("answer", LargeBinary, nullable=False),
    Column("sent_at", UtcDateTime, nullable=False),
    Column("answered_at", UtcDateTime),
    Index("ix_relayed_report_id_destination", "report_id", "destination"),
)
"""``key`` is the desktop's operation; ``state``: sending, done, refused, unsent or unknown."""
