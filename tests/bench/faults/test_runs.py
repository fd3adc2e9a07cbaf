"""The runs themselves: a seed means the same for ever, and a desktop that did less would be found out."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from triage.bench.faults.drawing import draw
from triage.bench.faults.run import Run, kind_of, play, shrink, told
from triage.bench.faults.step import Fault, Step
from triage.models.ids import OpId
from triage.services import work
from triage.services.enclosing import Enclosing
from triage.services.errands import Errands, Standing
from triage.services.operations import Stored
from triage.services.records_courier import RecordsCourier

BEGINNING = (
    Step(act="arrive"),
    Step(act="claim_next", who="ann"),
    Step(act="decide", who="ann"),
    Step(act="wait", number=11),
)


def a_run(*steps: Step, careful: bool = False) -> Run:
    return Run(0, careful, (*BEGINNING, *steps))


def test_a_seed_gives_the_same_steps_again() -> None:
    assert draw(7) == draw(7)
    assert draw(7) != draw(8)


@pytest.mark.parametrize("seed", [3, 4])
async def test_a_drawn_run_holds(tmp_path: Path, seed: int) -> None:
    found = await play(draw(seed), tmp_path)
    assert not found.wrong
    assert found.records


async def test_a_desktop_that_does_not_look_first_is_found_out(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    async def careless(_self: RecordsCourier, *_told: Any) -> bool:
        return True

    monkeypatch.setattr(RecordsCourier, "_looked_up", careless)
    dropped = Step(act="push", who="ann", weather=("", Fault.DROPPED))
    found = await play(a_run(dropped, Step(act="wait", number=70), Step(act="push", who="ann")), tmp_path)
    assert kind_of(found.wrong) == "doubled"


async def test_a_desktop_that_does_not_look_for_its_files_is_found_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def careless(_self: Enclosing, *_told: Any) -> bool:
        return True

    monkeypatch.setattr(Enclosing, "_absent", careless)
    dropped = Step(act="push", who="ann", files=("", "", Fault.DROPPED))
    steps = (dropped, Step(act="wait", number=70), Step(act="push", who="ann"))
    assert kind_of((await play(a_run(*steps), tmp_path)).wrong) == "files_doubled"


async def test_a_desktop_that_takes_every_answer_for_a_yes_is_found_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def trusting(self: Enclosing, stored: Stored, *_told: Any) -> None:
        await self._attach(stored, None)

    monkeypatch.setattr(Enclosing, "_heard", trusting)
    refused = Step(act="push", who="ann", files=("", "", Fault.TOO_LARGE))
    assert kind_of((await play(a_run(refused, careful=True), tmp_path)).wrong) == "files_lost"


async def test_a_desktop_that_saves_late_is_found_out(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(work, "put_draft", lambda *_given, **_more: None)
    steps = (*BEGINNING[:2], Step(act="write", who="ann"), Step(act="kill", who="ann"))
    assert kind_of((await play(Run(0, True, steps), tmp_path)).wrong) == "drafts_lost"


async def test_a_desktop_that_loses_a_withdrawal_or_notes_it_twice_is_found_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = Step(act="withdraws", who="bob")
    ways = {"once": 1, "lost": 0, "doubled": 2}
    carry = Errands._withdrawal

    for name, times in ways.items():

        async def wrong(self: Errands, stored: Stored, times: int = times) -> Standing:
            for number in range(times):
                key = OpId(f"{stored.op.op_id}-{number}") if number else stored.op.op_id
                await carry(self, replace(stored, op=replace(stored.op, op_id=key)))
            return Standing()

        monkeypatch.setattr(Errands, "_withdrawal", wrong)
        (tmp_path / name).mkdir()
        found = await play(a_run(asked), tmp_path / name)
        assert (f"withdrawal {name}" in found.wrong) is (times != 1), found.wrong


async def test_a_failed_run_is_told_by_few_steps(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(work, "put_draft", lambda *_given, **_more: None)
    noise = Step(act="pull", who="bob", weather=(Fault.CUT,))
    shortest = await shrink(Run(0, True, (BEGINNING[0], noise)), tmp_path)
    assert told(shortest) == {"careful": True, "steps": [{"act": "arrive"}]}  # the end of a run writes drafts itself
