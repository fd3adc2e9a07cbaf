"""Who was heard of last and when; what waits by its age, with all that the board counts by."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from triage.gateway.columns import SafeText, UtcDateTime

revision = "0022"
down_revision = "0021"
_COUNTED = ["received_at", "report_id", "kind", "rank", "suggested", "due_at", "deferred_until", "restricted"]


def upgrade() -> None:
    op.create_table(
        "present",
        sa.Column("subject", SafeText, nullable=False),
        sa.Column("role", SafeText, nullable=False),
        sa.Column("seen_at", UtcDateTime, nullable=False),
        sa.PrimaryKeyConstraint("subject", name=op.f("pk_present")),
    )
    op.create_index("ix_present_seen_at", "present", ["seen_at"])
    waiting = sa.text("stage = 'incoming'")
    op.create_index("ix_reports_waiting_age", "reports", _COUNTED, postgresql_where=waiting, sqlite_where=waiting)
