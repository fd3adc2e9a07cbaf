"""[limits]: how often one caller may ask, so that a program gone wild does not keep others out."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class LimitsConfig:
    """Calls a minute: of one person at the queue API, of the hub at intake. 0: no limit."""

    calls_per_minute: int = 1200
    intake_per_minute: int = 0
    wrong_secrets_per_minute: int = 30
