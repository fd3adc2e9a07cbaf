"""Notes that one shift leaves to the next."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from triage.gateway.columns import BigId, SafeText, UtcDateTime

revision = "0021"
down_revision = "0020"


def upgrade() -> None:
    op.create_table(
        "shift_notes",
        sa.Column("number", BigId, nullable=False, autoincrement=True),
        sa.Column("by", SafeText, nullable=False),
        sa.Column("at", UtcDateTime, nullable=False),
        sa.Column("words", SafeText, nullable=False),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_shift_notes")),
    )
    op.create_index("ix_shift_notes_at", "shift_notes", ["at"])
