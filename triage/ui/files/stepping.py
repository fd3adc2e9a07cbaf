"""Through a film a picture or a second at a time: what is here already, and what has to be decoded next. No Qt."""

from __future__ import annotations

from dataclasses import dataclass

from triage.models.decoding import FILM, MOST_MOMENT_FRAMES, Decoded

SECOND_MS = 1000
USUAL_MS = 40
"""Between two pictures of most films."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """``from_ms``: where decoding should begin; ``beyond_ms``: the picture to show is the nearest ``by`` this one
    (1 after, -1 before, 0 at or after)."""

    from_ms: int
    beyond_ms: int
    by: int

    def index(self, decoded: Decoded) -> int:
        """Which of the pictures that came is meant; the nearest when there is none beyond."""
        moments = [frame.at_ms for frame in decoded.frames]
        if self.by < 0:
            return max((at for at, ms in enumerate(moments) if ms < self.beyond_ms), default=0)
        least = self.beyond_ms + self.by
        return next((at for at, ms in enumerate(moments) if ms >= least), len(moments) - 1)


def by_pictures(decoded: Decoded, at: int, by: int) -> int | Wanted | None:
    """The next (1) or previous (-1) picture: its place among those that are here, or what to decode; None: no film."""
    if decoded.kind != FILM or not decoded.frames:
        return None
    if decoded.stepping and 0 <= at + by < len(decoded.frames):
        return at + by
    here = decoded.frames[at].at_ms
    if by > 0:
        return Wanted(here, here, by)
    return Wanted(max(0, here - (MOST_MOMENT_FRAMES - 1) * _between(decoded)), here, by)


def by_seconds(decoded: Decoded, at: int, by: int) -> Wanted | None:
    """A second later or earlier, inside the film."""
    if decoded.kind != FILM or not decoded.frames:
        return None
    target = decoded.frames[at].at_ms + by * SECOND_MS
    target = max(0, min(target, max(0, decoded.length_ms - 2 * _between(decoded))))
    return Wanted(target, target, 0)


def _between(decoded: Decoded) -> int:
    """Milliseconds from one picture to the next."""
    if not decoded.stepping or len(decoded.frames) < 2:
        return USUAL_MS
    return max(1, decoded.frames[1].at_ms - decoded.frames[0].at_ms)
