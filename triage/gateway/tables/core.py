"""The reports and what people do with them; the other rooms of the gateway have their own files beside this one.

``submissions`` holds what the hub sent, byte for byte; ``versions`` what was read from it; ``reports`` where each
report stands now. A report's ``tx``/``seq`` is its place in the feed of changes (see `feed`); ``suggested`` is the role
of the grade that the risk sense suggests, "" when it suggests none; ``stage_at`` when it came to its stage.
"""

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

WAITING = text("stage = 'incoming'")
FIRST = text("stage = 'incoming' AND (pinned_by <> '' OR assigned_to <> '')")
CLOSED = text("closed_at IS NOT NULL")
IN_FEED = text("left_feed IS FALSE")
NOT_ENDED = text("ended_at IS NULL")
RUNNING = text("ended_at IS NULL AND lapsed_at IS NULL")
"""What the queue's indexes hold: reports to be served, those that come first, those that ended, those that desks still
hold, leases that bind somebody, leases that can still run out."""
ACKNOWLEDGED = text("action IN ('intake.new', 'intake.version')")
"""Lines of the log that stand for a 201: written in the transaction that keeps the submission, and never erased."""
SEARCHED_TERMS = "(details ->> 'terms')"
"""The keyed hash of a search's words in its line of the log, as both engines say it; only the very same words use its
index, so it is never said with a parameter."""
SEARCHED = text(f"{SEARCHED_TERMS} IS NOT NULL")

meta = Table(
    "meta",
    metadata,
    Column("key", SafeText, primary_key=True),
    Column("value", SafeText, nullable=False),
)

changes = Table(
    "changes",
    metadata,
    Column("seq", BigId, primary_key=True, autoincrement=True),
    Column("tx", BigId, nullable=False),
    Column("report_id", SafeText, nullable=False),
    Column("word", SafeText, nullable=False),
    Column("stage", SafeText, nullable=False),
    Column("at", UtcDateTime, nullable=False),
)

reports = Table(
    "reports",
    metadata,
    Column("report_id", SafeText, primary_key=True),
    Column("submission_id", SafeText, nullable=False),
    Column("version", Integer, nullable=False),
    Column("stage", SafeText, nullable=False),
    Column("rank", Integer, nullable=False),
    Column("due_at", UtcDateTime, nullable=False),
    Column("received_at", UtcDateTime, nullable=False),
    Column("summary", LargeBinary, nullable=False),
    Column("assessment", LargeBinary, nullable=False),
    Column("fence", Integer, nullable=False, server_default=text("0")),
    Column("delivery_count", Integer, nullable=False, server_default=text("0")),
    Column("begins", Integer, nullable=False, server_default=text("0")),
    Column("begun_at", UtcDateTime),
    Column("closed_at", UtcDateTime),
    Column("left_feed", Boolean, nullable=False, server_default=text("false")),
    Column("deferred_until", UtcDateTime),
    Column("waiting_why", SafeText, nullable=False, server_default=text("''")),
    Column("waiting_for", SafeText, nullable=False, server_default=text("''")),
    Column("flags", JSON, nullable=False, server_default=text("'{}'")),
    Column("open_proposals", Integer, nullable=False, server_default=text("0")),
    Column("restricted", SafeText, nullable=False, server_default=text("''")),
    Column("restricted_late", Boolean, nullable=False, server_default=text("false")),
    Column("pinned_by", SafeText, nullable=False, server_default=text("''")),
    Column("pin_why", SafeText, nullable=False, server_default=text("''")),
    Column("assigned_to", SafeText, nullable=False, server_default=text("''")),
    Column("assigned_until", UtcDateTime),
    Column("kind", SafeText, nullable=False, server_default=text("''")),
    Column("suggested", SafeText, nullable=False, server_default=text("''")),
    Column("stage_at", UtcDateTime),
    Column("tx", BigId, nullable=False, server_default=text("0")),
    Column("seq", BigId, nullable=False, server_default=text("0")),
    Index("ix_reports_feed", "tx", "seq"),
    Index("ix_reports_deferred_until", "deferred_until"),
    Index("ix_reports_received_at", "received_at", "report_id", "seq"),
    Index("ix_reports_stage", "stage"),
    Index("ix_reports_closed_at", "closed_at", postgresql_where=CLOSED, sqlite_where=CLOSED),
    Index("ix_reports_in_feed", "closed_at", postgresql_where=IN_FEED, sqlite_where=IN_FEED),
    Index("ix_reports_waiting_rank", "rank", "due_at", "report_id", postgresql_where=WAITING, sqlite_where=WAITING),
    Index("ix_reports_first", "rank", "due_at", "report_id", postgresql_where=FIRST, sqlite_where=FIRST),
    Index("ix_reports_waiting_due", "due_at", "report_id", postgresql_where=WAITING, sqlite_where=WAITING),
    Index(
        "ix_reports_waiting_age",
        "received_at",
        "report_id",
        "kind",
        "rank",
        "suggested",
        "due_at",
        "deferred_until",
        "restricted",
        postgresql_where=WAITING,
        sqlite_where=WAITING,
    ),
)

