"""A small transformer in plain numpy: what each piece of a text means beside the others.

Six layers of 384 (the shape of MiniLM-L6), or of 768 with what distances add (that of MPNet); weights are kept in eight
bits and made ready once. Nothing but numpy is needed, so it runs wherever the program does. Some 25 ms a narrative of
40 words on one core, or 65.
"""

from __future__ import annotations

import io
import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from triage.models.resources import resource_path

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Array = NDArray[np.float32]

HEADS = 12
_SMALL = 1e-12
_GELU = math.sqrt(2 / math.pi)


@dataclass(frozen=True, slots=True)
class Layer:
    """One layer's matrices (input first), biases and the two scalings after its halves."""

    qkv: Array
    qkv_bias: Array
    out: Array
    out_bias: Array
    first: Array
    up: Array
    up_bias: Array
    down: Array
    down_bias: Array
    second: Array


@dataclass(frozen=True, slots=True)
class Encoder:
    """``words`` and ``places``: a row for each piece and each position; ``scaling`` of their sum. ``near``: for each
    head and pair of positions what their distance adds, in models that know it.
    """

    words: Array
    places: Array
    scaling: Array
    layers: tuple[Layer, ...]
    near: Array | None = None

    @property
    def most(self) -> int:
        """The most pieces that are read at once."""
        return len(self.places)

    def meanings(self, numbers: Sequence[int]) -> Array:
        """A row for each piece, as wide as the model."""
        count = len(numbers)
        x = _scaled(self.words[list(numbers)] + self.places[:count], self.scaling)
        near = None if self.near is None else self.near[:, :count, :count]
        for layer in self.layers:
            x = _through(layer, x, near)
        return x


def _through(layer: Layer, x: Array, near: Array | None) -> Array:
    import numpy as np

    count, width = x.shape
    split = (x @ layer.qkv + layer.qkv_bias).reshape(count, 3, HEADS, width // HEADS).transpose(1, 2, 0, 3)
    asked, offered, told = split
    weights = asked @ offered.transpose(0, 2, 1) / np.float32(math.sqrt(width // HEADS))
    if near is not None:
        weights += near
    weights = np.exp(weights - weights.max(axis=-1, keepdims=True))
    weights /= weights.sum(axis=-1, keepdims=True)
    heard = (weights @ told).transpose(1, 0, 2).reshape(count, width)
    x = _scaled(x + heard @ layer.out + layer.out_bias, layer.first)
    wide = x @ layer.up + layer.up_bias
    wide = (
        np.float32(0.5) * wide * (1 + np.tanh(np.float32(_GELU) * (wide + np.float32(0.044715) * wide * wide * wide)))
    )
    return _scaled(x + wide @ layer.down + layer.down_bias, layer.second)


def _scaled(x: Array, scaling: Array) -> Array:
    import numpy as np

    x = x - x.mean(axis=-1, keepdims=True)
    spread = np.sqrt((x * x).mean(axis=-1, keepdims=True) + np.float32(_SMALL))
    result: Array = x / spread * scaling[0] + scaling[1]
    return result


def stored(name: str) -> dict[str, NDArray[np.generic]]:
    """The arrays of a bundled file; raises BugError when the program was packed without it."""
    import numpy as np

    with np.load(io.BytesIO(resource_path(name).read_bytes()), allow_pickle=False) as kept:
        return {key: kept[key] for key in kept.files}


def encoder_of(kept: dict[str, NDArray[np.generic]]) -> Encoder:
    """The encoder from its arrays; a matrix in eight bits has its scales beside it, one for each column or row."""
    layers = tuple(_layer(kept, number) for number in range(int(kept["layers"])))
    near = _near(_plain(kept, "near"), len(kept["places"])) if "near" in kept else None
    return Encoder(_wide(kept, "words"), _wide(kept, "places"), _plain(kept, "scaling"), layers, near)


def _near(by_kind: Array, count: int) -> Array:
    """From what each kind of distance adds (a row) for each head (a column), that of every pair of positions."""
    made: Array = by_kind[distances(count, len(by_kind))].transpose(2, 0, 1).copy()
    return made


def distances(count: int, kinds: int = 32, farthest: int = 128) -> NDArray[np.int64]:
    """For each pair of positions the number of the kind of distance between them, as T5 and MPNet count: near ones
    each by itself, far ones together, those before and behind apart."""
    import numpy as np

    at = np.arange(count)
    apart = at[:, None] - at[None, :]
    half, alone = kinds // 2, kinds // 4
    far = np.log(np.maximum(np.abs(apart), 1) / alone) / math.log(farthest / alone) * (half - alone)
    kind = np.where(np.abs(apart) < alone, np.abs(apart), np.minimum(alone + far.astype(np.int64), half - 1))
    made: NDArray[np.int64] = kind + (apart < 0) * half
    return made


def _layer(kept: dict[str, NDArray[np.generic]], number: int) -> Layer:
    def matrix(name: str) -> Array:
        return _wide(kept, f"{number}.{name}")

    def row(name: str) -> Array:
        return _plain(kept, f"{number}.{name}")

    return Layer(
        matrix("qkv"), row("qkv_bias"), matrix("out"), row("out_bias"), row("first"),
        matrix("up"), row("up_bias"), matrix("down"), row("down_bias"), row("second"),
    )  # fmt: skip


def _wide(kept: dict[str, NDArray[np.generic]], name: str) -> Array:
    import numpy as np

    made: Array = np.ascontiguousarray(kept[name].astype(np.float32) * _plain(kept, f"{name}.scale"))
    return made


def _plain(kept: dict[str, NDArray[np.generic]], name: str) -> Array:
    import numpy as np

    return kept[name].astype(np.float32)
