"""Since when each report stands where it does; the claim that keeps it and lifts what comes first, too."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from triage.gateway.columns import UtcDateTime
from triage.gateway.migrations.claim_function import CLAIM_NEXT_4

revision = "0023"
down_revision = "0022"
# What is known of the time before: the last change of each report.
_LAST = (
    "UPDATE reports SET stage_at = "
    "COALESCE((SELECT c.at FROM changes c WHERE c.seq = reports.seq), reports.received_at)"
)


def upgrade() -> None:
    op.add_column("reports", sa.Column("stage_at", UtcDateTime))
    op.get_bind().exec_driver_sql(_LAST)
    if op.get_bind().dialect.name != "sqlite":
        op.get_bind().exec_driver_sql(CLAIM_NEXT_4)
