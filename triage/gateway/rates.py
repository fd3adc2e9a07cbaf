"""How often a caller may ask in a minute. Counted in this process alone, by the injected clock.

The windows are the library's (`limits`); its own memory store is not used because it reads the machine's clock and
starts a thread for every clean-up.
"""

from __future__ import annotations

import ipaddress
import math

from limits import RateLimitItemPerMinute
from limits.storage import Storage
from limits.strategies import FixedWindowRateLimiter

from triage.gateway.config import LimitsConfig
from triage.models.clock import Clock

MOST_CALLERS = 20_000
"""So many are counted at once; beyond it the one whose minute began first is forgotten."""


class Rate:
    """At most ``amount`` a minute for each caller; 0: as many as they like."""

    def __init__(self, amount: int, clock: Clock) -> None:
        self._item = RateLimitItemPerMinute(amount) if amount > 0 else None
        self._windows = _Windows(clock)
        self._limiter = FixedWindowRateLimiter(self._windows)

    def hit(self, caller: str) -> int:
        """Count one; gives the seconds to wait when it was one too many, else 0."""
        if self._item is None or self._limiter.hit(self._item, caller):
            return 0
        return self._windows.left(self._item.key_for(caller))

    def spent(self, caller: str) -> int:
        """The seconds to wait when nothing is left, else 0; counts nothing."""
        if self._item is None or self._limiter.test(self._item, caller):
            return 0
        return self._windows.left(self._item.key_for(caller))


class Rates:
    """The limits of one gateway process."""

    def __init__(self, config: LimitsConfig, clock: Clock) -> None:
        self.calls = Rate(config.calls_per_minute, clock)
        self.intake = Rate(config.intake_per_minute, clock)
        self.wrong = Rate(config.wrong_secrets_per_minute, clock)
        self.wrong_hub = Rate(config.wrong_secrets_per_minute, clock)
        """Apart: behind a balancer all come from one address, and nobody's guesses may keep the hub out."""


def network_of(peer: str) -> str:
    """Whom an address stands for: itself, or the /64 of an IPv6 address, since one line has all of that."""
    try:
        address = ipaddress.ip_address(peer.partition("%")[0])
    except ValueError:
        return peer
    if isinstance(address, ipaddress.IPv4Address):
        return peer
    return str(address.ipv4_mapped or ipaddress.ip_network((address, 64), strict=False))


class _Windows(Storage):
    """Counts by key until their window ends. All windows are equally long, so the oldest key is the first to end."""

    STORAGE_SCHEME = None

    def __init__(self, clock: Clock) -> None:
        super().__init__()
        self._clock = clock
        self._counts: dict[str, tuple[int, float]] = {}

    @property
    def base_exceptions(self) -> type[Exception]:
        return ValueError

    def incr(self, key: str, expiry: int, amount: int = 1) -> int:
        now = self._clock.now().timestamp()
        count, ends = self._counts.get(key, (0, 0.0))
        if ends <= now:
            self._counts.pop(key, None)
            while len(self._counts) >= MOST_CALLERS:
                del self._counts[next(iter(self._counts))]
            count, ends = 0, now + expiry
        self._counts[key] = (count + amount, ends)
        return count + amount

    def get(self, key: str) -> int:
        count, ends = self._counts.get(key, (0, 0.0))
        return count if ends > self._clock.now().timestamp() else 0

    def get_expiry(self, key: str) -> float:
        return self._counts.get(key, (0, 0.0))[1]

    def left(self, key: str) -> int:
        """Whole seconds until the window of a key ends, at least one."""
        return max(1, math.ceil(self.get_expiry(key) - self._clock.now().timestamp()))

    def check(self) -> bool:
        return True

    def reset(self) -> int:
        count = len(self._counts)
        self._counts.clear()
        return count

    def clear(self, key: str) -> None:
        self._counts.pop(key, None)
