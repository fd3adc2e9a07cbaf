"""The arguments of `triage bench matching`."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from pathlib import Path
from typing import Any

from triage.models.errors import InputError

Tell = Callable[..., None]


def add(inner: argparse._SubParsersAction[argparse.ArgumentParser], tell: Tell) -> None:
    """The verb; ``tell(found, as_json=…)`` prints what was found."""
    matching = inner.add_parser("matching", help="people matched: pair precision, recall, F1, beside Splink; latency")
    matching.add_argument("--people", metavar="FILE", help="CSV of people, as fake_1000 or FEBRL name its columns")
    labels = "CSV of labelled pairs; else a column cluster, or FEBRL's ids"
    matching.add_argument("--labels", metavar="FILE", help=labels)
    many = "instead: so many invented people in a gateway's database; latency of one question"
    matching.add_argument("--synthetic", type=int, default=0, metavar="N", help=many)
    matching.add_argument("--engine", choices=("sqlite", "postgresql"), default="sqlite", help="of --synthetic")
    matching.add_argument("--seed", type=int, default=1)
    matching.add_argument("--json", action="store_true", help="one JSON object instead of lines")
    matching.set_defaults(run=lambda arguments: _run(arguments, tell))


def _run(arguments: argparse.Namespace, tell: Tell) -> int:
    from triage.bench.matching.run import Plan, measure_file

    if arguments.synthetic:
        from triage.bench.matching import store

        plan = store.Plan(people=arguments.synthetic, engine=arguments.engine, seed=arguments.seed)
        tell(store.measure_store(plan), as_json=arguments.json)
        return 0
    if not arguments.people:
        raise InputError("Nothing to match.", do="Give --people FILE, or --synthetic N.")
    labels = Path(arguments.labels) if arguments.labels else None
    found: dict[str, Any] = measure_file(Plan(people=Path(arguments.people), labels=labels, seed=arguments.seed))
    tell(found, as_json=arguments.json)
    return 0
