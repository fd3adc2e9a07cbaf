"""A small language model with what it was taught: log-odds of outputs, for a text and for each of its pieces."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from triage.insight.risk.encoder import Encoder, encoder_of

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Array = NDArray[np.float32]

ENOUGH = 12.0
"""Telling pieces that count in full; in a longer text the rest does not water them down."""
_OVERLAP = 64
_NEVER = -20.0


@dataclass(frozen=True, slots=True)
class Reader:
    """``outputs``: the columns of what is taught on top of the encoder's meanings."""

    encoder: Encoder
    outputs: dict[str, int]
    text: Array
    text_bias: Array
    piece: Array
    piece_bias: Array
    share: Array

    def read(self, numbers: Sequence[int], begin: int, end: int) -> tuple[Array, Array]:
        """Log-odds of each output, and of each output at each piece. ``numbers`` of the pieces, without ``begin`` and
        ``end``. A long text is read in parts that overlap, and the most telling part counts."""
        import numpy as np

        room = self.encoder.most - 2
        odds = np.full(len(self.outputs), _NEVER, dtype=np.float32)
        telling = np.full((len(numbers), len(self.outputs)), _NEVER, dtype=np.float32)
        for first in range(0, max(len(numbers) - _OVERLAP, 1), room - _OVERLAP):
            part = numbers[first : first + room]
            told, by_piece = self._part([begin, *part, end])
            odds = np.maximum(odds, told)
            telling[first : first + len(part)] = np.maximum(telling[first : first + len(part)], by_piece[1:-1])
        return odds, telling

    def _part(self, numbers: Sequence[int]) -> tuple[Array, Array]:
        import numpy as np

        meanings = self.encoder.meanings(numbers)
        by_piece = meanings @ self.piece + self.piece_bias
        top = by_piece.max(axis=0)
        summed = np.log(np.exp(by_piece - top).sum(axis=0)) + top - math.log(min(len(meanings), ENOUGH))
        odds: Array = meanings.mean(axis=0) @ self.text + self.text_bias + self.share * summed
        return odds, by_piece


def reader_of(kept: dict[str, NDArray[np.generic]]) -> Reader:
    """The model from the arrays of its file."""
    import numpy as np

    def row(name: str) -> Array:
        return kept[name].astype(np.float32)

    return Reader(
        encoder=encoder_of(kept),
        outputs={name: at for at, name in enumerate(bytes(kept["outputs"]).decode().split())},
        text=row("text"),
        text_bias=row("text_bias"),
        piece=row("piece"),
        piece_bias=row("piece_bias"),
        share=row("share"),
    )
