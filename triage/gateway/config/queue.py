"""[queue]: how many times a report is handed out, and how many may wait."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class QueueConfig:
    """``most_deliveries``: a report whose lease ran out this many times is held for a person (0: never)."""

    most_deliveries: int = 5
