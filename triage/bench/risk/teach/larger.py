"""The larger model, from which the second look is taught and the closer look made: all-mpnet-base-v2 of six layers.

Its upper three layers are taught with a head of their own; they are what a file of it holds. The rest is read from the
folder of the original each time. Needs torch and safetensors: ``pip install torch safetensors``.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import torch
from safetensors.torch import load_file, save_file

from triage.bench.risk.teach.layers import Model
from triage.bench.risk.teach.shape import HEAD, LARGER_MARKS, LAYERS, TAUGHT, Tree
from triage.insight.risk.encoder import distances
from triage.insight.risk.pieces import Pieces

WIDTH = 768
_MOST = 256
_FIRST_PLACE = 2
"""The rows of places before it stand for padding."""
_NEAR = "encoder.relative_attention_bias.weight"


def larger(folder: Path) -> Model:
    """The original from ``model.safetensors`` in a folder, matrices turned so that the input is first."""
    kept = {name.removeprefix("mpnet."): value for name, value in load_file(folder / "model.safetensors").items()}
    by_kind = kept[_NEAR]
    return Model(
        words=kept["embeddings.word_embeddings.weight"],
        places=kept["embeddings.position_embeddings.weight"][_FIRST_PLACE : _FIRST_PLACE + _MOST],
        scaling=torch.stack([kept[f"embeddings.LayerNorm.{part}"] for part in ("weight", "bias")]),
        layers=[_layer(kept, f"encoder.layer.{number}.") for number in range(LAYERS)],
        near=by_kind[torch.from_numpy(distances(_MOST))].permute(2, 0, 1).contiguous(),
        small=1e-5,
        gelu="none",
        room=1800,
        most=64,
    )


def near_by_kind(folder: Path) -> Any:
    """What each kind of distance (a row) adds for each head (a column); see `triage.insight.risk.encoder.distances`."""
    kept = load_file(folder / "model.safetensors")
    return next(value for name, value in kept.items() if name.endswith(_NEAR)).numpy()


def larger_pieces(folder: Path) -> Pieces:
    """Its pieces of words from ``vocab.txt``, begin and end by the names that we give them."""
    listed = (folder / "vocab.txt").read_text("utf-8").split("\n")
    numbers = {piece: at for at, piece in enumerate(listed) if piece}
    return Pieces(numbers | {ours: numbers[theirs] for ours, theirs in LARGER_MARKS.items()})


def write(to: Path, taught: Tree) -> None:
    """Keep what was taught."""
    flat = {f"{at}.{name}": value for at, layer in enumerate(taught["layers"]) for name, value in layer.items()}
    save_file({name: value.detach().contiguous() for name, value in (flat | taught["head"]).items()}, to)


def read_taught(file: Path) -> Tree:
    """What `write` kept: the taught layers and the head."""
    # Copies: what is loaded is the file itself, which may be written again while it is taught.
    kept = {name: value.clone() for name, value in load_file(file).items()}
    layers = [
        {name.removeprefix(f"{at}."): value for name, value in kept.items() if name.startswith(f"{at}.")}
        for at in range(TAUGHT)
    ]
    return {"layers": layers, "head": {name: kept[name] for name in HEAD}}


def _layer(kept: dict[str, Any], at: str) -> Tree:
    def matrix(name: str) -> Any:
        return kept[f"{at}{name}.weight"].T.contiguous()

    def scaling(name: str) -> Any:
        return torch.stack([kept[f"{at}{name}.LayerNorm.{part}"] for part in ("weight", "bias")])

    def joined(part: str) -> Any:
        return torch.cat([kept[f"{at}attention.attn.{name}.{part}"] for name in "qkv"])

    return {
        "qkv": joined("weight").T.contiguous(), "qkv_bias": joined("bias"),
        "out": matrix("attention.attn.o"), "out_bias": kept[f"{at}attention.attn.o.bias"],
        "first": scaling("attention"),
        "up": matrix("intermediate.dense"), "up_bias": kept[f"{at}intermediate.dense.bias"],
        "down": matrix("output.dense"), "down_bias": kept[f"{at}output.dense.bias"],
        "second": scaling("output"),
    }  # fmt: skip
