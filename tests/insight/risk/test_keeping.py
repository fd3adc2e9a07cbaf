"""The second look written anew after it was taught further."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from triage.bench.risk.teach.keeping import keep_further, kept_in
from triage.bench.risk.teach.shape import HEAD, LAYERS, TAUGHT, shipped
from triage.insight.risk.encoder import stored
from triage.insight.risk.learned import PRIORITY
from triage.insight.risk.pack import KINDS
from triage.insight.risk.second_look import FILE


@pytest.fixture(scope="module")
def before() -> dict[str, Any]:
    return dict(stored(FILE))


@pytest.fixture(scope="module")
def after(before: dict[str, Any], tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """Written with every taught array doubled, and with one output more, as "any" is while it is taught."""
    model, head = shipped(before)
    layers = [{name: 2 * value for name, value in layer.items()} for layer in model["layers"][-TAUGHT:]]
    wider = {name: np.concatenate([2 * value, value[..., :1]], axis=-1) for name, value in head.items()}
    file = tmp_path_factory.mktemp("kept") / FILE
    keep_further(file, before, {"layers": layers, "head": wider})
    return kept_in(file)


def test_what_is_not_taught_stays_as_it_was_to_the_byte(before: dict[str, Any], after: dict[str, Any]) -> None:
    upper = tuple(f"{number}." for number in range(LAYERS - TAUGHT, LAYERS))
    stays = [name for name in before if not name.startswith(upper) and name not in HEAD]
    assert {"words", "pieces", "outputs", "places", "least", "weigh", "0.qkv", "2.down.scale"} <= set(stays)
    assert all(before[name].tobytes() == after[name].tobytes() for name in stays)


def test_form_and_order_of_the_arrays_stay(before: dict[str, Any], after: dict[str, Any]) -> None:
    assert [(name, value.dtype, value.shape) for name, value in before.items()] == [
        (name, value.dtype, value.shape) for name, value in after.items()
    ]


def test_what_was_taught_is_read_back(before: dict[str, Any], after: dict[str, Any]) -> None:
    (model, head), (now, head_now) = shipped(before), shipped(after)
    for layer, layer_now in zip(model["layers"][-TAUGHT:], now["layers"][-TAUGHT:], strict=True):
        for name, value in layer.items():
            assert np.allclose(layer_now[name], 2 * value, rtol=1e-3, atol=1e-6), name
    assert all(np.allclose(head_now[name], 2 * value, rtol=1e-3) for name, value in head.items())


def test_only_kinds_and_priority_are_kept(after: dict[str, Any]) -> None:
    assert bytes(after["outputs"]).decode().split() == [*KINDS, PRIORITY]
    assert all(after[name].shape[-1] == len(KINDS) + 1 for name in HEAD)
