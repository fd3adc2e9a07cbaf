"""A report's kind and suggested grade as columns, and the indexes that the supervisor's board counts by."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from triage.gateway.columns import SafeText

revision = "0019"
down_revision = "0018"
_TOLD = "json_extract(NULLIF(CAST({0} AS TEXT), ''), '$.{1}')"
_TOLD_PG = r"json_extract_path_text(NULLIF(replace(convert_from({0}, 'UTF8'), '\u0000', '\ufffd'), '')::json, '{1}')"


def upgrade() -> None:
    for name in ("kind", "suggested"):
        op.add_column("reports", sa.Column(name, SafeText, nullable=False, server_default=sa.text("''")))
    told = _TOLD if op.get_bind().dialect.name == "sqlite" else _TOLD_PG
    kind, suggested = told.format("summary", "kind"), told.format("assessment", "min_grade")
    op.get_bind().exec_driver_sql(
        f"UPDATE reports SET kind = COALESCE({kind}, ''), suggested = COALESCE(NULLIF({suggested}, 'none'), '')"  # noqa: S608 - ours
    )
    closed = sa.text("closed_at IS NOT NULL")
    op.create_index("ix_reports_closed_at", "reports", ["closed_at"], postgresql_where=closed, sqlite_where=closed)
