"""`triage training`: practise on synthetic reports, with everything a force runs on this one machine."""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import os
import shutil
import sys
import tempfile
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path

from triage.models.errors import KnownError
from triage.training import records_standin_cli
from triage.training.ground import Ground, Plan, open_ground

TOUR_REPORTS = 60
TOUR_UNDO_SECONDS = 2


def add_parser(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """The verb's options; `records` runs the records stand-in by itself."""
    parser = subparsers.add_parser("training", help="practise on synthetic reports")
    add = parser.add_argument
    add("--reports", type=_count, metavar="N", help="synthetic reports at the start (40)")
    add("--seed", type=int, default=1, metavar="S", help="which reports: the same seed, the same reports")
    add("--rate", type=float, default=0.0, metavar="R", help="new reports a minute after that (0)")
    add(
        "--supervisor",
        action="store_true",
        help="practise as a supervisor, beside people who ask for approval or left work unfinished",
    )
    add("--home", type=Path, metavar="DIR", help="keep everything here (without it all is thrown away at the end)")
    add("--offscreen", action="store_true", help="without a display")
    add("--tour", action="store_true", help="let the program show itself, step by step, and check each")
    add("--shots", type=Path, default=Path("build/tour"), metavar="DIR", help="where the tour's pictures go")
    parser.set_defaults(run=run)
    inner = parser.add_subparsers(metavar="")
    records_standin_cli.add_parser(inner)


def _count(text: str) -> int:
    number = int(text)
    if not 0 <= number <= 200_000:
        raise argparse.ArgumentTypeError("must be between 0 and 200000")
    return number


def run(arguments: argparse.Namespace) -> int:
    """Open the ground and the desktop on it (or the tour); returns the exit status."""
    if arguments.offscreen:
        os.environ["QT_QPA_PLATFORM"] = "offscreen"
        if not arguments.tour:
            raise KnownError(
                "Off-screen there is nobody to look at the window.", "Add --tour, or leave out --offscreen."
            )
    with _home(arguments.home) as home:
        if arguments.tour:
            from triage.training.tour import run_tour

            plan = Plan(
                home=home,
                reports=arguments.reports if arguments.reports is not None else TOUR_REPORTS,
                seed=arguments.seed,
                undo_seconds=TOUR_UNDO_SECONDS,
            )
            arguments.shots.mkdir(parents=True, exist_ok=True)
            return asyncio.run(run_tour(plan, arguments.shots.resolve(), _say))
        reports = arguments.reports if arguments.reports is not None else 40
        plan = Plan(
            home=home,
            reports=reports,
            seed=arguments.seed,
            rate=arguments.rate,
            supervisor=arguments.supervisor,
            roles=not arguments.supervisor,
        )
        return asyncio.run(_practise(plan))


def _say(words: str) -> None:
    print(words, flush=True)


@contextmanager
def _home(wanted: Path | None) -> Iterator[Path]:
    if wanted is not None:
        yield wanted.resolve()
        return
    made = Path(tempfile.mkdtemp(prefix="triage-training-"))
    try:
        yield made
    finally:
        shutil.rmtree(made, ignore_errors=True)


async def _practise(plan: Plan) -> int:
    async with open_ground(plan) as ground, _incoming(ground):
        desk = await ground.start_desk()
        async for _ in desk.lines():
            pass
        status = await desk.wait()
        if status != 0:
            print(f"triage: the desktop ended with status {status}; its log is {desk.log}", file=sys.stderr)
        return status


@asynccontextmanager
async def _incoming(ground: Ground) -> AsyncIterator[None]:
    """Reports arrive beside whatever happens inside."""
    async with asyncio.TaskGroup() as group:

        async def arrive() -> None:
            await ground.seed()
            async with asyncio.TaskGroup() as going_on:
                going_on.create_task(ground.keep_coming())
                going_on.create_task(ground.keep_answering())

        arriving = group.create_task(arrive())
        try:
            yield
        finally:
            arriving.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await arriving
