"""Versions that wait for the second look at their risk; at first, all that nobody has closed."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from triage.gateway.columns import BigId, SafeText

revision = "0016"
down_revision = "0015"


def upgrade() -> None:
    op.create_table(
        "second_looks",
        sa.Column("id", BigId, nullable=False, autoincrement=True),
        sa.Column("report_id", SafeText, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_second_looks")),
    )
    op.create_index("ix_second_looks_report_id", "second_looks", ["report_id"])
    op.execute(
        "INSERT INTO second_looks (report_id, version)"
        " SELECT report_id, version FROM reports WHERE stage <> 'closed' ORDER BY received_at"
    )
