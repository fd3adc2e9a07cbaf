"""Claims: indexes in the order served, what running out leaves behind, the claim in one call."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from triage.gateway.columns import UtcDateTime
from triage.gateway.migrations.claim_function import CLAIM_NEXT_1

revision = "0002"
down_revision = "0001"

_WAITING = sa.text("stage = 'incoming'")
_NOT_ENDED = sa.text("ended_at IS NULL")
_RUNNING = sa.text("ended_at IS NULL AND lapsed_at IS NULL")


def upgrade() -> None:
    op.add_column("leases", sa.Column("lapsed_at", UtcDateTime))
    op.drop_index("ix_reports_stage_due", "reports")
    op.create_index("ix_reports_stage", "reports", ["stage"])
    _partial("ix_reports_waiting_rank", "reports", ["rank", "due_at", "report_id"], _WAITING)
    _partial("ix_reports_waiting_due", "reports", ["due_at", "report_id"], _WAITING)
    op.drop_index("ix_leases_subject_ended_at", "leases")
    _partial("ix_leases_subject", "leases", ["subject", "expires_at"], _NOT_ENDED)
    _partial("ix_leases_expires_at", "leases", ["expires_at"], _RUNNING)
    if op.get_bind().dialect.name != "sqlite":
        # It reads columns that later steps add; nobody calls it before the last step.
        op.get_bind().exec_driver_sql(CLAIM_NEXT_1)


def _partial(name: str, table: str, columns: list[str], where: sa.TextClause) -> None:
    op.create_index(name, table, columns, postgresql_where=where, sqlite_where=where)
