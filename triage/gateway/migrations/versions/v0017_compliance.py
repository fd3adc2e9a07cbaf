"""Reports by when they came, for figures of a period; what figures need of those whose words are gone."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from triage.gateway.columns import SafeText, UtcDateTime

revision = "0017"
down_revision = "0016"


def upgrade() -> None:
    op.create_table(
        "kept_courses",
        sa.Column("report_id", SafeText, nullable=False),
        sa.Column("course", sa.LargeBinary(), nullable=False),
        sa.Column("kept_until", UtcDateTime, nullable=False),
        sa.PrimaryKeyConstraint("report_id", name=op.f("pk_kept_courses")),
    )
    op.create_index("ix_kept_courses_kept_until", "kept_courses", ["kept_until"])
    op.create_index("ix_reports_received_at", "reports", ["received_at", "report_id"])
