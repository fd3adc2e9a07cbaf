"""`triage bench`: figures that anyone can take again, as text or JSON."""

from __future__ import annotations

import argparse
import asyncio
import json
from typing import Any

from triage.bench.board import cli as board_cli
from triage.bench.crash import cli as crash_cli
from triage.bench.faults import cli as faults_cli
from triage.bench.matching import cli as matching_cli
from triage.bench.network import cli as network_cli
from triage.bench.week import cli as week_cli


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
    torture = inner.add_parser("torture", help="many claimers, short leases, killed processes: every report once")
    torture.add_argument("--reports", type=int, default=20_000, metavar="N")
    torture.add_argument("--processes", type=int, default=8, metavar="N")
    torture.add_argument("--claimers", type=int, default=50, metavar="N", help="in each process (50)")
    torture.add_argument("--gateways", type=int, default=3, metavar="N")
    torture.add_argument("--lease", type=int, default=2, metavar="SECONDS")
    torture.add_argument("--seconds", type=float, default=1500, help="give up after so long (1500)")
    torture.set_defaults(run=_torture)
    claims = inner.add_parser("claims", help="claims a second beside pgbench with the same SQL, and under long polls")
    claims.add_argument("--reports", type=int, default=20_000, metavar="N")
    claims.add_argument("--gateways", type=int, default=2, metavar="N")
    claims.add_argument("--connections", type=int, default=32, metavar="N")
    claims.add_argument("--seconds", type=int, default=5, help="of each phase (5)")
    claims.add_argument("--polls", type=int, default=1_000, metavar="N", help="long polls that wait meanwhile (1000)")
    claims.set_defaults(run=_claims)
    intake, burst = _add_arrivals(inner)
    search = _search_parser(inner)
    keys = _keys_parser(inner)
    hostile = inner.add_parser("hostile", help="reports that attack: how long each keeps the window from its next turn")
    hostile.add_argument("--lines", default="", metavar="FILE", help="more text that attacks, as one more case")
    hostile.add_argument("--only", nargs="+", default=[], metavar="CASE", help="these cases only")
    hostile.add_argument("--profile", default="", metavar="FOLDER", help="write the profiler's figures there")
    hostile.add_argument("--home", default="", metavar="FOLDER", help="keep everything there afterwards")
    hostile.add_argument("--inside", default="", help=argparse.SUPPRESS)
    hostile.add_argument("--bare", action="store_true", help=argparse.SUPPRESS)
    hostile.set_defaults(run=_hostile)
    for room in (board_cli, matching_cli, crash_cli, week_cli, faults_cli, network_cli):
        room.add(inner, _print)
    _risk_parser(inner)
    places = _places_parser(inner)
    for one in (claims, intake, burst, startup, once, torture, places, keys, hostile, search):
        one.add_argument("--seed", type=int, default=1)
        one.add_argument("--json", action="store_true", help="one JSON object instead of lines")


def _add_arrivals(
    inner: argparse._SubParsersAction[argparse.ArgumentParser],
) -> tuple[argparse.ArgumentParser, argparse.ArgumentParser]:
    """The measurements of what arrives."""
    intake = inner.add_parser("intake", help="reports accepted a second beside pgbench with the same SQL")
    intake.add_argument("--gateways", type=int, default=2, metavar="N")
    intake.add_argument("--processes", type=int, default=0, metavar="N", help="reading processes of each (0: threads)")
    intake.add_argument("--connections", type=int, default=16, metavar="N")
    intake.add_argument("--seconds", type=int, default=5, help="of each phase (5)")
    intake.add_argument("--polls", type=int, default=0, metavar="N", help="desktops that wait for changes meanwhile")
    intake.set_defaults(run=_intake)
    burst = inner.add_parser("burst", help="how soon the urgent reports of a burst are in the queue")
    burst.add_argument("--reports", type=int, default=2000, metavar="N")
    burst.add_argument("--processes", type=int, default=0, metavar="N", help="reading processes (0: threads)")
    burst.set_defaults(run=_burst)
    return intake, burst


def _keys_parser(inner: argparse._SubParsersAction[argparse.ArgumentParser]) -> argparse.ArgumentParser:
    keys = inner.add_parser("keys", help="ten reports from queue to sent by keys alone: presses, key-to-paint times")
    keys.add_argument("--reports", type=int, default=100_000, metavar="N", help="lines of the queue (100000)")
    keys.add_argument("--profile", default="", metavar="FILE", help="write the profiler's figures of the window there")
    keys.add_argument("--home", default="", metavar="FOLDER", help="keep everything there afterwards")
    keys.add_argument("--quick", action="store_true", help="no pauses, few words: do the scripts still work?")
    keys.add_argument("--inside", default="", help=argparse.SUPPRESS)
    keys.add_argument("--bare", action="store_true", help=argparse.SUPPRESS)
    keys.set_defaults(run=_keys)
    return keys


def _search_parser(inner: argparse._SubParsersAction[argparse.ArgumentParser]) -> argparse.ArgumentParser:
    search = inner.add_parser("search", help="questions to a full gateway beside a plain tsvector query")
    search.add_argument("--reports", type=int, default=15_000, metavar="N")
    search.add_argument("--times", type=int, default=20, metavar="N", help="how often each is asked (20)")
    search.set_defaults(run=_search)
    return search


