"""Search, people, views, audit lines of workstations."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import TSVECTOR

from triage.gateway.columns import BigId, SafeText, UtcDateTime

revision = "0008"
down_revision = "0007"

_EMPTY = sa.text("''")
_FTS = (
    # Words come folded: the tokenizer may only split at blanks, whatever letters they have.
    "CREATE VIRTUAL TABLE search_index USING fts5(head, body, content='search_documents', content_rowid='id', "
    "tokenize='ascii', prefix='2 3', columnsize=0)",
    "CREATE TRIGGER search_documents_added AFTER INSERT ON search_documents BEGIN "
    "INSERT INTO search_index(rowid, head, body) VALUES (new.id, new.head, new.body); END",
    "CREATE TRIGGER search_documents_gone AFTER DELETE ON search_documents BEGIN "
    "INSERT INTO search_index(search_index, rowid, head, body) VALUES ('delete', old.id, old.head, old.body); END",
    "CREATE TRIGGER search_documents_fixed BEFORE UPDATE ON search_documents BEGIN "
    "SELECT RAISE(ABORT, 'documents are made anew, never changed'); END",
)


def upgrade() -> None:
    _search()
    _keys()
    _views()
    _chains()
    op.create_index("ix_audit_at", "audit", ["at", "seq"])


def _search() -> None:
    embedded = op.get_bind().dialect.name == "sqlite"
    op.create_table(
        "search_documents",
        sa.Column("id", BigId, autoincrement=True, nullable=False),
        sa.Column("report_id", SafeText, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("rules", sa.Integer(), nullable=False),
        sa.Column("kind", SafeText, nullable=False),
        sa.Column("head", SafeText, nullable=False),
        sa.Column("body", SafeText, nullable=False),
        sa.Column("vector", sa.Text() if embedded else TSVECTOR()),
        sa.ForeignKeyConstraint(
            ["report_id"], ["reports.report_id"], name=op.f("fk_search_documents_report_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_search_documents")),
        sa.UniqueConstraint("report_id", "version", name=op.f("uq_search_documents_report_id_version")),
    )
    if embedded:
        for statement in _FTS:
            op.execute(statement)
    else:
        op.create_index("ix_search_documents_vector", "search_documents", ["vector"], postgresql_using="gin")


def _keys() -> None:
    op.create_table(
        "report_keys",
        sa.Column("id", BigId, autoincrement=True, nullable=False),
        sa.Column("document_id", BigId, nullable=False),
        sa.Column("report_id", SafeText, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("kind", SafeText, nullable=False),
        sa.Column("value", SafeText, nullable=False),
        sa.Column("person_key", SafeText, server_default=_EMPTY, nullable=False),
        sa.Column("field", SafeText, nullable=False),
        sa.Column("happened_at", UtcDateTime, nullable=True),
        sa.ForeignKeyConstraint(
            ["document_id"], ["search_documents.id"], name=op.f("fk_report_keys_document_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_report_keys")),
    )
    op.create_index("ix_report_keys_document_id", "report_keys", ["document_id"])
    op.create_index("ix_report_keys_kind_value", "report_keys", ["kind", "value"])
    op.create_index("ix_report_keys_report_id", "report_keys", ["report_id"])


def _views() -> None:
    op.create_table(
        "saved_views",
        sa.Column("owner", SafeText, nullable=False),
        sa.Column("key", SafeText, nullable=False),
        sa.Column("name", SafeText, nullable=False),
        sa.Column("query", sa.LargeBinary(), nullable=False),
        sa.Column("columns", sa.LargeBinary(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("changed_at", UtcDateTime, nullable=False),
        sa.Column("changed_by", SafeText, nullable=False),
        sa.PrimaryKeyConstraint("owner", "key", name=op.f("pk_saved_views")),
    )
    op.create_table(
        "default_views",
        sa.Column("subject", SafeText, nullable=False),
        sa.Column("key", SafeText, nullable=False),
        sa.PrimaryKeyConstraint("subject", name=op.f("pk_default_views")),
    )


def _chains() -> None:
    op.create_table(
        "workstation_chains",
        sa.Column("id", BigId, autoincrement=True, nullable=False),
        sa.Column("installation", SafeText, nullable=False),
        sa.Column("store", SafeText, nullable=False),
        sa.Column("epoch", BigId, nullable=False),
        sa.Column("complete_to", BigId, nullable=False),
        sa.Column("head_hash", SafeText, nullable=False),
        sa.Column("newest", BigId, nullable=False),
        sa.Column("first_seen", UtcDateTime, nullable=False),
        sa.Column("last_seen", UtcDateTime, nullable=False),
        sa.Column("last_subject", SafeText, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_workstation_chains")),
        sa.UniqueConstraint(
            "installation", "store", "epoch", name=op.f("uq_workstation_chains_installation_store_epoch")
        ),
    )
    op.create_table(
        "workstation_lines",
        sa.Column("id", BigId, autoincrement=True, nullable=False),
        sa.Column("chain_id", BigId, nullable=False),
        sa.Column("seq", BigId, nullable=False),
        sa.Column("hash", SafeText, nullable=False),
        sa.Column("previous", SafeText, nullable=False),
        sa.Column("at", UtcDateTime, nullable=False),
        sa.Column("who", SafeText, nullable=False),
        sa.Column("what", SafeText, nullable=False),
        sa.Column("report_id", SafeText, nullable=False),
        sa.Column("line", sa.LargeBinary(), nullable=False),
        sa.Column("trouble", SafeText, server_default=_EMPTY, nullable=False),
        sa.Column("received_at", UtcDateTime, nullable=False),
        sa.Column("received_from", SafeText, nullable=False),
        sa.ForeignKeyConstraint(["chain_id"], ["workstation_chains.id"], name=op.f("fk_workstation_lines_chain_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_workstation_lines")),
        sa.UniqueConstraint("chain_id", "seq", "hash", name=op.f("uq_workstation_lines_chain_id_seq_hash")),
    )
    op.create_index("ix_workstation_lines_at", "workstation_lines", ["at", "id"])
    op.create_index("ix_workstation_lines_report_id", "workstation_lines", ["report_id"])
    op.create_index("ix_workstation_lines_trouble", "workstation_lines", ["chain_id", "trouble"])
    _only_added()


def _only_added() -> None:
    """As the gateway's own audit lines: whoever writes the SQL."""
    if op.get_bind().dialect.name == "sqlite":
        for verb in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER workstation_lines_no_{verb.lower()} BEFORE {verb} ON workstation_lines "
                "BEGIN SELECT RAISE(ABORT, 'audit lines are only ever added'); END"
            )
        return
    op.execute(
        "CREATE TRIGGER workstation_lines_no_change BEFORE UPDATE OR DELETE ON workstation_lines "
        "EXECUTE FUNCTION audit_refuse()"
    )
