"""The second look: a small language model reads the narrative whole, for what words and pairs of words do not show.

Slower than rules and learned weights by a factor of thirty, so it comes after them: their result stands until then, and
the second look can only add to it. For each kind it gives log-odds, and for each piece of a word how much that piece
tells of the kind, so that what it finds points to words as well. A larger model, the closer look, is asked how urgent a
narrative is where this one leaves that in doubt, which is one in eight of those without risk.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TYPE_CHECKING

from triage.insight.risk.encoder import stored
from triage.insight.risk.pieces import BEGIN, END, Piece, Pieces
from triage.insight.risk.reader import Reader, reader_of
from triage.models.errors import BugError

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Array = NDArray[np.float32]

FILE, CLOSER_FILE = "risk-second-look.npz", "risk-closer-look.npz"
_ENDS = frozenset(".!?\n")
_LONGEST = 160
"""Characters that are quoted at most."""


@dataclass(frozen=True, slots=True)
class SecondLook:
    """The model made ready. ``least``: the log-odds, those of the first senses added, from which an output speaks.
    ``closer``: the larger model, which knows the same pieces; None in a program that was packed without it.
    """

    pieces: Pieces
    reader: Reader
    closer: Reader | None
    weigh: float
    least: dict[str, float]

    @property
    def outputs(self) -> dict[str, int]:
        """The columns of `Seen.odds`."""
        return self.reader.outputs

    def at(self, text: str) -> Seen:
        """What it sees in a text."""
        pieces = self.pieces.of(text)
        return Seen(text, self, pieces, *self._read(self.reader, pieces))

    def _read(self, reader: Reader, pieces: list[Piece]) -> tuple[Array, Array]:
        known = self.pieces.numbers
        return reader.read([number for number, _, _ in pieces], known[BEGIN], known[END])


@dataclass(frozen=True, slots=True)
class Seen:
    """The log-odds of each output, and of each output at each piece."""

    text: str
    look: SecondLook
    pieces: list[Piece]
    odds: Array
    telling: Array

    def closer(self) -> Seen:
        """The same with the closer look: for what it was taught, the mean of both models' log-odds."""
        if self.look.closer is None:
            return self
        told, _ = self.look._read(self.look.closer, self.pieces)
        odds = self.odds.copy()
        for output, at in self.look.closer.outputs.items():
            odds[self.look.outputs[output]] = (self.of(output) + told[at]) / 2
        return replace(self, odds=odds)

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
    """The models that the program ships, made ready once (some 310 MB); None in a program that was packed without."""
    import numpy as np

    kept = _stored(FILE)
    if kept is None:
        return None
    reader, larger = reader_of(kept), _stored(CLOSER_FILE)
    return SecondLook(
        pieces=Pieces({piece: at for at, piece in enumerate(bytes(kept["pieces"]).decode().split("\n"))}),
        reader=reader,
        closer=None if larger is None else reader_of(larger),
        weigh=float(kept["weigh"]),
        least=dict(zip(reader.outputs, kept["least"].astype(np.float32).tolist(), strict=True)),
    )


def _stored(name: str) -> dict[str, NDArray[np.generic]] | None:
    try:
        return stored(name)
    except BugError:
        return None
