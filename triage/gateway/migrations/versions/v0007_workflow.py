"""Put off, held, reopened, handed off, proposed; restricted reports."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from triage.gateway.columns import BigId, SafeText, UtcDateTime

revision = "0007"
down_revision = "0006"

_EMPTY = sa.text("''")


def upgrade() -> None:
    for column in (
        sa.Column("deferred_until", UtcDateTime),
        sa.Column("waiting_why", SafeText, nullable=False, server_default=_EMPTY),
        sa.Column("waiting_for", SafeText, nullable=False, server_default=_EMPTY),
        sa.Column("flags", sa.JSON, nullable=False, server_default=sa.text("'{}'")),
        sa.Column("open_proposals", sa.Integer(), nullable=False, server_default=sa.text("0")),
        sa.Column("restricted", SafeText, nullable=False, server_default=_EMPTY),
        sa.Column("restricted_late", sa.Boolean(), nullable=False, server_default=sa.text("false")),
    ):
        op.add_column("reports", column)
    op.create_index("ix_reports_deferred_until", "reports", ["deferred_until"])
    op.add_column("settlements", sa.Column("kind", SafeText, nullable=False, server_default=sa.text("'settled'")))
    _movements()
    _handoffs()
    _proposals()


def _movements() -> None:
    op.create_table(
        "movements",
        sa.Column("id", BigId, autoincrement=True, nullable=False),
        sa.Column("report_id", SafeText, nullable=False),
        sa.Column("at", UtcDateTime, nullable=False),
        sa.Column("subject", SafeText, nullable=False),
        sa.Column("word", SafeText, nullable=False),
        sa.Column("why", SafeText, nullable=False, server_default=_EMPTY),
        sa.ForeignKeyConstraint(["report_id"], ["reports.report_id"], name=op.f("fk_movements_report_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_movements")),
    )
    op.create_index("ix_movements_report_id", "movements", ["report_id"])


def _handoffs() -> None:
    op.create_table(
        "handoffs",
        sa.Column("id", BigId, autoincrement=True, nullable=False),
        sa.Column("report_id", SafeText, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("state", SafeText, nullable=False),
        sa.Column("to_kind", SafeText, nullable=False),
        sa.Column("to", SafeText, nullable=False),
        sa.Column("to_name", SafeText, nullable=False),
        sa.Column("why", SafeText, nullable=False),
        sa.Column("by", SafeText, nullable=False),
        sa.Column("at", UtcDateTime, nullable=False),
        sa.Column("term_seconds", sa.Integer(), nullable=False),
        sa.Column("due_at", UtcDateTime, nullable=False),
        sa.Column("chase_at", UtcDateTime),
        sa.Column("chases", sa.Integer(), nullable=False, server_default=sa.text("0")),
        sa.Column("chased_at", UtcDateTime),
        sa.Column("report_version", sa.Integer(), nullable=False),
        sa.Column("package", sa.LargeBinary(), nullable=False),
        sa.Column("package_sha256", SafeText, nullable=False),
        sa.Column("acceptor", SafeText, nullable=False, server_default=_EMPTY),
        sa.Column("reference", SafeText, nullable=False, server_default=_EMPTY),
        sa.Column("accepted_at", UtcDateTime),
        sa.Column("answered_by", SafeText, nullable=False, server_default=_EMPTY),
        sa.Column("answered_at", UtcDateTime),
        sa.Column("return_why", SafeText, nullable=False, server_default=_EMPTY),
        sa.ForeignKeyConstraint(["report_id"], ["reports.report_id"], name=op.f("fk_handoffs_report_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_handoffs")),
        sa.UniqueConstraint("report_id", "number", name=op.f("uq_handoffs_report_id_number")),
    )
    op.create_index("ix_handoffs_chase_at", "handoffs", ["chase_at"])
    op.create_index("ix_handoffs_state_id", "handoffs", ["state", "id"])


def _proposals() -> None:
    op.create_table(
        "proposals",
        sa.Column("id", BigId, autoincrement=True, nullable=False),
        sa.Column("report_id", SafeText, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("kind", SafeText, nullable=False),
        sa.Column("state", SafeText, nullable=False),
        sa.Column("author", SafeText, nullable=False),
        sa.Column("at", UtcDateTime, nullable=False),
        sa.Column("why", SafeText, nullable=False, server_default=_EMPTY),
        sa.Column("decision", sa.LargeBinary(), nullable=False),
        sa.Column("decision_sha256", SafeText, nullable=False),
        sa.Column("ended_by", SafeText, nullable=False, server_default=_EMPTY),
        sa.Column("ended_at", UtcDateTime),
        sa.ForeignKeyConstraint(["report_id"], ["reports.report_id"], name=op.f("fk_proposals_report_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_proposals")),
        sa.UniqueConstraint("report_id", "number", name=op.f("uq_proposals_report_id_number")),
    )
    op.create_index("ix_proposals_state_id", "proposals", ["state", "id"])
