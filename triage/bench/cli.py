"""`triage bench`: figures that anyone can take again, as text or JSON."""

from __future__ import annotations

import argparse
import asyncio
import json
from typing import Any


def add_parser(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """The verb and its measurements."""
    parser = subparsers.add_parser("bench", help="measure start-up and exactly-once delivery")
    inner = parser.add_subparsers(dest="what", metavar="WHAT", required=True)
    startup = inner.add_parser("startup", help="process start to a painted queue, beside a bare window")
    startup.add_argument("--reports", type=int, nargs="+", default=[1_000, 100_000], metavar="N")
    startup.add_argument("--runs", type=int, default=5)
    startup.set_defaults(run=_startup)
    once = inner.add_parser("exactly-once", help="every report sent twice, answers dropped: one record each")
    once.add_argument("--reports", type=int, default=1_000, metavar="N")
    once.add_argument("--drop", type=float, default=0.1, help="share of records answers that are lost (0.1)")
    once.set_defaults(run=_exactly_once)
    for one in (startup, once):
        one.add_argument("--seed", type=int, default=1)
        one.add_argument("--json", action="store_true", help="one JSON object instead of lines")


def _startup(arguments: argparse.Namespace) -> int:
    from triage.bench.startup import measure

    _print(measure(arguments.reports, arguments.runs, arguments.seed), as_json=arguments.json)
    return 0


def _exactly_once(arguments: argparse.Namespace) -> int:
    from triage.bench.exactly_once import measure

    found = asyncio.run(measure(arguments.reports, arguments.seed, arguments.drop))
    _print(found, as_json=arguments.json)
    wrong = [name for name, value in found.items() if name.endswith(("_duplicates", "_lost")) and value]
    return 1 if wrong or found["settled"] != found["decided"] or found["in_queue"] != found["submissions"] else 0


def _print(found: dict[str, Any], *, as_json: bool) -> None:
    print(json.dumps(found) if as_json else "\n".join(f"{name:24} {value}" for name, value in found.items()))
