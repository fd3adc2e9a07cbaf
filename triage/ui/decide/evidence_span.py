"""From a suggested line to the words in the report that it quotes."""

from __future__ import annotations

import re

LONGEST = 20_000
"""Characters of a narrative that are searched; suggestions quote no further."""


def span_of(line: str, narrative: str) -> tuple[int, int] | None:
    """Where the words between the line's “ ” stand in the narrative (half-open); None when it quotes none of it.

    Suggestions join what was broken over lines, so any white space matches any other.
    """
    start, end = line.find("“"), line.rfind("”")
    words = line[start + 1 : end].split() if 0 <= start < end else []
    if not words:
        return None
    found = re.search(r"\s+".join(re.escape(word) for word in words), narrative[:LONGEST])
    return (found.start(), found.end()) if found else None
