"""[queue]: how many times a report is handed out, and how often waiting desktops are answered."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class QueueConfig:
    """``most_deliveries``: a report whose lease ran out this many times is held for a person (0: never).

    ``answers_per_second``: how many waiting desktops one gateway process answers at most; with more of them waiting
    each hears of changes a little later, and claims stay quick.
    """

    most_deliveries: int = 5
    answers_per_second: float = 150
