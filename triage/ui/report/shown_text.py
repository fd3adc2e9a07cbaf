"""The narrative as it is shown: hidden characters made visible, with the way back to the offsets of the original.

Indicators point into the narrative by character; the screen counts in UTF-16 units of the text it shows. A page at a
time is mapped, so that a megabyte without a line break costs no more than a page.
"""

from __future__ import annotations

import re
from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import dataclass

from triage.models.visible import visible

PAGE = 12_000
"""Characters of the narrative shown at once."""

_DOCUMENT_CONTROLS = {"\ufdd0": "‹U+FDD0›", "\ufdd1": "‹U+FDD1›", "\ufffc": "‹U+FFFC›"}
_EMOJI = "\U0001f000-\U0001faff\u2600-\u27bf"
_CLUSTER = re.compile(
    f"[{_EMOJI}]\ufe0f?(?:\u200d[{_EMOJI}]\ufe0f?)+|[\u0300-\u036f\u0483-\u0489\u1ab0-\u20ff\ufe20-\ufe2f]{{5,}}"
)
"""What must be made visible as one: joined emoji (kept whole) and towers of accents (cut)."""
_LINE_ENDS = {"\n", "\r", "\u2028", "\u2029", "\x85", "\r\n"}


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownText:
    """A page of text. ``first``/``last``: its half-open range in the original, in characters; ``text``: what is shown.

    ``starts[i]`` is the position (UTF-16 units in ``text``) of original character ``first + i``.
    """

    first: int
    last: int
    text: str
    starts: array[int]

    def span(self, start: int, end: int) -> tuple[int, int] | None:
        """Where the original range lies on this page, in UTF-16 units; None when it is not on it."""
        start, end = max(start, self.first), min(end, self.last)
        if start >= end:
            return None
        return self.starts[start - self.first], self.starts[end - self.first]

    def original(self, start: int, end: int) -> tuple[int, int]:
        """The range of the original shown at these positions (UTF-16 units); what is shown as one stays whole."""
        first = max(0, bisect_right(self.starts, start) - 1)
        while first and self.starts[first - 1] == self.starts[first]:
            first -= 1
        last = min(bisect_left(self.starts, end), len(self.starts) - 1)
        return self.first + first, self.first + last


def page_starts(length: int, page: int = PAGE) -> tuple[int, ...]:
    """Where the pages of a text of ``length`` characters begin; one page at least."""
    return tuple(range(0, max(length, 1), page))


def show(narrative: str, first: int = 0, page: int = PAGE) -> ShownText:
    """The page of ``narrative`` that begins at character ``first``."""
    last = min(len(narrative), first + page)
    chunk = narrative[first:last]
    if chunk.isascii() and chunk.replace("\n", "").isprintable():
        return ShownText(first=first, last=last, text=chunk, starts=array("l", range(len(chunk) + 1)))
    starts: array[int] = array("l")
    pieces: list[str] = []
    known: dict[str, tuple[str, int]] = {}
    at = 0
    for unit in _units(chunk):
        piece, length = known.get(unit) or known.setdefault(unit, _piece(unit))
        starts.extend([at] * len(unit))
        pieces.append(piece)
        at += length
    starts.append(at)
    return ShownText(first=first, last=last, text="".join(pieces), starts=starts)


def _units(text: str) -> Iterator[str]:
    """The text cut into what is shown as one: mostly single characters."""
    at = 0
    for found in _CLUSTER.finditer(text):
        yield from _singles(text[at : found.start()])
        yield found[0]
        at = found.end()
    yield from _singles(text[at:])


def _singles(text: str) -> Iterator[str]:
    """Single characters, but a Windows line end as one."""
    at = 0
    while at < len(text):
        step = 2 if text.startswith("\r\n", at) else 1
        yield text[at : at + step]
        at += step


def _piece(unit: str) -> tuple[str, int]:
    """What one unit is shown as, and how many UTF-16 units that takes."""
    if unit in _LINE_ENDS:
        return "\n", 1
    shown = _DOCUMENT_CONTROLS.get(unit) or visible(unit)
    return shown, len(shown.encode("utf-16-le", "surrogatepass")) // 2
