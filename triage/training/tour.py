"""The tour: the program shows itself doing the main job, and every step is checked from outside as well.

The desktop process drives its own window by key presses and tells each step as a JSON line; this side tells it in plain
words, kills and restarts the desktop when the part asks for it, and in the end looks into the gateway's and the records
stand-in's own stores, never taking the desktop's word.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from triage.models.errors import KnownError
from triage.training.children import Child
from triage.training.ground import Ground, Plan, open_ground
from triage.training.ledger import Ledger, read_ledger

PART_SECONDS = 240
OFFSCREEN_NOISE = "This plugin does not support"
"""What Qt says of a screen that is none, again and again."""


@dataclass(slots=True)
class Tour:
    """What happened so far: every step with whether it held, told through ``say`` as it comes."""

    shots: Path
    say: Callable[[str], None]
    held: int = 0
    failed: list[str] = field(default_factory=list)
    decided: list[str] = field(default_factory=list)
    """Report ids in the order in which the desktop said that it had decided them."""

    def tell(self, words: str, ok: bool) -> None:
        self.say(f"  {'✓' if ok else '✗'} {words}")
        if ok:
            self.held += 1
        else:
            self.failed.append(words)


PARTS = (
    ("journey", "One report, from the queue to its crime reference", False),
    ("offline", "The network is cut; two more are decided all the same; the program is closed", False),
    ("killed", "Started again, still cut off; decided once more, and the program is killed", True),
    ("restored", "Started again; the network comes back", False),
)
"""Name, words, and whether the desktop is killed at the end of the part instead of quitting."""


async def run_tour(plan: Plan, shots: Path, say: Callable[[str], None]) -> int:
    """Take the tour, writing pictures into the folder ``shots``; returns 0 only when every step held."""
    tour = Tour(shots, say)
    async with open_ground(plan) as ground:
        count = await ground.seed()
        tour.tell(f"{count} synthetic reports accepted by the gateway", count > 0)
        for name, words, killed in PARTS:
            say(words)
            await _part(tour, ground, name, killed)
            if tour.failed:
                break
        say("What the gateway and the records systems hold")
        _check_ledger(tour, await asyncio.to_thread(read_ledger, plan.home))
    say(f"{tour.held} steps held, {len(tour.failed)} failed. Pictures: {shots}")
    return 0 if not tour.failed else 1


async def _part(tour: Tour, ground: Ground, name: str, killed: bool) -> None:
    desk = await ground.start_desk(TRIAGE_TOUR=name, TRIAGE_TOUR_SHOTS=str(tour.shots))
    try:
        async with asyncio.timeout(PART_SECONDS):
            await _follow(tour, desk, killed)
    except TimeoutError:
        tour.tell(f"the part “{name}” ends within {PART_SECONDS} seconds", False)
    except KnownError as error:
        tour.tell(f"{error.what} {error.do}", False)
    finally:
        desk.kill()
        await desk.wait()


async def _follow(tour: Tour, desk: Child, killed: bool) -> None:
    async for line in desk.lines():
        if "step" in line:
            tour.tell(str(line["step"]), bool(line.get("ok", True)))
        if "decided" in line:
            tour.decided.append(str(line["decided"]))
        if line.get("kill_me") and killed:
            desk.kill()
    status = await desk.wait()
    if killed:
        tour.tell("the desktop was killed while it held unsent work", status != 0)
    else:
        tour.tell("the desktop closed by itself, everything saved", status == 0)
        if status != 0:
            told = [line for line in desk.log.read_text(errors="replace").splitlines() if OFFSCREEN_NOISE not in line]
            tour.say(f"    status {status}; " + "\n".join(told)[-2000:])
            tour.say(_crashes(desk.log.parent))


def _crashes(home: Path) -> str:
    """The stack of a crash, if the desktop left one."""
    path = home / "desk" / "crashes.log"
    return path.read_text(errors="replace")[-4000:] if path.exists() else ""


def _check_ledger(tour: Tour, ledger: Ledger) -> None:
    decided = tour.decided
    tour.tell(f"{len(decided)} reports were decided, each once", len(set(decided)) == len(decided) >= 4)
    for system, external in ledger.records.items():
        mine = [reference for reference in external if reference in set(decided)]
        tour.tell(f"the {system} system holds each of them exactly once", sorted(mine) == sorted(decided))
        tour.tell(f"the {system} system holds nothing else", len(external) == len(mine))
    closed = {report: references for report, references in ledger.settled.items() if report in set(decided)}
    tour.tell(
        "the gateway has closed each of them with its references", set(closed) == set(decided) and all(closed.values())
    )
    tour.tell("the references at the gateway are those that the records systems gave", ledger.references_agree(decided))
    tour.tell("begin came before the record, and the record before the settling, for each", ledger.in_order(decided))
