"""[handoffs]: how soon a report that was handed off must be accepted, and how long before a clock none is put off."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class HandoffsConfig:
    """Hours until somebody is told that a handoff was not accepted, for reports with risk and for others; after the
    same time again the report comes back into the queue. ``defer_margin_minutes``: how long before the recording clock
    ends a put-off report is back at the latest.
    """

    risk_hours: float = 4
    other_hours: float = 24
    defer_margin_minutes: float = 60
