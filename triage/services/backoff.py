"""When to try again: full jitter from one second to five minutes; a server's Retry-After is honoured."""

from __future__ import annotations

import random
from datetime import timedelta

FIRST = 1.0
LONGEST = 300.0


def delay(attempts: int, rng: random.Random, retry_after: float | None = None) -> timedelta:
    """How long to wait after the ``attempts``-th try (counted from 1). Never gives up.

    Full jitter: anywhere between the first step and the doubled one, so that a hundred desks do not come back at the
    same moment when a link is up again.
    """
    ceiling = min(LONGEST, FIRST * 2 ** min(max(attempts, 1), 20))
    drawn = rng.uniform(FIRST, ceiling)
    return timedelta(seconds=max(drawn, retry_after or 0.0))
