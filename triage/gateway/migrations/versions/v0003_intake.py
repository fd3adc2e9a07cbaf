"""Intake: arrivals that are stored before they are read, so a submission may be there before its report is."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from triage.gateway.columns import BigId, SafeText, UtcDateTime

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    with op.batch_alter_table("submissions") as table:
        table.drop_constraint("fk_submissions_report_id", type_="foreignkey")
    op.create_table(
        "unread",
        sa.Column("id", BigId, autoincrement=False, nullable=False),
        sa.Column("report_id", SafeText, nullable=False),
        sa.Column("submission_id", SafeText, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("bytes", BigId, nullable=False),
        sa.Column("received_at", UtcDateTime, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_unread")),
    )
    op.create_index("ix_unread_report_id", "unread", ["report_id", "id"], unique=False)
