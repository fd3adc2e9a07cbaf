"""The store's schema as numbered migrations: plain DDL, each number one transaction, never changed once released.

Tables of two kinds (rule R8): *server snapshot* (summaries, lines, search, bodies), written only from server replies,
and *local work* (work, leases, drafts, decisions, operations, receipts, intents, seen), written only by user actions
and receipts. What the screen shows is the projection of both.
"""

from __future__ import annotations

from triage.services.schema_dispatch import DISPATCH
from triage.services.schema_files import FILES
from triage.services.schema_lists import LISTS
from triage.services.schema_placed import PLACED
from triage.services.schema_replied import REPLIED
from triage.services.schema_versions import VERSIONS

_STATE = "CREATE TABLE state (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID"
_SUMMARIES = """CREATE TABLE summaries (
    row INTEGER PRIMARY KEY, report_id TEXT NOT NULL UNIQUE, etag TEXT NOT NULL, version INTEGER NOT NULL,
    stage TEXT NOT NULL, rank INTEGER NOT NULL, due_at INTEGER NOT NULL, submitted_at INTEGER NOT NULL,
    kind TEXT NOT NULL, place TEXT NOT NULL, held_by TEXT NOT NULL, generation INTEGER NOT NULL,
    words_sha256 TEXT NOT NULL)"""
# The line itself lies apart, so that sorting and filtering 100,000 reports reads and decrypts a tenth of the pages.
_LINES = "CREATE TABLE lines (report_id TEXT PRIMARY KEY, body BLOB NOT NULL)"
_PRIORITY = "CREATE INDEX summaries_priority ON summaries (rank, due_at, report_id, stage, held_by)"
_SUBMITTED = "CREATE INDEX summaries_submitted ON summaries (submitted_at, report_id, stage, rank, held_by)"
_HELD = "CREATE INDEX summaries_held ON summaries (held_by, report_id) WHERE held_by <> ''"
_SEARCH = """CREATE VIRTUAL TABLE search USING fts5(
    words, content='', contentless_delete=1, tokenize="unicode61 remove_diacritics 2", prefix='2 3')"""
_BODIES = """CREATE TABLE bodies (
    report_id TEXT PRIMARY KEY, version INTEGER NOT NULL, etag TEXT NOT NULL, body BLOB NOT NULL)"""
_WORK = """CREATE TABLE work (
    report_id TEXT PRIMARY KEY, stage TEXT NOT NULL, owner TEXT NOT NULL, begun_etag TEXT NOT NULL DEFAULT '',
    decision_id INTEGER)"""
_LEASES = """CREATE TABLE leases (
    report_id TEXT PRIMARY KEY, lease_id TEXT NOT NULL, fence INTEGER NOT NULL, granted_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL, lost INTEGER NOT NULL DEFAULT 0)"""
_DRAFTS = """CREATE TABLE drafts (
    report_id TEXT PRIMARY KEY, revision INTEGER NOT NULL, uploaded INTEGER NOT NULL DEFAULT 0,
    saved_at INTEGER NOT NULL, saved_by TEXT NOT NULL, body BLOB NOT NULL)"""
_DECISIONS = """CREATE TABLE decisions (
    decision_id INTEGER PRIMARY KEY, report_id TEXT NOT NULL, author TEXT NOT NULL, decided_at INTEGER NOT NULL,
    undo_until INTEGER NOT NULL, state TEXT NOT NULL, body BLOB NOT NULL, body_sha256 TEXT NOT NULL)"""
