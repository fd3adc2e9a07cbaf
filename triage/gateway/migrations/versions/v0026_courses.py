"""The course of each report, worked out, so that figures of a month are read and not made. It is filled while the
gateway works (`compliance.keeper`); what is not in it yet is worked out when somebody asks.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from triage.gateway.columns import SafeText

revision = "0026"
down_revision = "0025"


def upgrade() -> None:
    op.create_table(
        "courses",
        sa.Column("report_id", SafeText, nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        *(sa.Column(name, sa.BigInteger(), nullable=False) for name in ("received", "started")),
        *(sa.Column(name, SafeText, nullable=False) for name in ("kind", "grade")),
        *(
            sa.Column(name, sa.BigInteger())
            for name in ("look_within", "record_within", "looked", "decided", "recorded")
        ),
        sa.Column("ended", SafeText, nullable=False),
        *(sa.Column(name, sa.Boolean(), nullable=False) for name in ("repeat", "vulnerable")),
        sa.Column("downgrade", SafeText, nullable=False),
        *(sa.Column(name, sa.Integer(), nullable=False) for name in ("required", "done", "not_possible")),
        sa.Column("erased", sa.Boolean(), nullable=False),
        sa.Column("restricted", SafeText, nullable=False),
        sa.PrimaryKeyConstraint("report_id", name=op.f("pk_courses")),
    )
    op.create_index("ix_courses_received", "courses", ["received"])
    # With the change that a report stands at, whether its course still counts is known without reading its row.
    op.drop_index("ix_reports_received_at", "reports")
    op.create_index("ix_reports_received_at", "reports", ["received_at", "report_id", "seq"])
