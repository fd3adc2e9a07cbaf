"""The stand-in's faults: read strictly, drawn repeatably."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from triage.models.errors import InputError
from triage.training.records_standin.faults import Faults, FaultState, read_faults

JSON = st.recursive(
    st.none() | st.booleans() | st.floats() | st.text(), lambda inner: st.lists(inner, max_size=3), max_leaves=5
)


def test_what_is_left_out_is_off() -> None:
    assert read_faults({"slow_ms": 5}) == Faults(slow_ms=5)


@pytest.mark.parametrize(
    ("value", "named"),
    [
        ({"slow": 1}, "slow"),
        ({"slow_ms": "much"}, "slow_ms"),
        ({"slow_ms": -1}, "slow_ms"),
        ({"drop_answer": 1.5}, "drop_answer"),
        ({"drop_before": -0.1}, "drop_before"),
        ({"refuse_field": "people"}, "refuse_field"),
    ],
)
def test_what_is_wrong_is_named(value: dict[str, object], named: str) -> None:
    with pytest.raises(InputError) as caught:
        read_faults(value)
    assert caught.value.errors[0].pointer == named


@given(st.dictionaries(st.sampled_from(list(Faults.__dataclass_fields__)), JSON) | JSON)
def test_anything_is_read_or_refused(value: object) -> None:
    try:
        faults = read_faults(value)
    except InputError:
        return
    assert 0 <= faults.drop_answer <= 1


def test_the_same_seed_drops_the_same_answers() -> None:
    drawn = []
    for _ in range(2):
        state = FaultState()
        state.set(Faults(drop_answer=0.5, seed=7))
        drawn.append([state.drops_answer() for _ in range(40)])
    assert drawn[0] == drawn[1]
    assert len(set(drawn[0])) == 2


@pytest.mark.parametrize(
    ("pointer", "refused"),
    [("/people/0/surname", True), ("/people/1/surname", False), ("/a~1b", True), ("/people/x", False)],
)
def test_only_a_field_that_is_there_is_refused(pointer: str, refused: bool) -> None:
    state = FaultState()
    state.set(Faults(refuse_field=pointer))
    document = {"people": [{"surname": "Probart"}], "a/b": 1}
    assert (state.refusal(document) is not None) is refused
