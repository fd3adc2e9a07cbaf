"""The shape of the second look, and the weights that are shipped as a tree of arrays: no more than numpy."""

from __future__ import annotations

from dataclasses import fields
from typing import Any

import numpy as np

from triage.insight.risk.encoder import encoder_of
from triage.insight.risk.pieces import BEGIN, END, Pieces

LAYERS, TAUGHT = 6, 3
"""Layers of the model; the upper ones of them are taught, the others stay as they are."""
LARGER_MARKS = {BEGIN: "<s>", END: "</s>"}
"""Marks that the larger model's own list of pieces calls otherwise."""
HEAD = ("text", "text_bias", "piece", "piece_bias", "share")
"""What stands on the layers: from meanings to outputs."""

Tree = Any
"""Nested dictionaries and lists of arrays."""


def shipped(kept: dict[str, Any]) -> tuple[Tree, Tree]:
    """The model as the program ships it, and the head that stands on it, from the arrays of its file."""
    encoder = encoder_of(kept)
    layers = [{one.name: getattr(layer, one.name) for one in fields(layer)} for layer in encoder.layers]
    model = {"words": encoder.words, "places": encoder.places, "scaling": encoder.scaling, "layers": layers}
    return model, {name: kept[name].astype(np.float32) for name in HEAD}


def shipped_pieces(kept: dict[str, Any]) -> Pieces:
    """The pieces of words that it knows."""
    return Pieces({piece: at for at, piece in enumerate(bytes(kept["pieces"]).decode().split("\n"))})
