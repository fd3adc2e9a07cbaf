"""Named, order-independent random draws.

Each draw is a hash of a key and a name, so asking for one more fact never changes another, and report
number 90,000 can be made without making the 89,999 before it.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from functools import cache
from typing import TypeVar
from zlib import crc32

_MASK = (1 << 64) - 1
_GOLDEN = 0x9E3779B97F4A7C15
_FOLD = 0xD6E8FEB86659FD93
_SPAN = 2.0**64
T = TypeVar("T")


def mix(value: int) -> int:
    """The SplitMix64 finaliser: 64 bits in, 64 well-spread bits out."""
    value = (value ^ (value >> 30)) * 0xBF58476D1CE4E5B9 & _MASK
    value = (value ^ (value >> 27)) * 0x94D049BB133111EB & _MASK
    return value ^ (value >> 31)


@cache
def _mark(name: str) -> int:
    return mix(crc32(name.encode()) * _GOLDEN & _MASK)


class Draw:
    """A source of draws for one thing (a report, a scene, a household)."""

    __slots__ = ("key",)

    def __init__(self, key: int) -> None:
        self.key = key & _MASK

    def bits(self, name: str) -> int:
        """64 bits that depend only on the key and the name.

        One multiplication whose halves are folded together: key and mark are well mixed already, and this runs some
        hundred times for every report (so often that `chance` and `pick` repeat the two lines to save the call).
        """
        product = (self.key ^ _mark(name)) * _FOLD
        return (product ^ (product >> 64)) & _MASK

    def child(self, name: str) -> Draw:
        """An independent source below this one."""
        return Draw(mix(self.bits(name)))

    def real(self, name: str) -> float:
        """A number in [0, 1)."""
        return (self.bits(name) >> 11) * 2.0**-53

    def chance(self, name: str, probability: float) -> bool:
        product = (self.key ^ _mark(name)) * _FOLD
        return (product ^ (product >> 64)) & _MASK < probability * _SPAN

    def whole(self, name: str, low: int, high: int) -> int:
        """A whole number from low to high, both included."""
        return low + self.bits(name) % (high - low + 1)

    def pick(self, name: str, options: Sequence[T]) -> T:
        product = (self.key ^ _mark(name)) * _FOLD
        return options[((product ^ (product >> 64)) & _MASK) % len(options)]

    def weighted(self, name: str, options: Sequence[T], cumulative: Sequence[float]) -> T:
        """One of the options; ``cumulative`` are running totals of their weights."""
        return options[bisect_right(cumulative, self.real(name) * cumulative[-1])]

    def uuid(self, name: str) -> str:
        """A version-4-shaped UUID as text."""
        raw = f"{self.bits(name):016x}{self.bits(name + '/low'):016x}"
        variant = "89ab"[int(raw[16], 16) & 3]
        return f"{raw[:8]}-{raw[8:12]}-4{raw[13:16]}-{variant}{raw[17:20]}-{raw[20:]}"
