"""Runs that failed once: each by the fewest steps that showed it, named after what was wrong."""

from __future__ import annotations

from pathlib import Path

from triage.bench.faults.run import Run, play
from triage.bench.faults.step import Fault, Step

RECORDED_BY_BOB = (
    Step(act="arrive"),
    Step(act="claim_next", who="bob"),
    Step(act="decide", who="bob"),
    Step(act="wait", number=11),
    Step(act="push", who="bob"),
)


async def test_a_report_that_another_desk_recorded_is_not_recorded_again_for_a_new_version(tmp_path: Path) -> None:
    """Seeds 45, 123, 548, 1044 and others: the second desk knew from the gateway of the records, and did not look."""
    steps = (
        *RECORDED_BY_BOB,
        Step(act="version"),
        Step(act="wait", number=70),
        Step(act="claim_next", who="ann"),
        Step(act="decide", who="ann"),
        Step(act="wait", number=11),
        Step(act="push", who="ann"),
    )
    found = await play(Run(0, False, steps), tmp_path)
    assert not found.wrong
    assert found.records == 2


async def test_a_clock_set_on_does_not_shorten_the_wait_for_a_slow_look_up(tmp_path: Path) -> None:
    """Seed 1091: the record was made, its answer lost, and “not there” was believed because the clock said so."""
    steps = (
        Step(act="arrive", number=1),
        Step(act="claim_next", who="ann"),
        Step(act="decide", who="ann"),
        Step(act="wait", number=11),
        Step(act="push", who="ann", report=1, weather=("", Fault.DROPPED, "", Fault.DROPPED), after=True),
        Step(act="jump", who="ann", number=1000),
        Step(act="push", who="ann", report=1),
    )
    assert not (await play(Run(1091, False, steps), tmp_path)).wrong
