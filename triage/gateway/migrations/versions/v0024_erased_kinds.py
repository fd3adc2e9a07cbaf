"""What kind an erased report was, and which grade was suggested for it, goes too: also of those erased already."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0024"
down_revision = "0023"


def upgrade() -> None:
    op.execute(
        sa.text(
            "UPDATE reports SET kind = '', suggested = '' WHERE stage = 'closed' AND length(summary) = 0 "
            "AND report_id IN (SELECT report_id FROM erasures WHERE erased_at > reports.closed_at)"
        )
    )
