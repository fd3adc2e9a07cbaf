"""What is kept to find reports again, views of people, audit lines of workstations.

On SQLite an FTS5 index (``search_index``) over ``search_documents`` is kept by triggers; on PostgreSQL ``vector`` and
its GIN index do that work. Both are in the step alone, because the other engine has no such thing. The words are
folded by `triage.models.fold` before either sees them.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import (
    BigInteger,
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    Table,
    Text,
    UniqueConstraint,
    text,
)
from sqlalchemy.dialects.postgresql import TSVECTOR
from sqlalchemy.engine import Dialect
from sqlalchemy.types import TypeDecorator, TypeEngine

from triage.gateway.columns import BigId, SafeText, UtcDateTime
from triage.gateway.tables.base import metadata


class Lexemes(TypeDecorator[list[str]]):
    """The different words of a document: a tsvector on PostgreSQL; always null on SQLite, which has FTS5."""

    impl = Text
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        return dialect.type_descriptor(TSVECTOR() if dialect.name == "postgresql" else Text())

    def process_bind_param(self, value: list[str] | None, dialect: Dialect) -> str | None:
        """As PostgreSQL writes a tsvector; folded words hold no quotation mark, and "^" means nothing to it."""
        if value is None or dialect.name != "postgresql":
            return None
        return " ".join(f"'{word}'" for word in value)


search_documents = Table(
    "search_documents",
    metadata,
    Column("id", BigId, primary_key=True, autoincrement=True),
    Column("report_id", SafeText, ForeignKey("reports.report_id", ondelete="CASCADE"), nullable=False),
    Column("version", Integer, nullable=False),
    Column("rules", Integer, nullable=False),
    Column("kind", SafeText, nullable=False),
    Column("head", SafeText, nullable=False),
    Column("body", SafeText, nullable=False),
    Column("vector", Lexemes),
    UniqueConstraint("report_id", "version"),
)

report_keys = Table(
    "report_keys",
    metadata,
    Column("id", BigId, primary_key=True, autoincrement=True),
    Column("document_id", BigId, ForeignKey("search_documents.id", ondelete="CASCADE"), nullable=False),
    Column("report_id", SafeText, nullable=False),
    Column("version", Integer, nullable=False),
    Column("kind", SafeText, nullable=False),
    Column("value", SafeText, nullable=False),
    Column("person_key", SafeText, nullable=False, server_default=text("''")),
    Column("field", SafeText, nullable=False),
    Column("happened_at", UtcDateTime),
    Index("ix_report_keys_document_id", "document_id"),
    Index("ix_report_keys_kind_value", "kind", "value"),
    Index("ix_report_keys_report_id", "report_id"),
)

known_people = Table(
    "known_people",
    metadata,
    Column("id", BigId, primary_key=True, autoincrement=True),
    Column("document_id", BigId, ForeignKey("search_documents.id", ondelete="CASCADE"), nullable=False),
    Column("report_id", SafeText, nullable=False),
    Column("version", Integer, nullable=False),
    Column("person_key", SafeText, nullable=False),
    Column("traits", LargeBinary, nullable=False),
    Index("ix_known_people_document_id", "document_id"),
    Index("ix_known_people_report_id", "report_id"),
)

people_blocks = Table(
    "people_blocks",
    metadata,
    Column("block", BigInteger, primary_key=True, autoincrement=False),
    Column("person_id", BigId, ForeignKey("known_people.id", ondelete="CASCADE"), primary_key=True),
    Index("ix_people_blocks_person_id", "person_id"),
    sqlite_with_rowid=False,
)
"""Keys that people are compared by, each as a number made of it."""

to_look_over = Table(
    "to_look_over",
    metadata,
    Column("id", BigId, primary_key=True, autoincrement=True),
    Column("report_id", SafeText, nullable=False),
    Column("version", Integer, nullable=False),
    Index("ix_to_look_over_report_id", "report_id"),
)
"""Versions that were made findable and whose people and duplicates were not looked for yet."""

saved_views = Table(
    "saved_views",
    metadata,
    Column("owner", SafeText, primary_key=True),
    Column("key", SafeText, primary_key=True),
    Column("name", SafeText, nullable=False),
    Column("query", LargeBinary, nullable=False),
    Column("columns", LargeBinary, nullable=False),
    Column("revision", Integer, nullable=False),
    Column("changed_at", UtcDateTime, nullable=False),
    Column("changed_by", SafeText, nullable=False),
)

default_views = Table(
    "default_views",
    metadata,
    Column("subject", SafeText, primary_key=True),
    Column("key", SafeText, nullable=False),
)

workstation_chains = Table(
    "workstation_chains",
    metadata,
    Column("id", BigId, primary_key=True, autoincrement=True),
    Column("installation", SafeText, nullable=False),
    Column("store", SafeText, nullable=False),
    Column("epoch", BigId, nullable=False),
    Column("complete_to", BigId, nullable=False),
    Column("head_hash", SafeText, nullable=False),
    Column("newest", BigId, nullable=False),
    Column("first_seen", UtcDateTime, nullable=False),
    Column("last_seen", UtcDateTime, nullable=False),
    Column("last_subject", SafeText, nullable=False),
    UniqueConstraint("installation", "store", "epoch"),
)

workstation_lines = Table(
    "workstation_lines",
    metadata,
    Column("id", BigId, primary_key=True, autoincrement=True),
    Column("chain_id", BigId, ForeignKey("workstation_chains.id"), nullable=False),
    Column("seq", BigId, nullable=False),
    Column("hash", SafeText, nullable=False),
    Column("previous", SafeText, nullable=False),
    Column("at", UtcDateTime, nullable=False),
    Column("who", SafeText, nullable=False),
    Column("what", SafeText, nullable=False),
    Column("report_id", SafeText, nullable=False),
    Column("line", LargeBinary, nullable=False),
    Column("trouble", SafeText, nullable=False, server_default=text("''")),
    Column("received_at", UtcDateTime, nullable=False),
    Column("received_from", SafeText, nullable=False),
    UniqueConstraint("chain_id", "seq", "hash"),
    Index("ix_workstation_lines_at", "at", "id"),
    Index("ix_workstation_lines_who", "who", "at", "id"),
    Index("ix_workstation_lines_what", "what", "at", "id"),
    Index("ix_workstation_lines_report_id", "report_id"),
    Index("ix_workstation_lines_trouble", "chain_id", "trouble"),
)
