"""Fewer points for a smaller drawing (Douglas and Peucker, 1973), without recursion."""

from __future__ import annotations

from collections.abc import Sequence


def simplified(xs: Sequence[int], ys: Sequence[int], tolerance: float) -> list[int]:
    """Which points of a closed ring to keep so that none of the others lies further than ``tolerance`` from the line.

    First and last stay; what would become less than a triangle keeps its furthest point.
    """
    last = len(xs) - 1
    if last < 3:
        return list(range(last + 1))
    far = max(range(last + 1), key=lambda at: (xs[at] - xs[0]) ** 2 + (ys[at] - ys[0]) ** 2)
    kept = {0, far, last}
    waiting = [(0, far), (far, last)]
    limit = tolerance * tolerance
    while waiting:
        start, end = waiting.pop()
        worst, found = _furthest(xs, ys, start, end)
        if found >= 0 and worst > limit:
            kept.add(found)
            waiting += [(start, found), (found, end)]
    return sorted(kept)


def _furthest(xs: Sequence[int], ys: Sequence[int], start: int, end: int) -> tuple[float, int]:
    """Square of the distance of the point between two others that is furthest from their line, and which it is."""
    ax, ay = xs[start], ys[start]
    dx, dy = xs[end] - ax, ys[end] - ay
    length = dx * dx + dy * dy
    worst, found = 0.0, -1
    for at in range(start + 1, end):
        px, py = xs[at] - ax, ys[at] - ay
        share = min(1.0, max(0.0, (px * dx + py * dy) / length)) if length else 0.0
        far = (px - share * dx) ** 2 + (py - share * dy) ** 2
        if far > worst:
            worst, found = far, at
    return worst, found
