"""``triage gateway serve``, ``check`` and ``ready``: options, environment, the one line that says where it listens, and
what a look at the set-up, or at the gateway that runs, found.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import sys
from collections.abc import Callable

from triage.gateway import logs
from triage.gateway.serve import serve_until_told
from triage.gateway.settings import OPTIONS, gather
from triage.logs import tell_line
from triage.models.clock import SystemClock
from triage.models.profile_reference import profile_reference

WORDS = ("serve", "check", "ready", "openapi", "profile-reference")
"""The verbs of `triage gateway`; the packaged `triage-gateway` takes them as its own."""


def add_parser(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the verb ``gateway`` with its verbs."""
    gateway = subparsers.add_parser("gateway", help="run the receiver and queue that a force hosts")
    verbs = gateway.add_subparsers(dest="gateway_verb", metavar="VERB", required=True)
    serve = verbs.add_parser("serve", help="receive reports and serve the queue until told to stop")
    _add_options(serve)
    serve.set_defaults(run=run)
    check = verbs.add_parser("check", help="look at the set-up: settings, database, certificates, sign-in, mail")
    _add_options(check)
    check.add_argument("--json", action="store_true", help="one JSON object instead of lines")
    check.set_defaults(run=run_check)
    ready = verbs.add_parser("ready", help="ask the gateway that runs here whether it can work now (health checks)")
    _add_options(ready)
    ready.set_defaults(run=run_ready)
    described = verbs.add_parser("openapi", help="print the description of every call (docs/openapi.json)")
    described.set_defaults(run=print_openapi)
    told = verbs.add_parser("profile-reference", help="print every key of a force profile (docs/guides/profile.md)")
    told.set_defaults(run=print_profile_reference)


def _add_options(parser: argparse.ArgumentParser) -> None:
    for option in OPTIONS:
        default = f"; default {option.default}" if option.default else ""
        needed = "; required" if option.required else ""
        text = f"{option.help} [{option.variable}{default}{needed}]".replace("%", "%%")
        parser.add_argument(f"--{option.name}", metavar=option.metavar, help=text)


def run(arguments: argparse.Namespace) -> int:
    """Serve until told to stop.

    Raises:
        KnownError: wrong settings, an address that is taken, a database that cannot be used.
    """
    settings = gather(vars(arguments), os.environ)
    logs.set_up()
    with asyncio.Runner(loop_factory=_loop_factory()) as runner:
        runner.run(serve_until_told(settings, SystemClock(), lambda gateway: announce(gateway.listen, gateway.intake)))
    return 0


def print_profile_reference(_arguments: argparse.Namespace) -> int:
    """Print the page of the profile's keys, as it lies in docs/guides/profile.md."""
    print(profile_reference(), end="")
    return 0


def print_openapi(_arguments: argparse.Namespace) -> int:
    """The description, as it is kept in the repository."""
    from triage.gateway.openapi import as_text, describe

    print(as_text(asyncio.run(describe())), end="")
    return 0


def run_check(arguments: argparse.Namespace) -> int:
    """Tell what is found, changing nothing; 0: all is well, 1: warnings, 2: faults."""
    from triage.gateway.check import run as checking

    logs.set_up()
    with asyncio.Runner(loop_factory=_loop_factory()) as runner:
        found = runner.run(checking.examine(vars(arguments), os.environ, SystemClock(), checking.CHECKS))
    print(checking.as_json(found) if arguments.json else checking.as_text(found))
    return checking.status_of(found)


def run_ready(arguments: argparse.Namespace) -> int:
    """Tell that the running gateway is ready.

    Raises:
        KnownError: it is not, or does not answer.
    """
    from triage.gateway.ready import ask

    print(ask(vars(arguments), os.environ))
    return 0


def _loop_factory() -> Callable[[], asyncio.AbstractEventLoop] | None:
    """uvloop where there is one (not on Windows); None: asyncio's own."""
    if sys.platform == "win32":
        return None
    import uvloop

    return uvloop.new_event_loop


def announce(listen: str, intake: str) -> None:
    """One JSON line on standard output; nobody reading it any more must not end the gateway."""
    tell_line(json.dumps({"listen": listen, "intake": intake}))