submissions = Table(
    "submissions",
    metadata,
    Column("id", BigId, primary_key=True, autoincrement=True),
    # No foreign key: it is stored before it is read, and only then is there a report (see `intake.unread`).
    Column("report_id", SafeText, nullable=False),
    Column("version", Integer, nullable=False),
    Column("content_sha256", SafeText, nullable=False),
    Column("raw_sha256", SafeText, nullable=False),
    Column("raw", LargeBinary, nullable=False),
    Column("content_type", SafeText, nullable=False),
    Column("header_names", JSON, nullable=False),
    Column("received_at", UtcDateTime, nullable=False),
    UniqueConstraint("report_id", "content_sha256"),
    UniqueConstraint("report_id", "version"),
)

versions = Table(
    "versions",
    metadata,
    Column("report_id", SafeText, ForeignKey("reports.report_id"), primary_key=True),
    Column("version", Integer, primary_key=True),
    Column("report", LargeBinary, nullable=False),
    Column("received_at", UtcDateTime, nullable=False),
)

attachments = Table(
    "attachments",
    metadata,
    Column("report_id", SafeText, ForeignKey("reports.report_id"), primary_key=True),
    Column("version", Integer, primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("name", SafeText, nullable=False),
    Column("media_type", SafeText, nullable=False),
    Column("size", BigId),
    Column("sha256", SafeText, nullable=False),
    Column("state", SafeText, nullable=False),
    Column("due_at", UtcDateTime, server_default=text("'1970-01-01 00:00:00'")),
    Column("busy", Boolean, nullable=False, server_default=text("false")),
    Column("take", Integer, nullable=False, server_default=text("0")),
    Column("kept", Integer, nullable=False, server_default=text("0")),
    Column("tries", Integer, nullable=False, server_default=text("0")),
    Column("reason", SafeText, nullable=False, server_default=text("''")),
    Column("sniffed", SafeText, nullable=False, server_default=text("''")),
    Column("scan", SafeText, nullable=False, server_default=text("'waiting'")),
    Column("signature", SafeText, nullable=False, server_default=text("''")),
    Index(
        "ix_attachments_due",
        "due_at",
        postgresql_where=text("due_at IS NOT NULL"),
        sqlite_where=text("due_at IS NOT NULL"),
    ),
    Index(
        "ix_attachments_trouble",
        "state",
        postgresql_where=text("state IN ('failed', 'infected', 'suspicious')"),
        sqlite_where=text("state IN ('failed', 'infected', 'suspicious')"),
    ),
)

leases = Table(
    "leases",
    metadata,
    Column("lease_id", SafeText, primary_key=True),
    Column("report_id", SafeText, ForeignKey("reports.report_id"), nullable=False),
    Column("fence", Integer, nullable=False),
    Column("subject", SafeText, nullable=False),
    Column("first_granted_at", UtcDateTime, nullable=False),
    Column("granted_at", UtcDateTime, nullable=False),
    Column("expires_at", UtcDateTime, nullable=False),
    Column("ended_at", UtcDateTime),
    Column("ended_by", SafeText, nullable=False, server_default=text("''")),
    Column("note", SafeText, nullable=False, server_default=text("''")),
    Column("lapsed_at", UtcDateTime),
    UniqueConstraint("report_id", "fence"),
    Index("ix_leases_subject", "subject", "expires_at", postgresql_where=NOT_ENDED, sqlite_where=NOT_ENDED),
    Index("ix_leases_expires_at", "expires_at", postgresql_where=RUNNING, sqlite_where=RUNNING),
)

drafts = Table(
    "drafts",
    metadata,
    Column("report_id", SafeText, ForeignKey("reports.report_id"), primary_key=True),
    Column("author", SafeText, nullable=False),
    Column("fence", Integer, nullable=False),
    Column("revision", Integer, nullable=False),
    Column("draft", LargeBinary, nullable=False),
    Column("saved_at", UtcDateTime, nullable=False),
)

decisions = Table(
    "decisions",
    metadata,
    Column("id", BigId, primary_key=True, autoincrement=True),
    Column("report_id", SafeText, ForeignKey("reports.report_id"), nullable=False),
    Column("number", Integer, nullable=False),
    Column("fence", Integer, nullable=False),
    Column("report_version", Integer, nullable=False),
    Column("subject", SafeText, nullable=False),
    Column("decision", LargeBinary, nullable=False),
    Column("decision_sha256", SafeText, nullable=False),
    Column("begun_at", UtcDateTime, nullable=False),
    Column("aborted_at", UtcDateTime),
    Column("abort_note", SafeText, nullable=False, server_default=text("''")),
    UniqueConstraint("report_id", "number"),
)

settlements = Table(
    "settlements",
    metadata,
    Column("id", BigId, primary_key=True, autoincrement=True),
    Column("report_id", SafeText, ForeignKey("reports.report_id"), nullable=False),
    Column("decision_number", Integer, nullable=False),
    Column("fence", Integer, nullable=False),
    Column("subject", SafeText, nullable=False),
    Column("outcome", SafeText, nullable=False),
    Column("references", LargeBinary, nullable=False),
    Column("settled_at", UtcDateTime, nullable=False),
    Column("kind", SafeText, nullable=False, server_default=text("'settled'")),
    Index("ix_settlements_report_id", "report_id"),
    Index("ix_settlements_settled_at", "settled_at"),
)

idempotency = Table(
    "idempotency",
    metadata,
    Column("subject", SafeText, primary_key=True),
    Column("call", SafeText, primary_key=True),
    Column("key", SafeText, primary_key=True),
    Column("request_sha256", SafeText, nullable=False),
    Column("state", SafeText, nullable=False),
    Column("status", Integer, nullable=False),
    Column("response", LargeBinary, nullable=False),
    Column("at", UtcDateTime, nullable=False),
)

audit = Table(
    "audit",
    metadata,
    Column("seq", BigId, primary_key=True, autoincrement=True),
    Column("at", UtcDateTime, nullable=False),
    Column("subject", SafeText, nullable=False),
    Column("role", SafeText, nullable=False),
    Column("action", SafeText, nullable=False),
    Column("report_id", SafeText, nullable=False, server_default=text("''")),
    Column("request_id", SafeText, nullable=False, server_default=text("''")),
    Column("details", JSON, nullable=False),
    Index("ix_audit_report_id", "report_id"),
    Index("ix_audit_at", "at", "seq"),
    Index("ix_audit_acknowledged", "at", "seq", postgresql_where=ACKNOWLEDGED, sqlite_where=ACKNOWLEDGED),
    Index("ix_audit_subject", "subject", "at", "seq"),
    Index("ix_audit_action", "action", "at", "seq"),
    Index("ix_audit_terms", text(SEARCHED_TERMS), "at", "seq", postgresql_where=SEARCHED, sqlite_where=SEARCHED),
)
