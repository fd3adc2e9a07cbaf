"""[retention]: how long what is done with is kept."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class RetentionConfig:
    """Days after settlement; 0: kept for ever. ``figures_days``: so long compliance figures know a report's type, grade
    and what was found of it, although its words are gone. ``notes_days``: days after it was written that a note of one
    shift to the next is kept; 0: for ever."""

    settled_days: int = 0
    figures_days: int = 400
    notes_days: int = 14
