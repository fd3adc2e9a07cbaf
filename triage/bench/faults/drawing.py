"""Runs drawn by a seed: the same seed gives the same steps, for ever."""

from __future__ import annotations

import random
from dataclasses import dataclass, replace

from triage.bench.faults.outside import HANDLERS
from triage.bench.faults.step import CALM, OF_FILES, Fault, Step

TURNS = (3, 10)
"""At least and at most so many turns after the opening; some are one step, some several."""
NETWORKED = {
    "push": 30, "claim_next": 7, "claim": 4, "pull": 6, "renew": 3, "upload": 4, "reconcile": 3, "probe": 2,
    "release": 2, "take_version": 2,
}  # fmt: skip
LOCAL = {"write": 8, "decide": 12, "recall": 2, "mend": 4, "retry": 3, "let_go": 1, "kill": 2, "unplug": 2, "plug": 3}
OUTSIDE = {"arrive": 3, "version": 3, "late": 5, "wait": 9, "jump": 2, "jump_server": 1, "restart": 1, "tidy": 2}
WAITS = (1, 10, 11, 40, 70, 400, 950, 4000)
"""Seconds: the undo time, the index delay, the pauses of the outbox, a lease and a long sleep lie between them."""
JUMPS = (-4000, -120, -2, 2, 120, 1000)
ALONE = frozenset({"claim_next", "claim", "reconcile", "kill"})
"""Not while another exchange of the same desktop is under way: claims wait for each other."""
KINDS = tuple(fault for fault in Fault if fault not in OF_FILES)
FILE_KINDS = (*Fault, *(3 * (Fault.REFUSED, *sorted(OF_FILES))))
RELAYED = 0.4
"""The share of runs in which the gateway sends records and files."""


@dataclass(frozen=True, slots=True)
class Run:
    """``careful``: which manner of records system (`triage.bench.faults.outside`). ``relayed``: the gateway sends."""

    seed: int
    careful: bool
    steps: tuple[Step, ...]
    relayed: bool = False


def draw(seed: int) -> Run:
    """The run of this seed."""
    rng = random.Random(seed)
    opening = [Step(act="arrive", number=n) for n in range(rng.randint(1, 3))]
    opening += [Step(act="pull", who=who) for who in HANDLERS]
    first = rng.choice(HANDLERS)
    opening += [Step(act="claim_next", who=first), Step(act="decide", who=first), Step(act="wait", number=11)]
    steps = [step for _ in range(rng.randint(*TURNS)) for step in _turn(rng)]
    careful = rng.random() < 0.5
    dice = random.Random(f"files {seed}")
    relayed = dice.random() < RELAYED
    if dice.random() < 0.8:
        opening.append(Step(act="push", who=first))
    whole = [_with_files(dice, step) for step in (*opening, *steps)]
    return Run(seed, careful, tuple(_with_withdrawals(seed, whole)), relayed)


def _with_withdrawals(seed: int, steps: list[Step]) -> list[Step]:
    """Reporters ask to withdraw at any time after the first report: drawn apart too."""
    rng = random.Random(f"withdrawals {seed}")
    for _ in range(rng.randrange(3)):
        dies = rng.choice((1, 2)) if rng.random() < 0.1 else 0
        asked = Step(act="withdraws", who=rng.choice(HANDLERS), report=rng.randrange(4), number=dies)
        steps.insert(rng.randrange(1, len(steps) + 1), asked)
    return steps


def _with_files(rng: random.Random, step: Step) -> Step:
    """What becomes of files is drawn apart, so that everything else of a seed stays as it was."""
    if step.act != "push" or rng.random() < 0.3:
        return step
    return replace(step, files=tuple(_file_fault(rng) for _ in range(rng.randint(2, 12))))


def _file_fault(rng: random.Random) -> str:
    return CALM if rng.random() < 0.5 else rng.choice(FILE_KINDS)


def _turn(rng: random.Random) -> list[Step]:
    """Anything at all, or the way of one report with the network as it pleases."""
    if rng.random() < 0.55:
        return [_step(rng)]
    who, report = rng.choice(HANDLERS), rng.randrange(4)
    way = [
        Step(act="claim_next", who=who, weather=_weather(rng, rng.randrange(2))),
        Step(act="decide", who=who, report=report),
    ]
    way.append(Step(act="wait", number=11))
    for _ in range(rng.randint(2, 4)):
        way.append(_step(rng, "push", who))
        way.append(Step(act="wait", number=rng.choice(WAITS)))
        way += [_step(rng)] if rng.random() < 0.3 else []
    return way


def _step(rng: random.Random, act: str = "", who: str = "") -> Step:
    weights = {**NETWORKED, **LOCAL, **OUTSIDE}
    act = act or rng.choices(tuple(weights), tuple(weights.values()))[0]
    who, report = who or rng.choice(HANDLERS), rng.randrange(4)
    if act == "wait":
        return Step(act=act, number=rng.choice(WAITS))
    if act in ("jump", "jump_server"):
        return Step(act=act, who=who if act == "jump" else "", number=rng.choice(JUMPS))
    if act in OUTSIDE:
        return Step(act=act, report=report, number=rng.randrange(4))
    if act in LOCAL:
        dies = rng.choice((1, 2)) if act not in ("unplug", "plug", "kill") and rng.random() < 0.06 else 0
        number = rng.randrange(3) if act == "unplug" else dies
        return Step(act=act, who=who, report=report, number=number)
    return Step(
        act=act,
        who=who,
        report=report,
        number=rng.randint(1, 6) if rng.random() < 0.05 else 0,
        weather=_weather(rng, rng.randint(1, 6)),
        meanwhile=_meanwhile(rng, who) if rng.random() < 0.15 else None,
        after=rng.random() < 0.5,
    )


def _weather(rng: random.Random, length: int) -> tuple[str, ...]:
    return tuple(CALM if rng.random() < 0.3 else rng.choice(KINDS) for _ in range(length))


def _meanwhile(rng: random.Random, who: str) -> Step:
    """Something without faults of its own."""
    while True:
        step = _step(rng)
        same = step.who == who
        if not (same and step.act in ALONE) and step.act not in ("restart", "late"):
            uses = step.act in OUTSIDE or step.act == "unplug"
            return Step(act=step.act, who=step.who, report=step.report, number=step.number if uses else 0)
