"""What was carried to records systems for desktops."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from triage.gateway.columns import SafeText, UtcDateTime

revision = "0015"
down_revision = "0014"


def upgrade() -> None:
    op.create_table(
        "relayed",
        sa.Column("key", SafeText, nullable=False),
        sa.Column("report_id", SafeText, nullable=False),
        sa.Column("destination", SafeText, nullable=False),
        sa.Column("deliverables", SafeText, nullable=False),
        sa.Column("subject", SafeText, nullable=False),
        sa.Column("request_sha256", SafeText, nullable=False),
        sa.Column("state", SafeText, nullable=False),
        sa.Column("answer", sa.LargeBinary(), nullable=False),
        sa.Column("sent_at", UtcDateTime, nullable=False),
        sa.Column("answered_at", UtcDateTime, nullable=True),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_relayed")),
    )
    op.create_index("ix_relayed_report_id_destination", "relayed", ["report_id", "destination"])