_OPERATIONS = """CREATE TABLE operations (
    seq INTEGER PRIMARY KEY AUTOINCREMENT, op_id TEXT NOT NULL UNIQUE, report_id TEXT NOT NULL,
    decision_id INTEGER NOT NULL, kind TEXT NOT NULL, destination TEXT NOT NULL, if_match TEXT NOT NULL DEFAULT '',
    deliverables TEXT NOT NULL DEFAULT '[]', body BLOB NOT NULL, body_sha256 TEXT NOT NULL, status TEXT NOT NULL,
    held TEXT, attempts INTEGER NOT NULL DEFAULT 0, left INTEGER NOT NULL DEFAULT 0, sent_at INTEGER,
    look_first INTEGER NOT NULL DEFAULT 0, next_at INTEGER, last_code TEXT NOT NULL DEFAULT '',
    last_text TEXT NOT NULL DEFAULT '', errors TEXT NOT NULL DEFAULT '[]', created_at INTEGER NOT NULL,
    created_by TEXT NOT NULL, superseded INTEGER NOT NULL DEFAULT 0, receipt TEXT NOT NULL DEFAULT '')"""
_OPEN_OPS = """CREATE INDEX operations_open ON operations (report_id, seq)
    WHERE superseded = 0 AND status <> 'delivered'"""
_OPS_OF = "CREATE INDEX operations_report ON operations (report_id, seq)"
_RECEIPTS = """CREATE TABLE receipts (
    report_id TEXT NOT NULL, destination TEXT NOT NULL, deliverable TEXT NOT NULL, reference TEXT NOT NULL,
    record_id TEXT NOT NULL, PRIMARY KEY (report_id, destination, deliverable)) WITHOUT ROWID"""
_INTENTS = """CREATE TABLE intents (
    intent_id TEXT PRIMARY KEY, report_id TEXT, asked_at INTEGER NOT NULL, asked_by TEXT NOT NULL)"""
_SEEN = "CREATE TABLE seen (report_id TEXT PRIMARY KEY, version INTEGER NOT NULL) WITHOUT ROWID"
_AUDIT = """CREATE TABLE audit (
    seq INTEGER PRIMARY KEY, epoch INTEGER NOT NULL, at TEXT NOT NULL, who TEXT NOT NULL, what TEXT NOT NULL,
    report_id TEXT NOT NULL, detail TEXT NOT NULL, previous TEXT NOT NULL, hash TEXT NOT NULL UNIQUE)"""

# What a person signed must not change afterwards, not even by our own mistake.
_AUDIT_STAYS = """CREATE TRIGGER audit_stays BEFORE UPDATE ON audit
    BEGIN SELECT RAISE(ABORT, 'audit lines are append-only'); END"""
_AUDIT_KEPT = """CREATE TRIGGER audit_kept BEFORE DELETE ON audit
    BEGIN SELECT RAISE(ABORT, 'audit lines are append-only'); END"""
_BODY_FROZEN = """CREATE TRIGGER operation_frozen BEFORE UPDATE OF op_id, report_id, kind, destination, body,
    body_sha256, created_by ON operations
    WHEN OLD.op_id <> NEW.op_id OR OLD.report_id <> NEW.report_id OR OLD.kind <> NEW.kind
      OR OLD.destination <> NEW.destination OR OLD.body_sha256 <> NEW.body_sha256
      OR OLD.created_by <> NEW.created_by OR (OLD.body <> NEW.body AND length(NEW.body) > 0)
    BEGIN SELECT RAISE(ABORT, 'an operation is frozen'); END"""
_OPS_KEPT = """CREATE TRIGGER operation_kept BEFORE DELETE ON operations
    BEGIN SELECT RAISE(ABORT, 'operations are kept'); END"""

MIGRATIONS: tuple[tuple[str, ...], ...] = (
    (
        _STATE,
        _SUMMARIES,
        _LINES,
        _PRIORITY,
        _SUBMITTED,
        _HELD,
        _SEARCH,
        _BODIES,
        _WORK,
        _LEASES,
        _DRAFTS,
        _DECISIONS,
        _OPERATIONS,
        _OPEN_OPS,
        _OPS_OF,
        _RECEIPTS,
        _INTENTS,
        _SEEN,
        _AUDIT,
        _AUDIT_STAYS,
        _AUDIT_KEPT,
        _BODY_FROZEN,
        _OPS_KEPT,
    ),
    LISTS,
    FILES,
    DISPATCH,
    VERSIONS,
    PLACED,
    REPLIED,
)
