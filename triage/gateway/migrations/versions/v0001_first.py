"""The tables of the first release: reports, leases, decisions, audit.

A database made before there were steps has these already (`triage.gateway.schema`).
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from triage.gateway.columns import BigId, SafeText, UtcDateTime
from triage.gateway.migrations.protection import protect_audit

revision = "0001"
down_revision = None


def upgrade() -> None:
    _reports()
    _payloads()
    _work()
    _outcomes()
    _log()
    protect_audit(op.get_bind())


def _reports() -> None:
    """What arrived and where each report stands."""
    op.create_table(
        "reports",
        sa.Column("report_id", SafeText, nullable=False),
        sa.Column("submission_id", SafeText, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("stage", SafeText, nullable=False),
        sa.Column("rank", sa.Integer(), nullable=False),
        sa.Column("due_at", UtcDateTime, nullable=False),
        sa.Column("received_at", UtcDateTime, nullable=False),
        sa.Column("summary", sa.LargeBinary(), nullable=False),
        sa.Column("assessment", sa.LargeBinary(), nullable=False),
        sa.Column("fence", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("delivery_count", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("begins", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("begun_at", UtcDateTime, nullable=True),
        sa.Column("closed_at", UtcDateTime, nullable=True),
        sa.Column("left_feed", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("tx", BigId, server_default=sa.text("0"), nullable=False),
        sa.Column("seq", BigId, server_default=sa.text("0"), nullable=False),
        sa.PrimaryKeyConstraint("report_id", name=op.f("pk_reports")),
    )
    op.create_index("ix_reports_feed", "reports", ["tx", "seq"], unique=False)
    op.create_index("ix_reports_stage_due", "reports", ["stage", "due_at"], unique=False)
    op.create_table(
        "attachments",
        sa.Column("report_id", SafeText, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("name", SafeText, nullable=False),
        sa.Column("media_type", SafeText, nullable=False),
        sa.Column("size", BigId, nullable=True),
        sa.Column("sha256", SafeText, nullable=False),
        sa.Column("state", SafeText, nullable=False),
        sa.ForeignKeyConstraint(["report_id"], ["reports.report_id"], name=op.f("fk_attachments_report_id")),
        sa.PrimaryKeyConstraint("report_id", "version", "number", name=op.f("pk_attachments")),
    )


def _payloads() -> None:
    """What the hub sent and what was read from it."""
    op.create_table(
        "submissions",
        sa.Column("id", BigId, autoincrement=True, nullable=False),
        sa.Column("report_id", SafeText, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("content_sha256", SafeText, nullable=False),
        sa.Column("raw_sha256", SafeText, nullable=False),
        sa.Column("raw", sa.LargeBinary(), nullable=False),
        sa.Column("content_type", SafeText, nullable=False),
        sa.Column("header_names", sa.JSON(), nullable=False),
        sa.Column("received_at", UtcDateTime, nullable=False),
        sa.ForeignKeyConstraint(["report_id"], ["reports.report_id"], name=op.f("fk_submissions_report_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_submissions")),
        sa.UniqueConstraint("report_id", "content_sha256", name=op.f("uq_submissions_report_id_content_sha256")),
        sa.UniqueConstraint("report_id", "version", name=op.f("uq_submissions_report_id_version")),
    )
    op.create_table(
        "versions",
        sa.Column("report_id", SafeText, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("report", sa.LargeBinary(), nullable=False),
        sa.Column("received_at", UtcDateTime, nullable=False),
        sa.ForeignKeyConstraint(["report_id"], ["reports.report_id"], name=op.f("fk_versions_report_id")),
        sa.PrimaryKeyConstraint("report_id", "version", name=op.f("pk_versions")),
    )


def _work() -> None:
    """Leases, drafts, decisions, settlements."""
    op.create_table(
        "decisions",
        sa.Column("id", BigId, autoincrement=True, nullable=False),
        sa.Column("report_id", SafeText, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("fence", sa.Integer(), nullable=False),
        sa.Column("report_version", sa.Integer(), nullable=False),
        sa.Column("subject", SafeText, nullable=False),
        sa.Column("decision", sa.LargeBinary(), nullable=False),
        sa.Column("decision_sha256", SafeText, nullable=False),
        sa.Column("begun_at", UtcDateTime, nullable=False),
        sa.Column("aborted_at", UtcDateTime, nullable=True),
        sa.Column("abort_note", SafeText, server_default=sa.text("''"), nullable=False),
        sa.ForeignKeyConstraint(["report_id"], ["reports.report_id"], name=op.f("fk_decisions_report_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_decisions")),
        sa.UniqueConstraint("report_id", "number", name=op.f("uq_decisions_report_id_number")),
    )
    op.create_table(
        "drafts",
        sa.Column("report_id", SafeText, nullable=False),
        sa.Column("author", SafeText, nullable=False),
        sa.Column("fence", sa.Integer(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("draft", sa.LargeBinary(), nullable=False),
        sa.Column("saved_at", UtcDateTime, nullable=False),
        sa.ForeignKeyConstraint(["report_id"], ["reports.report_id"], name=op.f("fk_drafts_report_id")),
        sa.PrimaryKeyConstraint("report_id", name=op.f("pk_drafts")),
    )


def _outcomes() -> None:
    """Leases and settlements."""
    op.create_table(
        "leases",
        sa.Column("lease_id", SafeText, nullable=False),
        sa.Column("report_id", SafeText, nullable=False),
        sa.Column("fence", sa.Integer(), nullable=False),
        sa.Column("subject", SafeText, nullable=False),
        sa.Column("first_granted_at", UtcDateTime, nullable=False),
        sa.Column("granted_at", UtcDateTime, nullable=False),
        sa.Column("expires_at", UtcDateTime, nullable=False),
        sa.Column("ended_at", UtcDateTime, nullable=True),
        sa.Column("ended_by", SafeText, server_default=sa.text("''"), nullable=False),
        sa.Column("note", SafeText, server_default=sa.text("''"), nullable=False),
        sa.ForeignKeyConstraint(["report_id"], ["reports.report_id"], name=op.f("fk_leases_report_id")),
        sa.PrimaryKeyConstraint("lease_id", name=op.f("pk_leases")),
        sa.UniqueConstraint("report_id", "fence", name=op.f("uq_leases_report_id_fence")),
    )
    op.create_index("ix_leases_subject_ended_at", "leases", ["subject", "ended_at"], unique=False)
    op.create_table(
        "settlements",
        sa.Column("id", BigId, autoincrement=True, nullable=False),
        sa.Column("report_id", SafeText, nullable=False),
        sa.Column("decision_number", sa.Integer(), nullable=False),
        sa.Column("fence", sa.Integer(), nullable=False),
        sa.Column("subject", SafeText, nullable=False),
        sa.Column("outcome", SafeText, nullable=False),
        sa.Column("references", sa.LargeBinary(), nullable=False),
        sa.Column("settled_at", UtcDateTime, nullable=False),
        sa.ForeignKeyConstraint(["report_id"], ["reports.report_id"], name=op.f("fk_settlements_report_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_settlements")),
    )
    op.create_index("ix_settlements_report_id", "settlements", ["report_id"], unique=False)


def _log() -> None:
    """The feed's order, answers already given, the audit log, marks."""
    op.create_table(
        "audit",
        sa.Column("seq", BigId, autoincrement=True, nullable=False),
        sa.Column("at", UtcDateTime, nullable=False),
        sa.Column("subject", SafeText, nullable=False),
        sa.Column("role", SafeText, nullable=False),
        sa.Column("action", SafeText, nullable=False),
        sa.Column("report_id", SafeText, server_default=sa.text("''"), nullable=False),
        sa.Column("request_id", SafeText, server_default=sa.text("''"), nullable=False),
        sa.Column("details", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_audit")),
    )
    op.create_index("ix_audit_report_id", "audit", ["report_id"], unique=False)
    op.create_table(
        "changes",
        sa.Column("seq", BigId, autoincrement=True, nullable=False),
        sa.Column("tx", BigId, nullable=False),
        sa.Column("report_id", SafeText, nullable=False),
        sa.Column("word", SafeText, nullable=False),
        sa.Column("stage", SafeText, nullable=False),
        sa.Column("at", UtcDateTime, nullable=False),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_changes")),
    )
    op.create_table(
        "idempotency",
        sa.Column("subject", SafeText, nullable=False),
        sa.Column("call", SafeText, nullable=False),
        sa.Column("key", SafeText, nullable=False),
        sa.Column("request_sha256", SafeText, nullable=False),
        sa.Column("state", SafeText, nullable=False),
        sa.Column("status", sa.Integer(), nullable=False),
        sa.Column("response", sa.LargeBinary(), nullable=False),
        sa.Column("at", UtcDateTime, nullable=False),
        sa.PrimaryKeyConstraint("subject", "call", "key", name=op.f("pk_idempotency")),
    )
    op.create_table(
        "meta",
        sa.Column("key", SafeText, nullable=False),
        sa.Column("value", SafeText, nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_meta")),
    )
