"""What workstations state of themselves; the acknowledgements of the log by themselves."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from triage.gateway.columns import SafeText, UtcDateTime

revision = "0014"
down_revision = "0013"
_ACKNOWLEDGED = sa.text("action IN ('intake.new', 'intake.version')")


def upgrade() -> None:
    op.create_table(
        "statements",
        sa.Column("store", SafeText, nullable=False),
        sa.Column("installation", SafeText, nullable=False),
        sa.Column("subject", SafeText, nullable=False),
        sa.Column("stated_at", UtcDateTime, nullable=False),
        sa.Column("received_at", UtcDateTime, nullable=False),
        sa.Column("statement", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("store", name=op.f("pk_statements")),
    )
    op.create_index(
        "ix_audit_acknowledged",
        "audit",
        ["at", "seq"],
        postgresql_where=_ACKNOWLEDGED,
        sqlite_where=_ACKNOWLEDGED,
    )
