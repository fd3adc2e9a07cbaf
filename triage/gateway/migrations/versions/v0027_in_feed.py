"""Which reports desks hold still: the sweeper looked through every report that ever came, each round."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0027"
down_revision = "0026"


def upgrade() -> None:
    held = sa.text("left_feed IS FALSE")
    op.create_index("ix_reports_in_feed", "reports", ["closed_at"], postgresql_where=held, sqlite_where=held)
