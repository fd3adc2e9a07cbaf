"""Words to the public and what came back: messages, and the contact log (lines are only ever added)."""

from __future__ import annotations

from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    Table,
    UniqueConstraint,
    text,
)

from triage.gateway.columns import BigId, SafeText, UtcDateTime
from triage.gateway.tables.base import metadata

_EMPTY = text("''")

messages = Table(
    "messages",
    metadata,
    Column("report_id", SafeText, ForeignKey("reports.report_id"), primary_key=True),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("state", SafeText, nullable=False),
    Column("channel", SafeText, nullable=False),
    Column("template", SafeText, nullable=False),
    Column("person", SafeText, nullable=False),
    Column("address", SafeText, nullable=False),
    Column("subject", SafeText, nullable=False),
    Column("body", SafeText, nullable=False),
    Column("fields", JSON, nullable=False),
    Column("asks", Boolean, nullable=False),
    Column("token", SafeText, nullable=False),
    Column("mime_id", SafeText, nullable=False),
    Column("confirmed_safe", SafeText, nullable=False),
    Column("safe_despite", JSON, nullable=False, server_default=text("'[]'")),
    Column("author", SafeText, nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    Column("tries", Integer, nullable=False, server_default=text("0")),
    Column("next_at", UtcDateTime),
    Column("try_until", UtcDateTime, nullable=False),
    Column("state_at", UtcDateTime, nullable=False),
    Column("sent_at", UtcDateTime),
    Column("reason", SafeText, nullable=False, server_default=_EMPTY),
    Column("carrier", SafeText, nullable=False, server_default=_EMPTY),
    Column("carrier_reference", SafeText, nullable=False, server_default=_EMPTY),
    UniqueConstraint("token"),
    UniqueConstraint("mime_id"),
    Index("ix_messages_state_next_at", "state", "next_at"),
)

contact_lines = Table(
    "contact_lines",
    metadata,
    Column("id", BigId, primary_key=True, autoincrement=True),
    Column("report_id", SafeText, ForeignKey("reports.report_id"), nullable=False),
    Column("line", LargeBinary, nullable=False),
    Column("at", UtcDateTime, nullable=False),
    Column("mail_key", SafeText),
    UniqueConstraint("report_id", "mail_key"),
)
