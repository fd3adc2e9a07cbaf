"""Files that nobody opens any more because they may be illegal."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from triage.gateway.columns import SafeText, UtcDateTime

revision = "0013"
down_revision = "0012"


def upgrade() -> None:
    op.create_table(
        "attachment_locks",
        sa.Column("report_id", SafeText, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("sha256", SafeText, nullable=False),
        sa.Column("reason", SafeText, nullable=False),
        sa.Column("told", sa.Integer(), nullable=False),
        sa.Column("locked_at", UtcDateTime, nullable=False),
        sa.Column("locked_by", SafeText, nullable=False),
        sa.PrimaryKeyConstraint("report_id", "version", "number", name=op.f("pk_attachment_locks")),
    )
    op.create_index("ix_attachment_locks_sha256", "attachment_locks", ["sha256"])
