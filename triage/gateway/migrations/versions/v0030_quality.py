"""Quality review: reviews of decisions; and the settled decisions of a week found without reading all of them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from triage.gateway.columns import BigId, SafeText, UtcDateTime

revision = "0030"
down_revision = "0029"


def upgrade() -> None:
    op.create_table(
        "quality_reviews",
        sa.Column("number", BigId, autoincrement=True, nullable=False),
        sa.Column("report_id", SafeText, nullable=False),
        *(sa.Column(name, sa.Integer(), nullable=False) for name in ("decision", "version")),
        *(sa.Column(name, SafeText, nullable=False) for name in ("week", "handler", "reviewer")),
        sa.Column("at", UtcDateTime, nullable=False),
        sa.Column("answers", sa.LargeBinary(), nullable=False),
        sa.Column("words", SafeText, nullable=False, server_default=sa.text("''")),
        sa.Column("read_at", UtcDateTime),
        sa.Column("reply", SafeText, nullable=False, server_default=sa.text("''")),
        sa.Column("replied_at", UtcDateTime),
        sa.ForeignKeyConstraint(["report_id"], ["reports.report_id"], name=op.f("fk_quality_reviews_report_id")),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_quality_reviews")),
        sa.UniqueConstraint(
            "report_id", "decision", "version", name=op.f("uq_quality_reviews_report_id_decision_version")
        ),
    )
    op.create_index("ix_quality_reviews_week", "quality_reviews", ["week"])
    op.create_index("ix_quality_reviews_handler", "quality_reviews", ["handler", "at"])
    op.create_index("ix_settlements_settled_at", "settlements", ["settled_at"])
