"""Layers of a transformer in torch, of the larger model and of the second look alike: most of it stays, some is taught.

Sums of matrices are made in sixteen bits, which only teaching bears. Needs torch, which the program itself does not:
``pip install torch``.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from torch.nn import functional

from triage.bench.risk.teach.batches import batches, filled
from triage.bench.risk.teach.shape import TAUGHT, Tree
from triage.insight.risk.encoder import HEADS
from triage.insight.risk.reader import ENOUGH

_DROP = 0.1
_NEVER = -1e9


@dataclass(frozen=True, slots=True)
class Model:
    """What stays, and the layers that lessons begin with.

    ``words``, ``places``: a row for each piece and position; ``near``: for each head and pair of positions what their
    distance adds, if the model knows it; ``small``: keeps scaling from dividing by zero; ``gelu``: its kind in torch;
    ``room`` and ``most``: places and texts of a batch.
    """

    words: Any
    places: Any
    scaling: Any
    layers: list[Tree]
    near: Any
    small: float
    gelu: str
    room: int
    most: int


def lower(model: Model, numbers: Sequence[Sequence[int]]) -> list[Any]:
    """What the layers that stay make of texts, in sixteen bits: the taught ones begin with it, so it is made once."""
    found: list[Any] = [None] * len(numbers)
    with torch.no_grad(), _rough():
        for part in batches([len(one) for one in numbers], model.room, model.most):
            at, there = map(torch.from_numpy, filled([np.asarray(numbers[one], np.int64) for one in part]))
            x = _scaled(model, model.words[at] + model.places[: at.shape[1]], model.scaling)
            for layer in model.layers[:-TAUGHT]:
                x = _through(model, layer, x, _bias(model, there), learning=False)
            for row, one in enumerate(part):
                found[one] = x[row, : len(numbers[one])].to(torch.float16).numpy().copy()
    return found


def upper(model: Model, taught: Tree, x: Any, there: Any, *, learning: bool) -> tuple[Any, Any]:
    """Log-odds of each text and of each piece; ``learning``: some of it is left out at random."""
    x = x.float()
    with _rough():
        for layer in taught["layers"]:
            x = _through(model, layer, x, _bias(model, there), learning=learning)
    to, count = taught["head"], there.sum(1)
    by_piece = x @ to["piece"] + to["piece_bias"]
    summed = torch.logsumexp(torch.where(there[..., None] > 0, by_piece, _NEVER), 1)
    summed = summed - torch.log(count.clamp(max=ENOUGH))[:, None]
    mean = functional.dropout((x * there[..., None]).sum(1) / count[:, None], _DROP, learning)
    return mean @ to["text"] + to["text_bias"] + to["share"] * summed, by_piece


def odds(model: Model, taught: Tree, heard: Sequence[Any]) -> Any:
    """The log-odds of every text, in order, as an array; ``heard``: what `lower` made of them."""
    found = np.zeros((len(heard), len(taught["head"]["share"])), np.float32)
    with torch.no_grad():
        for part in batches([len(one) for one in heard], model.room, model.most):
            x, there = map(torch.from_numpy, filled([heard[one] for one in part]))
            found[part] = upper(model, taught, x, there, learning=False)[0].numpy()
    return found


def fresh_head(width: int, share: Any, seed: int) -> Tree:
    """Fresh weights from meanings of ``width`` to outputs; ``share`` of the texts that each output is true of."""
    dice = torch.Generator().manual_seed(seed)
    many = len(share)
    return {
        "text": torch.randn(width, many, generator=dice) * 0.02,
        "text_bias": torch.from_numpy(np.log(share / (1 - share))),
        "piece": torch.randn(width, many, generator=dice) * 0.02,
        "piece_bias": torch.full((many,), -3.0),
        "share": torch.full((many,), 0.5),
    }


def leaves(tree: Tree) -> Iterator[Any]:
    """Every array of a tree."""
    if isinstance(tree, dict):
        tree = list(tree.values())
    if isinstance(tree, list):
        for part in tree:
            yield from leaves(part)
    else:
        yield tree


def in_numpy(tree: Tree) -> Tree:
    """The same tree with arrays of numpy; they do not change any more."""
    if isinstance(tree, dict):
        return {name: in_numpy(part) for name, part in tree.items()}
    return [in_numpy(part) for part in tree] if isinstance(tree, list) else tree.detach().numpy().copy()


def in_torch(tree: Tree) -> Tree:
    """The same tree with arrays of torch of its own."""
    if isinstance(tree, dict):
        return {name: in_torch(part) for name, part in tree.items()}
    return [in_torch(part) for part in tree] if isinstance(tree, list) else torch.tensor(np.asarray(tree))


def _rough() -> Any:
    return torch.autocast("cpu", dtype=torch.bfloat16)


def _bias(model: Model, there: Any) -> Any:
    """What is added to how alike two pieces are: their distance, and never to what is not there."""
    count = there.shape[1]
    absent = ((1 - there) * _NEVER)[:, None, None, :]
    return absent if model.near is None else absent + model.near[None, :, :count, :count]


def _through(model: Model, layer: Tree, x: Any, bias: Any, *, learning: bool) -> Any:
    many, count, width = x.shape

    def times(value: Any, name: str) -> Any:
        return torch.addmm(layer[f"{name}_bias"], value.reshape(many * count, -1), layer[name])

    def added(value: Any, scaling: str) -> Any:
        return _scaled(model, x + functional.dropout(value.view(many, count, width), _DROP, learning), layer[scaling])

    asked, offered, told = times(x, "qkv").view(many, count, 3, HEADS, width // HEADS).permute(2, 0, 3, 1, 4)
    heard = functional.scaled_dot_product_attention(asked, offered, told, attn_mask=bias.to(asked.dtype))
    x = added(times(heard.transpose(1, 2), "out"), "first")
    return added(times(functional.gelu(times(x, "up"), approximate=model.gelu), "down"), "second")


def _scaled(model: Model, x: Any, scaling: Any) -> Any:
    return functional.layer_norm(x, (x.shape[-1],), scaling[0], scaling[1], model.small)
