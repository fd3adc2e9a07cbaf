"""What was done, whoever did it, in the audit log: a page of one rare action looked through the whole of it."""

from __future__ import annotations

from alembic import op

revision = "0031"
down_revision = "0030"


def upgrade() -> None:
    op.create_index("ix_audit_action", "audit", ["action", "at", "seq"])
    op.create_index("ix_workstation_lines_what", "workstation_lines", ["what", "at", "id"])
