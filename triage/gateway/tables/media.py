"""The bytes of files, in parts of one megabyte: both engines keep them, and no gateway needs a disk of its own.

Where a file stands is in `attachments`. ``take`` counts the times that a worker took the file up: what a worker
writes carries its own number, so that one that was given up for dead cannot spoil what its successor wrote.
There is no foreign key: each part is written only while the file's own row is held (see `media.store`), and a key to
the report would make every part wait for whoever claims the report.
"""

from __future__ import annotations

from sqlalchemy import Column, Index, Integer, LargeBinary, Table

from triage.gateway.columns import BigId, SafeText, UtcDateTime
from triage.gateway.tables.base import metadata

media_chunks = Table(
    "media_chunks",
    metadata,
    Column("report_id", SafeText, primary_key=True),
    Column("version", Integer, primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("take", Integer, primary_key=True),
    Column("seq", BigId, primary_key=True),
    Column("content", LargeBinary, nullable=False),
)

attachment_locks = Table(
    "attachment_locks",
    metadata,
    Column("report_id", SafeText, primary_key=True),
    Column("version", Integer, primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("sha256", SafeText, nullable=False),
    Column("reason", SafeText, nullable=False),
    Column("told", Integer, nullable=False),
    Column("locked_at", UtcDateTime, nullable=False),
    Column("locked_by", SafeText, nullable=False),
    Index("ix_attachment_locks_sha256", "sha256"),
)
