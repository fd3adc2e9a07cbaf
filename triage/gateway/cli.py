"""``triage gateway serve``: options, environment, and the one line that says where it listens."""

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


def add_parser(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the verb ``gateway`` with its verb ``serve``."""
    gateway = subparsers.add_parser("gateway", help="run the receiver and queue that a force hosts")
    verbs = gateway.add_subparsers(dest="gateway_verb", metavar="VERB", required=True)
    serve = verbs.add_parser("serve", help="receive reports and serve the queue until told to stop")
    for option in OPTIONS:
        default = f"; default {option.default}" if option.default else ""
        needed = "; required" if option.required else ""
        text = f"{option.help} [{option.variable}{default}{needed}]".replace("%", "%%")
        serve.add_argument(f"--{option.name}", metavar=option.metavar, help=text)
    serve.set_defaults(run=run)


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


def _loop_factory() -> Callable[[], asyncio.AbstractEventLoop] | None:
    """uvloop where there is one (not on Windows); None: asyncio's own."""
    if sys.platform == "win32":
        return None
    import uvloop

    return uvloop.new_event_loop


def announce(listen: str, intake: str) -> None:
    """One JSON line on standard output; nobody reading it any more must not end the gateway."""
    tell_line(json.dumps({"listen": listen, "intake": intake}))
