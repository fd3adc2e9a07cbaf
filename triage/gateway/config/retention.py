"""[retention]: how long what is done with is kept."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class RetentionConfig:
    """Days after settlement; 0: kept for ever."""

    settled_days: int = 0
