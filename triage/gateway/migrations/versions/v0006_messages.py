"""Words to the public: messages, reply tokens, the contact log."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from triage.gateway.columns import BigId, SafeText, UtcDateTime

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    _messages()
    op.create_table(
        "contact_lines",
        sa.Column("id", BigId, autoincrement=True, nullable=False),
        sa.Column("report_id", SafeText, nullable=False),
        sa.Column("line", sa.LargeBinary(), nullable=False),
        sa.Column("at", UtcDateTime, nullable=False),
        sa.Column("mail_key", SafeText, nullable=True),
        sa.ForeignKeyConstraint(["report_id"], ["reports.report_id"], name=op.f("fk_contact_lines_report_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contact_lines")),
        sa.UniqueConstraint("report_id", "mail_key", name=op.f("uq_contact_lines_report_id_mail_key")),
    )


def _messages() -> None:
    none = sa.text("''")
    op.create_table(
        "messages",
        sa.Column("report_id", SafeText, nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("state", SafeText, nullable=False),
        sa.Column("channel", SafeText, nullable=False),
        sa.Column("template", SafeText, nullable=False),
        sa.Column("person", SafeText, nullable=False),
        sa.Column("address", SafeText, nullable=False),
        sa.Column("subject", SafeText, nullable=False),
        sa.Column("body", SafeText, nullable=False),
        sa.Column("fields", sa.JSON(), nullable=False),
        sa.Column("asks", sa.Boolean(), nullable=False),
        sa.Column("token", SafeText, nullable=False),
        sa.Column("mime_id", SafeText, nullable=False),
        sa.Column("confirmed_safe", SafeText, nullable=False),
        sa.Column("author", SafeText, nullable=False),
        sa.Column("created_at", UtcDateTime, nullable=False),
        sa.Column("tries", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("next_at", UtcDateTime, nullable=True),
        sa.Column("try_until", UtcDateTime, nullable=False),
        sa.Column("state_at", UtcDateTime, nullable=False),
        sa.Column("sent_at", UtcDateTime, nullable=True),
        sa.Column("reason", SafeText, server_default=none, nullable=False),
        sa.Column("carrier", SafeText, server_default=none, nullable=False),
        sa.Column("carrier_reference", SafeText, server_default=none, nullable=False),
        sa.ForeignKeyConstraint(["report_id"], ["reports.report_id"], name=op.f("fk_messages_report_id")),
        sa.PrimaryKeyConstraint("report_id", "number", name=op.f("pk_messages")),
        sa.UniqueConstraint("token", name=op.f("uq_messages_token")),
        sa.UniqueConstraint("mime_id", name=op.f("uq_messages_mime_id")),
    )
    op.create_index("ix_messages_state_next_at", "messages", ["state", "next_at"], unique=False)
