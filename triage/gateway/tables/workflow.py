"""Handoffs, proposed decisions, what supervisors said, and the log of what people did with a report beside deciding."""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, Index, Integer, LargeBinary, Table, UniqueConstraint, text

from triage.gateway.columns import BigId, SafeText, UtcDateTime
from triage.gateway.tables.base import metadata

_EMPTY = text("''")

movements = Table(
    "movements",
    metadata,
    Column("id", BigId, primary_key=True, autoincrement=True),
    Column("report_id", SafeText, ForeignKey("reports.report_id"), nullable=False),
    Column("at", UtcDateTime, nullable=False),
    Column("subject", SafeText, nullable=False),
    Column("word", SafeText, nullable=False),
    Column("why", SafeText, nullable=False, server_default=_EMPTY),
    Index("ix_movements_report_id", "report_id"),
)

handoffs = Table(
    "handoffs",
    metadata,
    Column("id", BigId, primary_key=True, autoincrement=True),
    Column("report_id", SafeText, ForeignKey("reports.report_id"), nullable=False),
    Column("number", Integer, nullable=False),
    Column("state", SafeText, nullable=False),
    Column("to_kind", SafeText, nullable=False),
    Column("to", SafeText, nullable=False),
    Column("to_name", SafeText, nullable=False),
    Column("why", SafeText, nullable=False),
    Column("by", SafeText, nullable=False),
    Column("at", UtcDateTime, nullable=False),
    Column("term_seconds", Integer, nullable=False),
    Column("due_at", UtcDateTime, nullable=False),
    Column("chase_at", UtcDateTime),
    Column("chases", Integer, nullable=False, server_default=text("0")),
    Column("chased_at", UtcDateTime),
    Column("report_version", Integer, nullable=False),
    Column("package", LargeBinary, nullable=False),
    Column("package_sha256", SafeText, nullable=False),
    Column("acceptor", SafeText, nullable=False, server_default=_EMPTY),
    Column("reference", SafeText, nullable=False, server_default=_EMPTY),
    Column("accepted_at", UtcDateTime),
    Column("answered_by", SafeText, nullable=False, server_default=_EMPTY),
    Column("answered_at", UtcDateTime),
    Column("return_why", SafeText, nullable=False, server_default=_EMPTY),
    UniqueConstraint("report_id", "number"),
    Index("ix_handoffs_chase_at", "chase_at"),
    Index("ix_handoffs_state_id", "state", "id"),
)
"""``chase_at``: when somebody must be told next; None once it is answered or came back."""

proposals = Table(
    "proposals",
    metadata,
    Column("id", BigId, primary_key=True, autoincrement=True),
    Column("report_id", SafeText, ForeignKey("reports.report_id"), nullable=False),
    Column("number", Integer, nullable=False),
    Column("kind", SafeText, nullable=False),
    Column("state", SafeText, nullable=False),
    Column("author", SafeText, nullable=False),
    Column("at", UtcDateTime, nullable=False),
    Column("why", SafeText, nullable=False, server_default=_EMPTY),
    Column("decision", LargeBinary, nullable=False),
    Column("decision_sha256", SafeText, nullable=False),
    Column("ended_by", SafeText, nullable=False, server_default=_EMPTY),
    Column("ended_at", UtcDateTime),
    Column("ended_why", SafeText, nullable=False, server_default=_EMPTY),
    UniqueConstraint("report_id", "number"),
    Index("ix_proposals_state_id", "state", "id"),
)

said = Table(
    "said",
    metadata,
    Column("number", BigId, primary_key=True, autoincrement=True),
    Column("report_id", SafeText, ForeignKey("reports.report_id"), nullable=False),
    Column("to", SafeText, nullable=False),
    Column("kind", SafeText, nullable=False),
    Column("by", SafeText, nullable=False),
    Column("at", UtcDateTime, nullable=False),
    Column("words", SafeText, nullable=False, server_default=_EMPTY),
    Column("seen_at", UtcDateTime),
    Index("ix_said_to", "to", "number"),
    Index("ix_said_report_id", "report_id"),
)
