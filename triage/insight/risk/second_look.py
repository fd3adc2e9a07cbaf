"""The second look: a small language model reads the narrative whole, for what words and pairs of words do not show.

Slower than rules and learned weights by a factor of thirty, so it comes after them: their result stands until then, and
the second look can only add to it. For each kind it gives log-odds, and for each piece of a word how much that piece
tells of the kind, so that what it finds points to words as well.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from triage.insight.risk.encoder import Encoder, encoder_of, stored
from triage.insight.risk.pieces import BEGIN, END, Piece, Pieces
from triage.models.errors import BugError

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Array = NDArray[np.float32]

FILE = "risk-second-look.npz"
_OVERLAP = 64
_ENOUGH = 12.0
"""Telling pieces that count in full; in a longer text the rest does not water them down."""
_ENDS = frozenset(".!?\n")
_LONGEST = 160
"""Characters that are quoted at most."""


@dataclass(frozen=True, slots=True)
class SecondLook:
    """The model made ready. ``least``: the log-odds, those of the first senses added, from which an output speaks."""

    pieces: Pieces
    encoder: Encoder
    outputs: dict[str, int]
    text: Array
    text_bias: Array
    piece: Array
    piece_bias: Array
    share: Array
    weigh: float
    least: dict[str, float]

    def at(self, text: str) -> Seen:
        """What it sees in a text; a long one is read in parts that overlap, and the most telling part counts."""
        import numpy as np

        pieces = self.pieces.of(text)
        room = self.encoder.most - 2
        odds = np.full(len(self.outputs), -20.0, dtype=np.float32)
        telling = np.full((len(pieces), len(self.outputs)), -20.0, dtype=np.float32)
        for begin in range(0, max(len(pieces) - _OVERLAP, 1), room - _OVERLAP):
            part = pieces[begin : begin + room]
            told, by_piece = self._part(part)
            odds = np.maximum(odds, told)
            telling[begin : begin + len(part)] = np.maximum(telling[begin : begin + len(part)], by_piece)
        return Seen(text, self, pieces, odds, telling)

    def _part(self, part: list[Piece]) -> tuple[Array, Array]:
        import numpy as np

        known = self.pieces.numbers
        meanings = self.encoder.meanings([known[BEGIN], *(number for number, _, _ in part), known[END]])
        by_piece = meanings @ self.piece + self.piece_bias
        top = by_piece.max(axis=0)
        summed = np.log(np.exp(by_piece - top).sum(axis=0)) + top - math.log(min(len(meanings), _ENOUGH))
        odds: Array = meanings.mean(axis=0) @ self.text + self.text_bias + self.share * summed
        return odds, by_piece[1:-1]


@dataclass(frozen=True, slots=True)
class Seen:
    """The log-odds of each output, and of each output at each piece."""

    text: str
    look: SecondLook
    pieces: list[Piece]
    odds: Array
    telling: Array

    def of(self, output: str) -> float:
        """The log-odds of one output."""
        return float(self.odds[self.look.outputs[output]])

    def stretch(self, kind: str) -> tuple[int, int] | None:
        """The characters of the sentence that tells most of a kind, or of its most telling part when it is long."""
        import numpy as np

        if not self.pieces:
            return None
        by_piece = (1 / (1 + np.exp(-self.telling[:, self.look.outputs[kind]]))).astype(np.float32)
        best, found = -1.0, None
        for first, last in self._sentences():
            value = float(by_piece[first : last + 1].sum())
            if value > best:
                best, found = value, (first, last)
        if found is None:
            return None
        first, last = self._shorter(by_piece, *found)
        return self.pieces[first][1], self.pieces[last][2]

    def _sentences(self) -> list[tuple[int, int]]:
        found: list[tuple[int, int]] = []
        begin = 0
        for at, (_, start, _) in enumerate(self.pieces):
            follows = self.pieces[at + 1][1] if at + 1 < len(self.pieces) else len(self.text)
            if self.text[start] in _ENDS or "\n" in self.text[start:follows] or follows == len(self.text):
                found.append((begin, at))
                begin = at + 1
        return [(first, last) for first, last in found if first <= last] or [(0, len(self.pieces) - 1)]

    def _shorter(self, by_piece: Array, first: int, last: int) -> tuple[int, int]:
        """Drops the less telling end until the rest is short enough to quote."""
        while first < last and self.pieces[last][2] - self.pieces[first][1] > _LONGEST:
            if by_piece[first] < by_piece[last]:
                first += 1
            else:
                last -= 1
        return first, last


@lru_cache(maxsize=1)
def shipped_second_look() -> SecondLook | None:
    """The model that the program ships, made ready once (some 70 MB); None in a program that was packed without it."""
    import numpy as np

    try:
        kept = stored(FILE)
    except BugError:
        return None

    def row(name: str) -> Array:
        return kept[name].astype(np.float32)

    outputs = bytes(kept["outputs"]).decode().split()
    return SecondLook(
        pieces=Pieces({piece: at for at, piece in enumerate(bytes(kept["pieces"]).decode().split("\n"))}),
        encoder=encoder_of(kept),
        outputs={name: at for at, name in enumerate(outputs)},
        text=row("text"),
        text_bias=row("text_bias"),
        piece=row("piece"),
        piece_bias=row("piece_bias"),
        share=row("share"),
        weigh=float(kept["weigh"]),
        least=dict(zip(outputs, row("least").tolist(), strict=True)),
    )
