"""The taught model as it is shipped: matrices in eight bits with a scale for each column, the rest in sixteen."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np

from triage.bench.risk.teach.lessons import OUTPUTS
from triage.bench.risk.teach.shape import HEAD, LARGER_MARKS, LAYERS, TAUGHT, Tree
from triage.insight.risk.encoder import stored
from triage.insight.risk.learned import PRIORITY
from triage.insight.risk.pack import KINDS
from triage.insight.risk.pieces import BEGIN, END, UNKNOWN
from triage.insight.risk.second_look import FILE
from triage.insight.risk.sense import DANGER

CLOSER_OUTPUTS = (DANGER, PRIORITY)
"""What the closer look is asked: how urgent it is, not of what kind."""
_MATRICES = ("qkv", "out", "up", "down")
_MOST = 256
_OTHERS = frozenset("£’“”–…€")


def known_pieces(folder: Path) -> list[tuple[int, str]]:
    """The pieces that are kept, with their numbers in the original: those of ASCII letters and a few signs."""
    listed = (folder / "vocab.txt").read_text("utf-8").split("\n")
    marks = {"[PAD]", UNKNOWN, BEGIN, END}
    return [
        (at, piece)
        for at, piece in enumerate(listed)
        if piece in marks or piece in _OTHERS or (piece and piece.isascii() and not piece.startswith("["))
    ]


def keep(to: Path, folder: Path, model: Tree, taught: Tree, least: dict[str, float], weigh: float) -> None:
    """Write the file that `triage.insight.risk.second_look` reads."""
    outputs = (*KINDS, PRIORITY)
    pieces = known_pieces(folder)
    made: dict[str, Any] = {
        "layers": np.array(LAYERS),
        "scaling": _half(model["scaling"]),
        "pieces": _text("\n".join(piece for _, piece in pieces)),
        "outputs": _text(" ".join(outputs)),
        "least": np.array([least[name] for name in outputs], np.float32),
        "weigh": np.array(weigh, np.float32),
        **_eight_bits("words", np.asarray(model["words"])[[at for at, _ in pieces]], 1),
        **_eight_bits("places", np.asarray(model["places"])[:_MOST], 1),
    }
    for number, layer in enumerate(model["layers"][: LAYERS - TAUGHT]):
        made |= _layer(number, layer)
    np.savez_compressed(to, **made | _learned(taught))


def keep_further(to: Path, kept: dict[str, Any], taught: Tree) -> None:
    """Write the file anew with what was taught further; ``kept``: its arrays, of which the lower layers stay."""
    np.savez_compressed(to, **kept | _learned(taught))


def keep_closer(to: Path, folder: Path, model: Tree, taught: Tree, near: Any) -> None:
    """Write the file of the closer look: the larger model with the outputs that are asked of it, and the rows of those
    pieces that the second look knows, in the same order. ``near``: what each kind of distance adds for each head."""
    listed = (folder / "vocab.txt").read_text("utf-8").split("\n")
    at = {piece: number for number, piece in enumerate(listed) if piece}
    at |= {ours: at[theirs] for ours, theirs in LARGER_MARKS.items()}
    pieces = bytes(stored(FILE)["pieces"]).decode().split("\n")
    asked = [OUTPUTS.index(name) for name in CLOSER_OUTPUTS]
    made: dict[str, Any] = {
        "layers": np.array(LAYERS),
        "scaling": _half(model["scaling"]),
        "near": _half(near),
        "outputs": _text(" ".join(CLOSER_OUTPUTS)),
        **_eight_bits("words", np.asarray(model["words"])[[at[piece] for piece in pieces]], 1),
        **_eight_bits("places", np.asarray(model["places"])[:_MOST], 1),
    }
    for number, layer in enumerate([*model["layers"][: LAYERS - TAUGHT], *taught["layers"]]):
        made |= _layer(number, layer)
    np.savez_compressed(to, **made | {name: _half(np.asarray(taught["head"][name])[..., asked]) for name in HEAD})


def kept_in(file: Path) -> dict[str, Any]:
    """The arrays of a file that was written before."""
    with np.load(file, allow_pickle=False) as kept:
        return {name: kept[name] for name in kept.files}


def _learned(taught: Tree) -> dict[str, Any]:
    made: dict[str, Any] = {}
    for number, layer in enumerate(taught["layers"], LAYERS - TAUGHT):
        made |= _layer(number, layer)
    outputs = len(KINDS) + 1
    return made | {name: _half(np.asarray(value)[..., :outputs]) for name, value in taught["head"].items()}


def _layer(number: int, layer: Tree) -> dict[str, Any]:
    made: dict[str, Any] = {}
    for name, value in layer.items():
        at = f"{number}.{name}"
        made |= _eight_bits(at, np.asarray(value), 0) if name in _MATRICES else {at: _half(value)}
    return made


def _eight_bits(name: str, matrix: Any, axis: int) -> dict[str, Any]:
    scale = np.maximum(np.abs(matrix).max(axis=axis, keepdims=True), 1e-8) / 127
    return {name: np.round(matrix / scale).astype(np.int8), f"{name}.scale": scale.astype(np.float32)}


def _half(value: Any) -> Any:
    return np.asarray(value).astype(np.float16)


def _text(words: str) -> Any:
    return np.frombuffer(words.encode(), np.uint8)
