"""The store's step for attachments: which are on this disk and under which key, and which are locked for good."""

from __future__ import annotations

_FILES = """CREATE TABLE files (
    disk TEXT PRIMARY KEY, report_id TEXT NOT NULL, version INTEGER NOT NULL, number INTEGER NOT NULL,
    secret BLOB NOT NULL, sha256 TEXT NOT NULL, size INTEGER, whole INTEGER NOT NULL, used_at INTEGER NOT NULL,
    UNIQUE (report_id, version, number)) WITHOUT ROWID"""
_LOCKS = """CREATE TABLE file_locks (
    report_id TEXT NOT NULL, version INTEGER NOT NULL, number INTEGER NOT NULL, sha256 TEXT NOT NULL,
    locked_at INTEGER NOT NULL, locked_by TEXT NOT NULL, PRIMARY KEY (report_id, version, number)) WITHOUT ROWID"""
_BY_HASH = "CREATE INDEX file_locks_hash ON file_locks (sha256) WHERE sha256 <> ''"
# Nobody lifts a lock here: whoever is to look at the file works somewhere else, with other rights.
_LOCKS_KEPT = """CREATE TRIGGER file_lock_kept BEFORE DELETE ON file_locks
    BEGIN SELECT RAISE(ABORT, 'a file lock is kept'); END"""
FILES: tuple[str, ...] = (_FILES, _LOCKS, _BY_HASH, _LOCKS_KEPT)
