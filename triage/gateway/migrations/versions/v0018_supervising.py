"""Reports pinned and assigned, why proposals ended, what supervisors said; the claim that serves them first."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from triage.gateway.columns import BigId, SafeText, UtcDateTime
from triage.gateway.migrations.claim_function import CLAIM_NEXT_3

revision = "0018"
down_revision = "0017"
_EMPTY = sa.text("''")
_FIRST = sa.text("stage = 'incoming' AND (pinned_by <> '' OR assigned_to <> '')")


def upgrade() -> None:
    for name in ("pinned_by", "pin_why", "assigned_to"):
        op.add_column("reports", sa.Column(name, SafeText, nullable=False, server_default=_EMPTY))
    op.add_column("reports", sa.Column("assigned_until", UtcDateTime))
    order = ["rank", "due_at", "report_id"]
    op.create_index("ix_reports_first", "reports", order, postgresql_where=_FIRST, sqlite_where=_FIRST)
    op.add_column("proposals", sa.Column("ended_why", SafeText, nullable=False, server_default=_EMPTY))
    op.create_table(
        "said",
        sa.Column("number", BigId, autoincrement=True, nullable=False),
        sa.Column("report_id", SafeText, nullable=False),
        sa.Column("to", SafeText, nullable=False),
        sa.Column("kind", SafeText, nullable=False),
        sa.Column("by", SafeText, nullable=False),
        sa.Column("at", UtcDateTime, nullable=False),
        sa.Column("words", SafeText, nullable=False, server_default=_EMPTY),
        sa.Column("seen_at", UtcDateTime),
        sa.ForeignKeyConstraint(["report_id"], ["reports.report_id"], name=op.f("fk_said_report_id_reports")),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_said")),
    )
    op.create_index("ix_said_to", "said", ["to", "number"])
    op.create_index("ix_said_report_id", "said", ["report_id"])
    if op.get_bind().dialect.name != "sqlite":
        op.get_bind().exec_driver_sql(CLAIM_NEXT_3)
