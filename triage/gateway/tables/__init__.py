"""What the gateway keeps, one file for each room. One MetaData for SQLite and PostgreSQL; the steps that make the
tables are in `triage.gateway.migrations`, and a test compares the two.
"""

from triage.gateway.tables.base import metadata
from triage.gateway.tables.core import (
    attachments,
    audit,
    changes,
    decisions,
    drafts,
    idempotency,
    leases,
    meta,
    reports,
    settlements,
    submissions,
    versions,
)

__all__ = [
    "attachments",
    "audit",
    "changes",
    "decisions",
    "drafts",
    "idempotency",
    "leases",
    "meta",
    "metadata",
    "reports",
    "settlements",
    "submissions",
    "versions",
]
