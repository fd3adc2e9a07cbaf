"""The mailbox: which mails were taken in, and which gateway works it. No personal data: hashes, ids, counts, words.

``mailbox`` names the mailbox and folder by a hash, so that another account never meets the numbers of the first.
"""

from __future__ import annotations

from sqlalchemy import JSON, Boolean, Column, Index, Integer, Table, text

from triage.gateway.columns import BigId, SafeText, UtcDateTime
from triage.gateway.tables.base import metadata

mails = Table(
    "mails",
    metadata,
    Column("mailbox", SafeText, primary_key=True),
    Column("uidvalidity", BigId, primary_key=True, autoincrement=False),
    Column("uid", BigId, primary_key=True, autoincrement=False),
    Column("outcome", SafeText, nullable=False),
    Column("reason", SafeText, nullable=False, server_default=text("''")),
    Column("attempts", Integer, nullable=False, server_default=text("0")),
    Column("message_sha256", SafeText, nullable=False, server_default=text("''")),
    Column("content_sha256", SafeText, nullable=False, server_default=text("''")),
    Column("report_id", SafeText, nullable=False, server_default=text("''")),
    Column("moved", Boolean, nullable=False, server_default=text("false")),
    Column("first_seen_at", UtcDateTime, nullable=False),
    Column("at", UtcDateTime, nullable=False),
    Index("ix_mails_content_sha256", "content_sha256"),
)

mailboxes = Table(
    "mailboxes",
    metadata,
    Column("mailbox", SafeText, primary_key=True),
    Column("holder", SafeText, nullable=False, server_default=text("''")),
    Column("held_until", UtcDateTime),
    Column("last_success_at", UtcDateTime),
    Column("last_fault_at", UtcDateTime),
    Column("last_fault", SafeText, nullable=False, server_default=text("''")),
    Column("waiting", Integer, nullable=False, server_default=text("0")),
    Column("attention", Integer, nullable=False, server_default=text("0")),
    Column("lying", JSON, nullable=False),
)
