"""The transformer of the second look in JAX, to be taught: the same sums as `triage.insight.risk.encoder`."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
from safetensors.numpy import load_file

from triage.bench.risk.teach.shape import LAYERS, TAUGHT, Tree
from triage.insight.risk.encoder import HEADS
from triage.insight.risk.reader import ENOUGH

_DROP = 0.1


def original(folder: Path) -> Tree:
    """The weights of MiniLM-L6 from ``model.safetensors`` in a folder, matrices turned so that the input is first."""
    kept = load_file(folder / "model.safetensors")
    places = kept["embeddings.position_embeddings.weight"] + kept["embeddings.token_type_embeddings.weight"][0]
    scaling = np.stack([kept[f"embeddings.LayerNorm.{name}"] for name in ("weight", "bias")])
    layers = [_layer(kept, f"encoder.layer.{number}.") for number in range(LAYERS)]
    return {
        "words": kept["embeddings.word_embeddings.weight"], "places": places, "scaling": scaling, "layers": layers,
    }  # fmt: skip


def _layer(kept: dict[str, Any], at: str) -> Tree:
    def joined(part: str) -> Any:
        return np.concatenate([kept[f"{at}attention.self.{name}.{part}"] for name in ("query", "key", "value")])

    def scaling(name: str) -> Any:
        return np.stack([kept[f"{at}{name}.LayerNorm.{part}"] for part in ("weight", "bias")])

    return {
        "qkv": joined("weight").T, "qkv_bias": joined("bias"),
        "out": kept[f"{at}attention.output.dense.weight"].T, "out_bias": kept[f"{at}attention.output.dense.bias"],
        "first": scaling("attention.output"),
        "up": kept[f"{at}intermediate.dense.weight"].T, "up_bias": kept[f"{at}intermediate.dense.bias"],
        "down": kept[f"{at}output.dense.weight"].T, "down_bias": kept[f"{at}output.dense.bias"],
        "second": scaling("output"),
    }  # fmt: skip


def head(outputs: int, share: Any, seed: int) -> Tree:
    """Fresh weights from meanings to outputs; ``share`` of the narratives that each output is true of."""
    one, other = jax.random.split(jax.random.PRNGKey(seed))
    width = 384
    return {
        "text": jax.random.normal(one, (width, outputs)) * 0.02,
        "text_bias": jnp.log(share / (1 - share)),
        "piece": jax.random.normal(other, (width, outputs)) * 0.02,
        "piece_bias": jnp.full(outputs, -3.0),
        "share": jnp.full(outputs, 0.5),
    }


def lower(model: Tree, numbers: Any, there: Any) -> Any:
    """What the layers that stay make of a batch: taught layers begin with it, so it is worked out once."""
    x = _scaled(model["words"][numbers] + model["places"][: numbers.shape[1]], model["scaling"])
    for layer in model["layers"][: LAYERS - TAUGHT]:
        x = _through(layer, x, there, None)
    return x


def upper(taught: Tree, x: Any, there: Any, key: Any = None) -> tuple[Any, Any]:
    """Log-odds of each text and of each piece; ``key``: some of it is left out at random, for teaching."""
    for number, layer in enumerate(taught["layers"]):
        x = _through(layer, x, there, None if key is None else jax.random.fold_in(key, number))
    to = taught["head"]
    count = there.sum(axis=1)
    by_piece = x @ to["piece"] + to["piece_bias"]
    summed = jax.nn.logsumexp(jnp.where(there[..., None] > 0, by_piece, -1e9), axis=1)
    summed = summed - jnp.log(jnp.minimum(count, ENOUGH))[:, None]
    mean = (x * there[..., None]).sum(axis=1) / count[:, None]
    if key is not None:
        mean = _thinned(mean, jax.random.fold_in(key, LAYERS))
    return mean @ to["text"] + to["text_bias"] + to["share"] * summed, by_piece


def _through(layer: Tree, x: Any, there: Any, key: Any) -> Any:
    many, count, width = x.shape
    one, other = (None, None) if key is None else jax.random.split(key)
    split = (x @ layer["qkv"] + layer["qkv_bias"]).reshape(many, count, 3, HEADS, width // HEADS)
    asked, offered, told = split.transpose(2, 0, 3, 1, 4)
    likeness = asked @ offered.transpose(0, 1, 3, 2) / np.sqrt(width // HEADS) + (1 - there[:, None, None, :]) * -1e9
    heard = (jax.nn.softmax(likeness, axis=-1) @ told).transpose(0, 2, 1, 3).reshape(many, count, width)
    x = _scaled(x + _thinned(heard @ layer["out"] + layer["out_bias"], one), layer["first"])
    wide = jax.nn.gelu(x @ layer["up"] + layer["up_bias"], approximate=True)
    return _scaled(x + _thinned(wide @ layer["down"] + layer["down_bias"], other), layer["second"])


def _thinned(x: Any, key: Any) -> Any:
    return x if key is None else jnp.where(jax.random.bernoulli(key, 1 - _DROP, x.shape), x / (1 - _DROP), 0)


def _scaled(x: Any, scaling: Any) -> Any:
    x = x - x.mean(axis=-1, keepdims=True)
    return x / jnp.sqrt((x * x).mean(axis=-1, keepdims=True) + 1e-12) * scaling[0] + scaling[1]
