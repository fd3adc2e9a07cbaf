"""The store's step for what supervisors put first: pinned reports, and those that are kept for somebody."""

from __future__ import annotations

PLACED: tuple[str, ...] = (
    """CREATE TABLE placed (
    row INTEGER PRIMARY KEY, report_id TEXT NOT NULL, pinned INTEGER NOT NULL, assigned_to TEXT NOT NULL)""",
)
