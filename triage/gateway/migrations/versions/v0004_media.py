"""Media: links to fetch, bytes that were fetched, what scanning said."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from triage.gateway.columns import BigId, SafeText, UtcDateTime

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    at_once = sa.text("'1970-01-01 00:00:00'")
    nothing, zero = sa.text("''"), sa.text("0")
    for column in (
        sa.Column("due_at", UtcDateTime, server_default=at_once, nullable=True),
        sa.Column("busy", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("take", sa.Integer(), server_default=zero, nullable=False),
        sa.Column("kept", sa.Integer(), server_default=zero, nullable=False),
        sa.Column("tries", sa.Integer(), server_default=zero, nullable=False),
        sa.Column("reason", SafeText, server_default=nothing, nullable=False),
        sa.Column("sniffed", SafeText, server_default=nothing, nullable=False),
        sa.Column("scan", SafeText, server_default=sa.text("'waiting'"), nullable=False),
        sa.Column("signature", SafeText, server_default=nothing, nullable=False),
    ):
        op.add_column("attachments", column)
    due, trouble = sa.text("due_at IS NOT NULL"), sa.text("state IN ('failed', 'infected', 'suspicious')")
    op.create_index("ix_attachments_due", "attachments", ["due_at"], postgresql_where=due, sqlite_where=due)
    op.create_index("ix_attachments_trouble", "attachments", ["state"], postgresql_where=trouble, sqlite_where=trouble)
    op.create_table(
        "media_chunks",
        sa.Column("report_id", SafeText, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("take", sa.Integer(), nullable=False),
        sa.Column("seq", BigId, nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("report_id", "version", "number", "take", "seq", name=op.f("pk_media_chunks")),
    )
    if op.get_bind().dialect.name == "postgresql":
        # Pictures and films do not compress: do not try.
        op.execute("ALTER TABLE media_chunks ALTER COLUMN content SET STORAGE EXTERNAL")
