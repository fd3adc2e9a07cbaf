"""What a search found, as pieces of text that stand on one line with the first found word in sight. No Qt."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from triage.models.visible import visible

LEAD = 18
"""Characters kept before the first found word."""


def pieces(snippet: str, marks: Iterable[tuple[int, int]]) -> Iterator[tuple[str, bool]]:
    """Words and whether they were looked for. ``marks``: places in the snippet (start, end), in characters."""
    found = sorted((max(0, start), min(end, len(snippet))) for start, end in marks if end > start)
    at = 0
    if found and found[0][0] > LEAD:
        cut = found[0][0] - LEAD
        blank = snippet.find(" ", cut, found[0][0])
        at = blank + 1 if blank >= 0 else cut
        yield "…", False
    for start, end in found:
        if end <= at:
            continue
        if start > at:
            yield _plain(snippet[at:start]), False
        yield _plain(snippet[max(start, at) : end]), True
        at = end
    if at < len(snippet):
        yield _plain(snippet[at:]), False


def _plain(text: str) -> str:
    return visible(text).replace("\n", " ").replace("\t", " ")
