"""The words of `triage bench network`."""

from __future__ import annotations

import argparse
import asyncio
import subprocess
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

Print = Callable[..., None]


def add(inner: argparse._SubParsersAction[argparse.ArgumentParser], tell: Print) -> None:
    """``tell(found, as_json=…)`` prints the figures."""
    network = inner.add_parser("network", help="loss, resets and silence between real hosts: all arrives once")
    network.add_argument("--rounds", type=int, default=32, metavar="N", help="faults, one after the other (32)")
    network.add_argument("--reports", type=int, default=3, metavar="N", help="of each round (3)")
    network.add_argument("--hold", type=float, default=0.0, metavar="SECONDS", help="of each fault (0: up to 25)")
    network.add_argument("--seed", type=int, default=1)
    network.add_argument("--home", default="", metavar="FOLDER", help="keep everything there afterwards")
    network.add_argument("--json", action="store_true", help="one JSON object instead of lines")
    network.add_argument("--inside", default="", help=argparse.SUPPRESS)
    network.add_argument("--desk", default="", help=argparse.SUPPRESS)
    network.set_defaults(run=lambda arguments: _network(arguments, tell))


def _network(arguments: argparse.Namespace, tell: Print) -> int:
    if arguments.desk:
        from triage.bench.network.desk import run

        return run(Path(arguments.desk))
    if arguments.inside:
        return _inside(arguments, tell)
    if arguments.home:
        Path(arguments.home).mkdir(parents=True, exist_ok=True)
        return _outside(arguments, str(Path(arguments.home).resolve()))
    with tempfile.TemporaryDirectory(prefix="triage-bench-network-") as folder:
        return _outside(arguments, folder)


def _outside(arguments: argparse.Namespace, home: str) -> int:
    """Run the measurement with a network of its own.

    Raises:
        KnownError: this machine does not allow that.
    """
    from triage.bench.network.hosts import apart, obstacle
    from triage.models.errors import KnownError
    from triage.training.children import child_environment, die_with_parent, own_command

    why = obstacle()
    if why:
        raise KnownError(f"There can be no network namespaces on this machine: {why}.", "Run it as root on Linux.")
    words = ["--rounds", arguments.rounds, "--reports", arguments.reports, "--hold", arguments.hold]
    words += ["--seed", arguments.seed, "--inside", home, *(["--json"] if arguments.json else [])]
    inner = own_command("bench", "network", *(str(word) for word in words))
    # Ended with us, so that no host is left running: those that are apart end with the first of them.
    told = {"env": child_environment(), "preexec_fn": die_with_parent()}
    return subprocess.run(apart(inner), check=False, **told).returncode  # type: ignore[call-overload, no-any-return]  # noqa: S603


def _inside(arguments: argparse.Namespace, tell: Print) -> int:
    from triage.bench.network.run import Plan, measure

    told = {"rounds": arguments.rounds, "reports": arguments.reports, "hold": arguments.hold, "seed": arguments.seed}
    found: dict[str, Any] = asyncio.run(measure(Plan(home=Path(arguments.inside), **told)))
    tell(found, as_json=arguments.json)
    return 0 if found["held"] else 1
