"""The mailbox: which mails were taken in, and which gateway works it."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from triage.gateway.columns import BigId, SafeText, UtcDateTime

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    op.create_table(
        "mails",
        sa.Column("mailbox", SafeText, nullable=False),
        sa.Column("uidvalidity", BigId, autoincrement=False, nullable=False),
        sa.Column("uid", BigId, autoincrement=False, nullable=False),
        sa.Column("outcome", SafeText, nullable=False),
        sa.Column("reason", SafeText, server_default=sa.text("''"), nullable=False),
        sa.Column("attempts", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("message_sha256", SafeText, server_default=sa.text("''"), nullable=False),
        sa.Column("content_sha256", SafeText, server_default=sa.text("''"), nullable=False),
        sa.Column("report_id", SafeText, server_default=sa.text("''"), nullable=False),
        sa.Column("moved", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("first_seen_at", UtcDateTime, nullable=False),
        sa.Column("at", UtcDateTime, nullable=False),
        sa.PrimaryKeyConstraint("mailbox", "uidvalidity", "uid", name=op.f("pk_mails")),
    )
    op.create_index("ix_mails_content_sha256", "mails", ["content_sha256"], unique=False)
    op.create_table(
        "mailboxes",
        sa.Column("mailbox", SafeText, nullable=False),
        sa.Column("holder", SafeText, server_default=sa.text("''"), nullable=False),
        sa.Column("held_until", UtcDateTime, nullable=True),
        sa.Column("last_success_at", UtcDateTime, nullable=True),
        sa.Column("last_fault_at", UtcDateTime, nullable=True),
        sa.Column("last_fault", SafeText, server_default=sa.text("''"), nullable=False),
        sa.Column("waiting", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("attention", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("lying", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("mailbox", name=op.f("pk_mailboxes")),
    )
