"""The store's step for what replies told: whose lines are newer than a page of the feed that was asked for before."""

from __future__ import annotations

REPLIED: tuple[str, ...] = ("CREATE TABLE replied (number INTEGER PRIMARY KEY, report_id TEXT NOT NULL)",)
