"""Words fitted to the room there is: shortened after a whole word where that leaves most of them, or broken in two."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QFontMetrics

_MOST = 0.6
"""Share of the letters that fit which must be left for the cut to go back to the end of a word."""


def shortened(words: str, metrics: QFontMetrics, width: int) -> str:
    """``words`` in at most ``width`` pixels: "Harassment by a former…", not "Harassment by a former par…"."""
    cut = metrics.elidedText(words, Qt.TextElideMode.ElideRight, max(0, width))
    if cut == words or len(cut) < 2:
        return cut
    kept = cut[:-1]
    if words[len(kept) : len(kept) + 1].isspace():
        return f"{kept.rstrip(' ,;·.')}…"
    head = kept.rpartition(" ")[0].rstrip(" ,;·.")
    return f"{head}…" if len(head) >= _MOST * len(kept) else cut


def broken(words: str, metrics: QFontMetrics, width: int) -> tuple[str, str]:
    """``words`` in two: as many whole words as ``width`` pixels hold, and what is left, "" when all of them fit.

    A first word that is wider stands alone, to be shortened by whoever paints it.
    """
    if metrics.horizontalAdvance(words) <= width:
        return words, ""
    ends = [at for at, sign in enumerate(words) if sign == " "]
    fitting = [end for end in ends if metrics.horizontalAdvance(words[:end].rstrip()) <= width]
    end = fitting[-1] if fitting else ends[0] if ends else len(words)
    return words[:end].rstrip(), words[end:].lstrip()
