"""The legal workflow: the table is total, and every report can still come to an end."""

from __future__ import annotations

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from triage.models.stage import TRANSITIONS, IllegalStep, Stage, StageEvent, allows, step


@pytest.mark.parametrize(("stage", "event"), list(product(Stage, StageEvent)))
def test_every_pair_has_an_answer(stage: Stage, event: StageEvent) -> None:
    if allows(stage, event):
        assert step(stage, event) is TRANSITIONS[stage][event]
    else:
        with pytest.raises(IllegalStep) as caught:
            step(stage, event)
        assert (caught.value.stage, caught.value.event) == (stage, event)


def test_no_stage_is_a_dead_end() -> None:
    assert all(TRANSITIONS[stage] for stage in Stage)


def test_a_begun_report_is_not_freed_by_expiry_or_release() -> None:
    assert not allows(Stage.BEGUN, StageEvent.EXPIRE)
    assert not allows(Stage.BEGUN, StageEvent.RELEASE)
    assert not allows(Stage.BEGUN, StageEvent.CLAIM)
    assert step(Stage.BEGUN, StageEvent.SETTLE) is Stage.CLOSED


def test_only_settling_or_acceptance_closes() -> None:
    closing = {event for stage in Stage for event, after in TRANSITIONS[stage].items() if after is Stage.CLOSED}
    assert closing == {StageEvent.SETTLE, StageEvent.ACCEPTED}


@given(st.lists(st.sampled_from(StageEvent), max_size=40))
def test_after_any_history_the_report_can_still_be_closed(events: list[StageEvent]) -> None:
    stage = Stage.INCOMING
    for event in events:
        stage = step(stage, event) if allows(stage, event) else stage
    reached, waiting = {stage}, [stage]
    while waiting:
        for after in TRANSITIONS[waiting.pop()].values():
            if after not in reached:
                reached.add(after)
                waiting.append(after)
    assert Stage.CLOSED in reached
