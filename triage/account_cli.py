"""``triage account``: where every submission is that the gateway ever acknowledged, and which books disagree.

It signs in with the workstation's own settings (a supervisor's or auditor's token) and keeps nothing.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import csv
import json
import sys
from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from triage.models import codec
from triage.models.account import AccountLine
from triage.models.account_sheet import LINE_HEAD, line_cells
from triage.models.account_words import FILE_PLACES, PLACES, file_words, saying
from triage.models.balance import Account
from triage.models.clock import ServerClock, SystemClock
from triage.models.errors import FieldError, InputError, KnownError
from triage.services.accounting import Accounting, Kept, Progress

DIFFERENT, UNPROVEN = 1, 3
"""Exit statuses: books disagree; they agree, but some look-ups at records had no answer."""


def add_parser(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """The verb and its options."""
    parser = subparsers.add_parser("account", help="prove where every acknowledged submission is now")
    when = "a day (2026-11-20), a moment with its offset, or so long ago (36h, 7d)"
    parser.add_argument("--since", default="", metavar="WHEN", help=f"acknowledged then or later: {when}")
    parser.add_argument("--until", default="", metavar="WHEN", help="acknowledged before then")
    parser.add_argument("--records", action="store_true", help="ask every records system for every report as well")
    parser.add_argument("--json", action="store_true", help="one JSON object instead of lines")
    parser.add_argument("--lines", type=Path, metavar="FILE", help="write every submission's line there as CSV")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """0 when it balances, 1 when something differs, 3 when records did not answer everything.

    Raises:
        KnownError: the gateway cannot be reached or refuses.
        InputError: a setting or a time that cannot be used.
    """
    now = SystemClock().now()
    since, until = moment_of("since", arguments.since, now), moment_of("until", arguments.until, now)
    account, names = asyncio.run(_run(since, until, arguments))
    if arguments.json:
        print(json.dumps(as_json(account), ensure_ascii=False))
    else:
        print("\n".join(as_lines(account, names)))
    if not account.balanced:
        return DIFFERENT
    return UNPROVEN if account.unanswered else 0


def moment_of(name: str, told: str, now: datetime) -> datetime | None:
    """What an option says of time; None for nothing. A day begins at midnight UTC.

    Raises:
        InputError: names the option.
    """
    if not told:
        return None
    try:
        if told[-1] in "hd" and told[:-1].isdigit():
            return now - timedelta(**{"hours" if told[-1] == "h" else "days": int(told[:-1])})
        found = datetime.fromisoformat(told if len(told) > len("2026-11-20") else f"{told}T00:00:00+00:00")
    except (ValueError, OverflowError):
        found = None
    if found is None or found.tzinfo is None:
        detail = "must be 2026-11-20, 2026-11-20T06:00:00+00:00, 36h or 7d"
        raise InputError(f"The option --{name} {detail}.", (FieldError(name, detail),))
    return found


async def _run(
    since: datetime | None, until: datetime | None, arguments: argparse.Namespace
) -> tuple[Account, dict[str, str]]:
    from triage.models.operation import GATEWAY
    from triage.records.build import connect
    from triage.records.connector import RecordsSystem
    from triage.services.api.account import AccountApi
    from triage.services.api.client import Client
    from triage.services.api.queue import QueueApi
    from triage.services.api.relay import RelayedRecords
    from triage.settings import load_settings

    settings, clock = load_settings(), ServerClock(SystemClock())
    async with contextlib.AsyncExitStack() as stack:
        client = Client(settings.gateway_url, settings.token, clock)
        stack.push_async_callback(client.aclose)
        got = await QueueApi(client).profile()
        if got is None:
            raise KnownError("The gateway sent no force profile.", "Tell support.")
        profile, _ = got
        systems: dict[str, RecordsSystem] = {}
        for destination in profile.destinations if arguments.records else ():
            if profile.route == GATEWAY:
                systems[destination.key] = RelayedRecords(destination, client, profile.files)
                continue
            system = connect(destination, settings.records, settings.secrets, files=profile.files, clock=clock)
            stack.push_async_callback(system.aclose)
            systems[destination.key] = system
        write = stack.enter_context(_sheet(arguments.lines)) if arguments.lines else _nothing
        account = await Accounting(AccountApi(client), systems, clock).run(
            since=since, until=until, records=arguments.records, told=_progress, kept=write
        )
    return account, {destination.key: destination.name for destination in profile.destinations}


@contextlib.contextmanager
def _sheet(path: Path) -> Iterator[Kept]:
    """Writes each line to a new CSV file.

    Raises:
        KnownError: it cannot be written.
    """
    try:
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(LINE_HEAD)
            yield lambda line: _row(writer, line)
    except OSError as error:
        raise KnownError(f"{path} cannot be written: {error.strerror}.", "Choose another place for --lines.") from error


def _row(writer: Any, line: AccountLine) -> None:
    writer.writerow(line_cells(line))


def _nothing(_line: AccountLine) -> None:
    return


def _progress(at: Progress) -> None:
    if sys.stderr.isatty():
        asked = f", {at.looked_up:,} of {at.to_look_up:,} looked up" if at.to_look_up else ""
        print(f"\r{at.listed:,} submissions{asked}", end="", file=sys.stderr, flush=True)


def as_json(account: Account) -> dict[str, Any]:
    """The sums and every difference, with its words."""
    told: dict[str, Any] = codec.builtins(account)
    words = [saying(one) for one in account.differences]
    told["differences"] = [
        {**entry, "what": what, "do": do} for entry, (what, do) in zip(told["differences"], words, strict=True)
    ]
    return {"balanced": account.balanced, **told}


def as_lines(account: Account, names: Mapping[str, str]) -> Iterator[str]:
    """The same for reading at a terminal."""
    if sys.stderr.isatty():
        yield ""
    verdict = "it balances" if account.balanced else f"{len(account.differences):,} to look into"
    yield f"{account.acknowledged:,} acknowledged, {account.accounted:,} accounted for: {verdict}."
    for place, count in account.places.items():
        yield f"  {count:9,}  {PLACES[place]}"
    if account.files:
        yield "Files of decided reports, by records system:"
    for where, count in account.files.items():
        yield f"  {count:9,}  {FILE_PLACES[where]}"
    yield f"Workstations heard of: {account.desks}."
    if account.looked_up is None:
        yield "Records were not asked (--records)."
    else:
        yield f"Records were asked {account.looked_up:,} times; {account.unanswered:,} times there was no answer."
    for counted in account.not_arrived:
        yield f"{counted.report_id}: {file_words(counted.file, names)}"
    for one in account.differences:
        what, do = saying(one, names)
        yield f"{one.report_id or 'a restricted report'}: {what} {do}"
