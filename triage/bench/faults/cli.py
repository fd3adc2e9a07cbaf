"""The words of `triage bench faults`."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable

Print = Callable[..., None]


def add(inner: argparse._SubParsersAction[argparse.ArgumentParser], tell: Print) -> None:
    """``tell(found, as_json=…)`` prints the figures."""
    faults = inner.add_parser("faults", help="random faults in any order over two desktops, the gateway and records")
    faults.add_argument("--runs", type=int, default=100, metavar="N", help="each with a seed of its own (100)")
    faults.add_argument("--seed", type=int, default=1, help="of the first run; the others follow it (1)")
    faults.add_argument("--json", action="store_true", help="one JSON object instead of lines")
    faults.set_defaults(run=lambda arguments: _faults(arguments, tell))


def _faults(arguments: argparse.Namespace, tell: Print) -> int:
    from triage.bench.faults.run import Plan, measure

    plan = Plan(runs=arguments.runs, first=arguments.seed)
    found = measure(plan, lambda line: print(line, file=sys.stderr, flush=True))
    tell(found, as_json=arguments.json)
    return 0 if found["held"] else 1
