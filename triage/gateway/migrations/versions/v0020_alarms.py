"""Alarms that leave the window, and those that supervisors set on views."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from triage.gateway.columns import BigId, SafeText, UtcDateTime

revision = "0020"
down_revision = "0019"
_STANDING, _WAITING = sa.text("over_at IS NULL"), sa.text("next_at IS NOT NULL")


def upgrade() -> None:
    op.create_table(
        "alarms",
        sa.Column("id", BigId, nullable=False, autoincrement=True),
        sa.Column("key", SafeText, nullable=False),
        sa.Column("kind", SafeText, nullable=False),
        sa.Column("raised_at", UtcDateTime, nullable=False),
        sa.Column("told_at", UtcDateTime, nullable=False),
        sa.Column("over_at", UtcDateTime),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("oldest_at", UtcDateTime),
        sa.Column("reports", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_alarms")),
    )
    op.create_index(
        "ix_alarms_standing", "alarms", ["key"], unique=True, postgresql_where=_STANDING, sqlite_where=_STANDING
    )
    op.create_table(
        "alarm_posts",
        sa.Column("id", BigId, nullable=False, autoincrement=True),
        sa.Column("alarm_id", BigId, nullable=False),
        sa.Column("word", SafeText, nullable=False),
        sa.Column("target", SafeText, nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("at", UtcDateTime, nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False, server_default=sa.text("0")),
        sa.Column("next_at", UtcDateTime),
        sa.Column("sent_at", UtcDateTime),
        sa.Column("reason", SafeText, nullable=False, server_default=sa.text("''")),
        sa.ForeignKeyConstraint(["alarm_id"], ["alarms.id"], name=op.f("fk_alarm_posts_alarm_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_alarm_posts")),
    )
    op.create_index(
        "ix_alarm_posts_waiting", "alarm_posts", ["target", "id"], postgresql_where=_WAITING, sqlite_where=_WAITING
    )
    op.create_table(
        "view_alarms",
        sa.Column("view", SafeText, nullable=False),
        sa.Column("most_count", sa.Integer()),
        sa.Column("most_minutes", sa.Integer()),
        sa.Column("set_by", SafeText, nullable=False),
        sa.Column("set_at", UtcDateTime, nullable=False),
        sa.PrimaryKeyConstraint("view", name=op.f("pk_view_alarms")),
    )
