"""The store's step for reports handed to dispatch by voice: they stand whatever becomes of the hold on the report."""

from __future__ import annotations

_DISPATCHES = """CREATE TABLE dispatches (
    report_id TEXT PRIMARY KEY, title TEXT NOT NULL, asked_at INTEGER NOT NULL, asked_by TEXT NOT NULL,
    reference TEXT NOT NULL DEFAULT '', acceptor TEXT NOT NULL DEFAULT '', accepted_at INTEGER,
    why_not TEXT NOT NULL DEFAULT '')"""
DISPATCH: tuple[str, ...] = (_DISPATCHES,)
