"""The store's step for comparing versions: what a report said before the public sent another version of it."""

from __future__ import annotations

VERSIONS: tuple[str, ...] = (
    """CREATE TABLE earlier (
    report_id TEXT NOT NULL, version INTEGER NOT NULL, body BLOB NOT NULL, PRIMARY KEY (report_id, version))
    WITHOUT ROWID""",
)
