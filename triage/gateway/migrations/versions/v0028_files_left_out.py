"""Which files people left out of records: for whoever takes the report over, and for the account."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from triage.gateway.columns import SafeText, UtcDateTime

revision = "0028"
down_revision = "0027"


def upgrade() -> None:
    op.create_table(
        "files_left_out",
        sa.Column("report_id", SafeText, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("destination", SafeText, nullable=False),
        sa.Column("left_by", SafeText, nullable=False),
        sa.Column("why", SafeText, nullable=False),
        sa.Column("at", UtcDateTime, nullable=False),
        sa.PrimaryKeyConstraint("report_id", "version", "number", "destination", name=op.f("pk_files_left_out")),
    )
