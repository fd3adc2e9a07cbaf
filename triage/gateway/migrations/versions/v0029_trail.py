"""Who did it, and who searched for these words, in the audit log: each page looked through the whole of it."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0029"
down_revision = "0028"


def upgrade() -> None:
    terms = sa.text("(details ->> 'terms')")
    told = sa.text("(details ->> 'terms') IS NOT NULL")
    op.create_index("ix_audit_subject", "audit", ["subject", "at", "seq"])
    op.create_index("ix_audit_terms", "audit", [terms, "at", "seq"], postgresql_where=told, sqlite_where=told)
    op.create_index("ix_workstation_lines_who", "workstation_lines", ["who", "at", "id"])
