"""`triage bench board`: its own words on the command line."""

from __future__ import annotations

import argparse
import asyncio
from collections.abc import Callable
from typing import Any


def add(inner: argparse._SubParsersAction[argparse.ArgumentParser], tell: Callable[..., None]) -> None:
    """The verb below `bench`; ``tell`` prints what was found."""
    parser = inner.add_parser("board", help="the board and a month of figures over a full gateway on PostgreSQL")
    parser.add_argument("--reports", type=int, default=100_000, metavar="N")
    parser.add_argument("--waiting", type=int, default=20_000, metavar="N", help="of them in the queue (20000)")
    parser.add_argument("--handlers", type=int, default=200, metavar="N", help="each holds three of them (200)")
    parser.add_argument("--calls", type=int, default=40, metavar="N", help="how often is asked (40)")
    parser.add_argument("--json", action="store_true", help="one JSON object instead of lines")

    def run(arguments: argparse.Namespace) -> int:
        from triage.bench.board.measure import Plan, measure

        plan = Plan(
            reports=arguments.reports,
            waiting=arguments.waiting,
            handlers=arguments.handlers,
            calls=arguments.calls,
        )
        found: dict[str, Any] = asyncio.run(measure(plan))
        tell(found, as_json=arguments.json)
        return 0

    parser.set_defaults(run=run)
