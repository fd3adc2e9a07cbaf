"""The claim's function anew: a grant is never told an earlier time than the one before it."""

from __future__ import annotations

from alembic import op

from triage.gateway.migrations.claim_function import CLAIM_NEXT_2

revision = "0010"
down_revision = "0009"


def upgrade() -> None:
    if op.get_bind().dialect.name != "sqlite":
        op.get_bind().exec_driver_sql(CLAIM_NEXT_2)
