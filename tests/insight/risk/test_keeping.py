"""The second look written anew after it was taught further."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from triage.bench.risk.teach.keeping import CLOSER_OUTPUTS, keep_closer, keep_further, kept_in
from triage.bench.risk.teach.lessons import OUTPUTS
from triage.bench.risk.teach.shape import HEAD, LARGER_MARKS, LAYERS, TAUGHT, shipped, shipped_pieces
from triage.insight.risk.encoder import distances, stored
from triage.insight.risk.learned import PRIORITY
from triage.insight.risk.pack import KINDS
from triage.insight.risk.pieces import BEGIN, END
from triage.insight.risk.reader import reader_of
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


WIDTH = 24


def test_the_closer_look_is_written_with_the_rows_of_our_pieces_in_their_order(
    before: dict[str, Any], tmp_path: Path
) -> None:
    pieces = shipped_pieces(before).numbers
    theirs = [LARGER_MARKS.get(piece, piece) for piece in reversed(pieces)]
    (tmp_path / "vocab.txt").write_text("\n".join(theirs), "utf-8")
    dice = np.random.default_rng(1)
    words = dice.normal(size=(len(theirs), WIDTH))
    near = dice.normal(size=(32, 12))
    model = {"words": words, "places": dice.normal(size=(256, WIDTH)), "scaling": _some(dice, 2, WIDTH)}
    taught = {"layers": _layers(dice, TAUGHT), "head": {name: _some(dice, len(OUTPUTS)) for name in HEAD}}
    taught["head"] |= {name: _some(dice, WIDTH, len(OUTPUTS)) for name in ("text", "piece")}
    model["layers"] = [*_layers(dice, LAYERS - TAUGHT), *_layers(dice, TAUGHT)]
    keep_closer(tmp_path / "closer.npz", tmp_path, model, taught, near)
    reader = reader_of(kept_in(tmp_path / "closer.npz"))
    for piece in (BEGIN, END, "house"):
        row = words[theirs.index(LARGER_MARKS.get(piece, piece))]
        assert np.allclose(reader.encoder.words[pieces[piece]], row, atol=0.03), piece
    assert tuple(reader.outputs) == CLOSER_OUTPUTS
    assert np.allclose(
        reader.text, taught["head"]["text"][:, [OUTPUTS.index(name) for name in CLOSER_OUTPUTS]], rtol=1e-3
    )
    assert np.allclose(reader.encoder.layers[-1].up, taught["layers"][-1]["up"], atol=0.03)
    assert reader.encoder.near is not None
    assert reader.encoder.near[3, 10, 7] == pytest.approx(near[3, 3], rel=1e-3)  # three places before it
    plain = replace(reader, encoder=replace(reader.encoder, near=None))
    numbers = [pieces["house"]] * 4
    assert not np.allclose(plain.read(numbers, 2, 3)[0], reader.read(numbers, 2, 3)[0])


def test_near_distances_count_each_by_itself_and_far_ones_together() -> None:
    kinds = distances(256)
    assert kinds[0, 0] == 0
    assert [kinds[9, 9 - apart] for apart in range(1, 8)] == [1, 2, 3, 4, 5, 6, 7]
    assert [kinds[0, apart] for apart in range(1, 8)] == [17, 18, 19, 20, 21, 22, 23]
    assert kinds[255, 0] == kinds[200, 20] == 15
    assert kinds[0, 255] == kinds[20, 200] == 31


def _some(dice: np.random.Generator, *shape: int) -> Any:
    return dice.normal(size=shape)


def _layers(dice: np.random.Generator, many: int) -> list[dict[str, Any]]:
    shapes = {
        "qkv": (WIDTH, 3 * WIDTH), "qkv_bias": (3 * WIDTH,), "out": (WIDTH, WIDTH), "out_bias": (WIDTH,),
        "first": (2, WIDTH), "up": (WIDTH, 4 * WIDTH), "up_bias": (4 * WIDTH,), "down": (4 * WIDTH, WIDTH),
        "down_bias": (WIDTH,), "second": (2, WIDTH),
    }  # fmt: skip
    return [{name: dice.normal(size=shape) for name, shape in shapes.items()} for _ in range(many)]
