"""The sums that weights are learned with."""

from __future__ import annotations

import numpy as np

from triage.bench.risk.sparse import Sparse


def test_products_are_those_of_the_full_matrix() -> None:
    dice = np.random.default_rng(1)
    full = (dice.random((9, 14)) * (dice.random((9, 14)) < 0.3)).astype(np.float32)
    full[4], full[:, 6] = 0, 0
    rows = [[(int(at), float(row[at])) for at in np.flatnonzero(row)] for row in full]
    made = Sparse.of(rows, 14)
    right, left = dice.random((14, 3)).astype(np.float32), dice.random((9, 3)).astype(np.float32)
    np.testing.assert_allclose(made.times(right), full @ right, rtol=1e-5)
    np.testing.assert_allclose(made.turned_times(left), full.T @ left, rtol=1e-5)


def test_nothing_at_all_has_products_too() -> None:
    made = Sparse.of([[], []], 3)
    assert not made.times(np.ones((3, 2), np.float32)).any()
    assert made.turned_times(np.ones((2, 2), np.float32)).shape == (3, 2)
