"""Versions of the force profile, retention."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from triage.gateway.columns import BigId, SafeText, UtcDateTime

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    op.create_table(
        "profiles",
        sa.Column("number", BigId, autoincrement=True, nullable=False),
        sa.Column("version", SafeText, nullable=False),
        sa.Column("sha256", SafeText, nullable=False),
        sa.Column("profile", sa.LargeBinary(), nullable=False),
        sa.Column("source", SafeText, nullable=False),
        sa.Column("loaded_by", SafeText, nullable=False),
        sa.Column("loaded_at", UtcDateTime, nullable=False),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_profiles")),
    )
    op.create_index("ix_profiles_sha256", "profiles", ["sha256"])
    op.create_table(
        "erasures",
        sa.Column("report_id", SafeText, nullable=False),
        sa.Column("erased_at", UtcDateTime, nullable=False),
        sa.Column("settled_at", UtcDateTime, nullable=False),
        sa.Column("rows", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("report_id", name=op.f("pk_erasures")),
    )
