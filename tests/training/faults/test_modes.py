"""Reading a link's mode: strict, and the wrong member is named."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from triage.models.errors import InputError
from triage.training.faults.modes import MAX_DELAY, Fault, Mode, read_mode


@pytest.mark.parametrize("fault", list(Fault))
def test_every_fault_has_a_word(fault: Fault) -> None:
    assert read_mode({"mode": fault.value}) == Mode(mode=fault)


@pytest.mark.parametrize(
    ("value", "named"),
    [
        ({}, "mode"),
        ({"mode": "gone"}, "mode"),
        ({"mode": "slow", "delay": -1}, "delay"),
        ({"mode": "slow", "delay": 1e9}, "delay"),
        ({"mode": "slow", "delay": "long"}, "delay"),
        ({"mode": "flaky", "probability": 2}, "probability"),
        ({"mode": "slow", "delai": 1}, "delai"),
    ],
)
def test_what_is_wrong_is_named(value: dict[str, object], named: str) -> None:
    with pytest.raises(InputError) as caught:
        read_mode(value)
    assert caught.value.errors[0].pointer == named


LEAF = st.none() | st.booleans() | st.floats() | st.text() | st.sampled_from(list(Fault)).map(str)


@given(st.dictionaries(st.sampled_from(["mode", "delay", "probability", "seed", "x"]), LEAF | st.lists(LEAF)) | LEAF)
def test_anything_is_read_or_refused(value: object) -> None:
    try:
        mode = read_mode(value)
    except InputError:
        return
    assert 0 <= mode.delay <= MAX_DELAY
    assert 0 <= mode.probability <= 1
