"""The second look in torch, to be taught towards a larger model: the same sums as `triage.insight.risk.encoder`.

Begins with the weights of a file as the program ships it. Needs torch: ``pip install torch``.
"""

from __future__ import annotations

from typing import Any

from triage.bench.risk.teach.layers import Model, in_torch
from triage.bench.risk.teach.shape import TAUGHT, Tree, shipped


def student(kept: dict[str, Any]) -> tuple[Model, Tree]:
    """The model, and its upper layers and head, from the arrays of its file."""
    shape, head = shipped(kept)
    stays = in_torch(shape)
    model = Model(**stays, near=None, small=1e-12, gelu="tanh", room=3000, most=128)
    return model, in_torch({"layers": shape["layers"][-TAUGHT:], "head": head})
