"""Stretches of a text, and a mention made of one."""

from __future__ import annotations

from bisect import bisect_right, insort
from dataclasses import dataclass, field

from triage.models.mention import Mention, MentionKind

MOST = 500
"""Mentions of one kind in one text: what names more is a list or an attack, not an account."""


def at(
    kind: MentionKind, text: str, span: tuple[int, int], value: str, *, sure: bool = True, note: str = ""
) -> Mention:
    """A mention with its words taken from the text."""
    start, end = span
    return Mention(kind=kind, value=value, quote=text[start:end], start=start, end=end, sure=sure, note=note)


@dataclass(slots=True)
class Spans:
    """Stretches that are spoken for, none overlapping another."""

    _taken: list[tuple[int, int]] = field(default_factory=list)

    def free(self, start: int, end: int) -> bool:
        place = bisect_right(self._taken, (start, start))
        before = self._taken[place - 1] if place else (0, 0)
        after = self._taken[place] if place < len(self._taken) else (end, end)
        return before[1] <= start and end <= after[0]

    def take(self, start: int, end: int) -> None:
        insort(self._taken, (start, end))
