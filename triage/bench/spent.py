"""How much of the processors a measurement took, however many others use them meanwhile (Linux)."""

from __future__ import annotations

import os
import resource
from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path

_PROC = Path("/proc")


def seconds(*roots: int) -> float | None:
    """Processor seconds so far of these processes and all below them, and of our own children that have ended; None
    where the system does not tell (not Linux).
    """
    if not _PROC.joinpath("self", "stat").exists():
        return None
    times: dict[int, float] = {}
    below: dict[int, list[int]] = defaultdict(list)
    for number in (int(entry.name) for entry in _PROC.iterdir() if entry.name.isdigit()):
        try:
            words = _PROC.joinpath(str(number), "stat").read_text().rpartition(")")[2].split()
        except OSError:  # it has ended meanwhile
            continue
        below[int(words[1])].append(number)
        times[number] = sum(int(word) for word in words[11:15]) / os.sysconf("SC_CLK_TCK")
    ended = resource.getrusage(resource.RUSAGE_CHILDREN)
    return ended.ru_utime + ended.ru_stime + sum(times.get(one, 0) for one in _with_all_below(roots, below))


def _with_all_below(roots: Iterable[int], below: dict[int, list[int]]) -> set[int]:
    found: set[int] = set()
    left = list(roots)
    while left:
        one = left.pop()
        if one not in found:
            found.add(one)
            left += below[one]
    return found


def each_ms(before: float | None, after: float | None, count: float) -> float | None:
    """Milliseconds of a processor for each of so many."""
    return None if before is None or after is None or not count else round((after - before) / count * 1000, 3)
