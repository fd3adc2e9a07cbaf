"""The words of `triage bench week` and `triage bench account`."""

from __future__ import annotations

import argparse
import asyncio
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

Print = Callable[..., None]


def add(inner: argparse._SubParsersAction[argparse.ArgumentParser], tell: Print) -> None:
    """``tell(found, as_json=…)`` prints the figures."""
    week = inner.add_parser("week", help="a workstation's week, with all that goes wrong: does it balance")
    week.add_argument("--reports", type=int, default=5_000, metavar="N", help="new reports in seven days (5000)")
    week.add_argument("--seed", type=int, default=1)
    week.add_argument("--home", default="", metavar="FOLDER", help="keep everything there afterwards")
    week.add_argument("--json", action="store_true", help="one JSON object instead of lines")
    week.set_defaults(run=lambda arguments: _week(arguments, tell))
    account = inner.add_parser("account", help="the account over a full gateway, on both databases")
    account.add_argument("--reports", type=int, default=100_000, metavar="N")
    account.add_argument("--json", action="store_true", help="one JSON object instead of lines")
    account.set_defaults(run=lambda arguments: _account(arguments, tell))


def _week(arguments: argparse.Namespace, tell: Print) -> int:
    from triage.bench.week.run import Plan, measure

    home = Path(arguments.home) if arguments.home else None
    plan = Plan(reports=arguments.reports, seed=arguments.seed, home=home)
    found: dict[str, Any] = asyncio.run(measure(plan, _aside))
    tell(found, as_json=arguments.json)
    return 0 if found["balanced"] else 1


def _account(arguments: argparse.Namespace, tell: Print) -> int:
    from triage.bench.account import measure

    tell(asyncio.run(measure(arguments.reports)), as_json=arguments.json)
    return 0


def _aside(words: str) -> None:
    sys.stderr.write(f"{words}\n")
