"""What a person looked past when they said that a message may go: looked at again before each try."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"


def upgrade() -> None:
    column = sa.Column("safe_despite", sa.JSON(), nullable=False, server_default=sa.text("'[]'"))
    op.add_column("messages", column)
