"""Runs that failed once: each by the fewest steps that showed it, named after what was wrong."""

from __future__ import annotations

from pathlib import Path

from triage.bench.faults.run import Run, play
from triage.bench.faults.step import Fault, Step
from triage.bench.faults.world import world
from triage.models.delivery import Delivery

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


THIRD_TAKEN = (
    *(Step(act="arrive") for _ in range(3)),
    *(Step(act="claim", who="ann", report=at) for at in range(3)),
    Step(act="decide", who="ann", report=2),
    Step(act="wait", number=11),
)
"""The third report has three files, and two of them are the same."""


async def test_a_file_that_came_twice_under_two_names_goes_to_its_record_once(tmp_path: Path) -> None:
    """Seed 5: nobody knew yet what was in them when they were sent, and a slow look-up did not show the first."""
    found = await play(Run(5, False, (*THIRD_TAKEN, Step(act="push", who="ann"))), tmp_path)
    assert not found.wrong
    assert found.files == 1 + 2 + 1 + 1 + 1 + 2  # of images in control, of all in crime, for each report


async def test_the_files_of_the_version_that_was_decided_go_to_its_record(tmp_path: Path) -> None:
    """The gateway gave the newest version's file of this number only, so a person had to decide again."""
    steps = (*RECORDED_BY_BOB[:-1], Step(act="push", who="bob", files=(Fault.CUT,)), Step(act="version"))
    async with world(tmp_path, careful=True) as made:
        for step in (*steps, Step(act="wait", number=40), Step(act="push", who="bob")):
            await made.take(step)
        (report_id,) = made.acknowledged
        operations = await made.handlers["bob"].desk.outbox.operations(report_id)
        assert {op.status for op in operations} == {Delivery.DELIVERED}
        await made.filed.check_whole(report_id)


async def test_a_desk_that_did_not_send_a_file_waits_until_a_slow_look_up_would_show_it(tmp_path: Path) -> None:
    """Another desk sent it seconds before, for the version before: “not there” was believed at once."""
    decided_by_ann = (Step(act="claim_next", who="ann"), Step(act="decide", who="ann"), Step(act="wait", number=11))
    steps = (*RECORDED_BY_BOB, Step(act="version"), *decided_by_ann, Step(act="push", who="ann"))
    assert not (await play(Run(0, False, steps), tmp_path)).wrong


async def test_a_claim_answered_after_our_own_settle_does_not_open_the_report_again(tmp_path: Path) -> None:
    """Seed 5000313: the answer told how it stood before, and the settled report stayed in hand for ever."""
    steps = (
        Step(act="arrive"),
        Step(act="claim_next", who="ann"),
        Step(act="decide", who="ann"),
        Step(act="wait", number=11),
        Step(act="push", who="ann", files=("", Fault.TWICE, Fault.PROXY)),
        Step(act="wait", number=950),
        Step(act="claim", who="ann", weather=(Fault.TWICE, "", Fault.PROXY, Fault.PORTAL), after=True,
             meanwhile=Step(act="push", who="ann")),
    )  # fmt: skip
    assert not (await play(Run(5000313, True, steps, relayed=True), tmp_path)).wrong


async def test_a_record_made_at_the_end_of_a_long_request_is_looked_for_as_long_as_one_made_at_its_beginning(
    tmp_path: Path,
) -> None:
    """Seed 6001631: the wait for a slow look-up was counted from when the request left, and was over when it ended."""
    steps = (
        *RECORDED_BY_BOB[:-1],
        Step(act="push", who="bob", weather=("", Fault.CUT)),
        Step(act="wait", number=40),
        Step(act="push", who="bob", weather=(Fault.BROKEN_AFTER,), meanwhile=Step(act="wait", number=4000)),
    )
    assert not (await play(Run(6001631, False, steps), tmp_path)).wrong