def _places_parser(inner: argparse._SubParsersAction[argparse.ArgumentParser]) -> argparse.ArgumentParser:
    told = "reference data: right forces, import rate, look-ups beside SQLite, memory"
    places = inner.add_parser("places", help=told)
    places.add_argument("--rows", type=int, default=2_700_000, metavar="N", help="postcodes of the import (2700000)")
    places.set_defaults(run=_places)
    return places


def _risk_parser(inner: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    risk = inner.add_parser("risk", help="what the sense of risk finds in narratives held back, beside a plain list")
    risk.add_argument("--narratives", default="tests/insight/narratives", metavar="FOLDER")
    risk.add_argument("--part", choices=("held_back", "unseen"), default="held_back", help="which of them (held_back)")
    risk.add_argument("--data", default="", metavar="FOLDER", help="texts of others to try it on, by path")
    risk.add_argument("--generated", action="store_true", help="only how generated reports stand, nothing held back")
    risk.add_argument("--json", action="store_true", help="one JSON object instead of lines")
    risk.set_defaults(run=_risk)


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


def _torture(arguments: argparse.Namespace) -> int:
    from triage.bench.torture.run import Plan, measure

    plan = Plan(
        reports=arguments.reports,
        processes=arguments.processes,
        claimers=arguments.claimers,
        gateways=arguments.gateways,
        lease_seconds=arguments.lease,
        seconds=arguments.seconds,
        seed=arguments.seed,
    )
    found = measure(plan)
    _print(found, as_json=arguments.json)
    return 0 if found["held"] else 1


def _claims(arguments: argparse.Namespace) -> int:
    from triage.bench.queue.claims import Plan, measure

    plan = Plan(
        reports=arguments.reports,
        gateways=arguments.gateways,
        connections=arguments.connections,
        seconds=arguments.seconds,
        polls=arguments.polls,
        seed=arguments.seed,
    )
    _print(measure(plan), as_json=arguments.json)
    return 0


def _intake(arguments: argparse.Namespace) -> int:
    from triage.bench.intake import Plan, measure

    plan = Plan(
        gateways=arguments.gateways,
        processes=arguments.processes,
        connections=arguments.connections,
        seconds=arguments.seconds,
        polls=arguments.polls,
        seed=arguments.seed,
    )
    _print(measure(plan), as_json=arguments.json)
    return 0


def _burst(arguments: argparse.Namespace) -> int:
    from triage.bench.burst import Plan, measure

    plan = Plan(reports=arguments.reports, processes=arguments.processes, seed=arguments.seed)
    _print(measure(plan), as_json=arguments.json)
    return 0


def _search(arguments: argparse.Namespace) -> int:
    from triage.bench.search import Plan, measure

    plan = Plan(reports=arguments.reports, times=arguments.times, seed=arguments.seed)
    _print(measure(plan), as_json=arguments.json)
    return 0


def _keys(arguments: argparse.Namespace) -> int:
    from pathlib import Path

    if arguments.inside:
        from triage.bench.keys.desk import run

        return run(Path(arguments.inside))
    if arguments.bare:
        from triage.bench.keys.bare import run as run_bare

        return run_bare()
    from triage.bench.keys.run import Plan, lines, measure

    home = Path(arguments.home) if arguments.home else None
    told = {"reports": arguments.reports, "seed": arguments.seed, "profile": arguments.profile}
    plan = Plan(**told, quick=arguments.quick, home=home)
    found = measure(plan)
    _print(found if arguments.json else lines(found), as_json=arguments.json)
    return 0 if found["held"] else 1


def _hostile(arguments: argparse.Namespace) -> int:
    from pathlib import Path

    if arguments.bare:
        from triage.bench.hostile.bare import run as bare

        return bare()
    if arguments.inside:
        from triage.bench.hostile.desk import run

        return run(Path(arguments.inside))
    from triage.bench.hostile.run import Plan, measure

    lines = Path(arguments.lines) if arguments.lines else None
    home = Path(arguments.home) if arguments.home else None
    profile = Path(arguments.profile).resolve() if arguments.profile else None
    if profile is not None:
        profile.mkdir(parents=True, exist_ok=True)
    found = measure(Plan(lines=lines, only=tuple(arguments.only), home=home, profile=profile))
    _print(found, as_json=arguments.json)
    return 0 if found["held"] else 1


def _places(arguments: argparse.Namespace) -> int:
    from triage.bench.places import Plan, data_folder, measure

    found = measure(Plan(data=data_folder(), rows=arguments.rows, seed=arguments.seed))
    _print(found, as_json=arguments.json)
    return 0 if found["held"] else 1


def _risk(arguments: argparse.Namespace) -> int:
    from pathlib import Path

    from triage.bench.risk import generated
    from triage.bench.risk.measure import Plan, measure

    if arguments.generated:
        _print(generated.measure(), as_json=arguments.json)
        return 0
    data = Path(arguments.data) if arguments.data else None
    _print(measure(Plan(Path(arguments.narratives), data, arguments.part)), as_json=arguments.json)
    return 0


def _print(found: dict[str, Any], *, as_json: bool) -> None:
    print(json.dumps(found) if as_json else "\n".join(f"{name:24} {value}" for name, value in found.items()))
