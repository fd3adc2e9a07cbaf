"""[limits]: how often one caller may ask, so that a program gone wild does not keep others out."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class LimitsConfig:
    """A minute, of one gateway process: calls of one person at the queue API, reports of the hub, wrong secrets or
    tokens from one address. 0: no limit.
    """

    calls_per_minute: int = 1200
    intake_per_minute: int = 0
    wrong_secrets_per_minute: int = 30
