"""The words of `triage bench crash`."""

from __future__ import annotations

import argparse
import asyncio
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

Print = Callable[..., None]
SERVER = "TRIAGE_BENCH_POSTGRESQL"
"""A PostgreSQL server for the gateways that are killed, as postgresql://user@host:port; without one they use SQLite."""


def add(inner: argparse._SubParsersAction[argparse.ArgumentParser], tell: Print) -> None:
    """``tell(found, as_json=…)`` prints the figures."""
    crash = inner.add_parser("crash", help="kill -9 and full disks at random moments: nothing lost, nothing doubled")
    crash.add_argument("--runs", type=int, default=500, metavar="N", help="lives of the handler (500)")
    crash.add_argument("--seed", type=int, default=1)
    crash.add_argument("--home", default="", metavar="FOLDER", help="keep everything there afterwards")
    crash.add_argument("--json", action="store_true", help="one JSON object instead of lines")
    crash.add_argument("--power-cuts", type=int, default=0, metavar="N", help="cut the power N times instead (strace)")
    crash.add_argument("--every-point", action="store_true", help="kill around every other commit instead")
    crash.add_argument("--gateway", action="store_true", help="kill the gateway around each of its commits instead")
    crash.add_argument(
        "--server", default=os.environ.get(SERVER, ""), metavar="URL", help=f"PostgreSQL for --gateway ({SERVER})"
    )
    crash.add_argument("--point", action="append", default=[], metavar="NAME", help="of these only this one (repeat)")
    crash.add_argument("--commits", type=int, default=300, metavar="N", help="of the store whose power is cut (300)")
    crash.add_argument("--writer", default="", help=argparse.SUPPRESS)
    crash.add_argument("--unsynced", action="store_true", help=argparse.SUPPRESS)
    crash.add_argument("--inside", default="", help=argparse.SUPPRESS)
    crash.set_defaults(run=lambda arguments: _crash(arguments, tell))


def _crash(arguments: argparse.Namespace, tell: Print) -> int:
    if arguments.inside:
        from triage.bench.crash.nursery import run

        return run(Path(arguments.inside))
    if arguments.writer:
        from triage.bench.crash.writer import run as write

        return write(Path(arguments.writer), arguments.commits, synced=not arguments.unsynced)
    if arguments.gateway:
        found = _gateways(arguments)
    elif arguments.every_point:
        found = _points(arguments)
    else:
        found = _power(arguments) if arguments.power_cuts else _kills(arguments)
    tell(found, as_json=arguments.json)
    return 0 if found["held"] else 1


def _power(arguments: argparse.Namespace) -> dict[str, Any]:
    from triage.bench.crash.power import measure

    return measure(arguments.power_cuts, arguments.commits, arguments.seed)


def _points(arguments: argparse.Namespace) -> dict[str, Any]:
    from triage.bench.crash.points.walk import measure

    return measure(arguments.point, lambda line: print(line, file=sys.stderr, flush=True))


def _gateways(arguments: argparse.Namespace) -> dict[str, Any]:
    from triage.bench.crash.gateway.walk import measure

    return measure(arguments.point, lambda line: print(line, file=sys.stderr, flush=True), arguments.server)


def _kills(arguments: argparse.Namespace) -> dict[str, Any]:
    from triage.bench.crash.run import Plan, measure

    home = Path(arguments.home) if arguments.home else None
    return asyncio.run(measure(Plan(runs=arguments.runs, seed=arguments.seed, home=home)))
