"""Alarms that were raised, what is still to be told of them outside, and the limits that supervisors set on views."""

from __future__ import annotations

from sqlalchemy import JSON, Column, ForeignKey, Index, Integer, LargeBinary, Table, text

from triage.gateway.columns import BigId, SafeText, UtcDateTime
from triage.gateway.tables.base import metadata

STANDING = text("over_at IS NULL")
WAITING = text("next_at IS NOT NULL")

alarms = Table(
    "alarms",
    metadata,
    Column("id", BigId, primary_key=True, autoincrement=True),
    Column("key", SafeText, nullable=False),
    Column("kind", SafeText, nullable=False),
    Column("raised_at", UtcDateTime, nullable=False),
    Column("told_at", UtcDateTime, nullable=False),
    Column("over_at", UtcDateTime),
    Column("count", Integer, nullable=False),
    Column("oldest_at", UtcDateTime),
    Column("reports", JSON, nullable=False),
    Index("ix_alarms_standing", "key", unique=True, postgresql_where=STANDING, sqlite_where=STANDING),
)

alarm_posts = Table(
    "alarm_posts",
    metadata,
    Column("id", BigId, primary_key=True, autoincrement=True),
    Column("alarm_id", BigId, ForeignKey("alarms.id"), nullable=False),
    Column("word", SafeText, nullable=False),
    Column("target", SafeText, nullable=False),
    Column("body", LargeBinary, nullable=False),
    Column("at", UtcDateTime, nullable=False),
    Column("tries", Integer, nullable=False, server_default=text("0")),
    Column("next_at", UtcDateTime),
    Column("sent_at", UtcDateTime),
    Column("reason", SafeText, nullable=False, server_default=text("''")),
    Index("ix_alarm_posts_waiting", "target", "id", postgresql_where=WAITING, sqlite_where=WAITING),
)
"""``target``: an address, or "webhook"; ``next_at`` None: it was sent or given up."""

view_alarms = Table(
    "view_alarms",
    metadata,
    Column("view", SafeText, primary_key=True),
    Column("most_count", Integer),
    Column("most_minutes", Integer),
    Column("set_by", SafeText, nullable=False),
    Column("set_at", UtcDateTime, nullable=False),
)
