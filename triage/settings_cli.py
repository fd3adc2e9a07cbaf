"""`triage settings`: where the value of each setting comes from, and the table of all of them."""

from __future__ import annotations

import argparse
import json
from pathlib import Path

from triage.models.desk_keys import DESK_KEYS
from triage.models.errors import InputError
from triage.policy.explain import answers, as_data, as_lines
from triage.policy.reference import put_into, settings_table
from triage.settings import load_standing

WRONG = 1


def add_parser(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the verb to the command line."""
    parser = subparsers.add_parser("settings", help="say where the value of each setting comes from")
    inner = parser.add_subparsers(dest="what", metavar="WHAT", required=True)
    explain = inner.add_parser("explain", help="each setting, or one: its value, who said it, what the others said")
    explain.add_argument("name", nargs="?", default="", metavar="KEY", help="a setting such as look.theme, or a table")
    explain.add_argument("--json", action="store_true", help="as JSON")
    explain.set_defaults(run=_explain)
    table = inner.add_parser("table", help="the table of all settings (Markdown)")
    table.add_argument("--into", type=Path, metavar="FILE", help="put it into this page, between its two marks")
    table.set_defaults(run=_table)


def _explain(arguments: argparse.Namespace) -> int:
    """0: nothing is wrong; 1: something said does not count."""
    standing = load_standing()
    found = answers(standing, arguments.name)
    if not found:
        names = ", ".join(key.name for key in DESK_KEYS)
        raise InputError(f"There is no setting “{arguments.name}”.", (), f"There are {names}.")
    if arguments.json:
        faults = [{"source": one.source, "name": one.name, "detail": one.detail} for one in standing.faults]
        print(json.dumps({"settings": [as_data(one) for one in found], "wrong": faults}, indent=2))
        return WRONG if faults else 0
    print("\n".join(line for one in found for line in as_lines(one)))
    for fault in standing.faults:
        print(f"does not count: {fault.words}")
    return WRONG if standing.faults else 0


def _table(arguments: argparse.Namespace) -> int:
    if arguments.into is None:
        print(settings_table(), end="")
        return 0
    page = arguments.into.read_text(encoding="utf-8")
    arguments.into.write_text(put_into(page), encoding="utf-8")
    return 0
