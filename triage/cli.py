"""The `triage` command. Without a verb it opens the desktop; each verb's code is imported only when it is asked for,
because a handler's window must not wait for the gateway's libraries.
"""

from __future__ import annotations

import argparse
import importlib
import sys
from collections.abc import Callable, Sequence
from typing import Any, Protocol, cast

from triage import __version__
from triage.models.errors import InputError, KnownError


class Verb(Protocol):
    """What a verb's module offers: its options, which set ``run`` to the function that does the work."""

    def add_parser(self, subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None: ...


VERBS: dict[str, tuple[str, str]] = {
    "desk": ("triage.desk_cli", "open the desktop (also without a verb)"),
    "training": ("triage.training.cli", "practise on synthetic reports: gateway, records and desktop on this machine"),
    "gateway": ("triage.gateway.cli", "run the receiver and queue that a force hosts"),
    "inspect": ("triage.inspect_cli", "show what Triage makes of a hub payload"),
    "assess": ("triage.assess_cli", "say what the sense of risk finds in reports or lines of text"),
    "refdata": ("triage.refdata_cli", "import, list and look up postcodes, places, force areas and crime classes"),
    "rulepack": ("triage.rulepack_cli", "check a pack of risk rules, or show the shipped one"),
    "account": ("triage.account_cli", "prove where every acknowledged submission is now"),
    "doctor": ("triage.doctor_cli", "check this workstation, and make a support bundle"),
    "settings": ("triage.settings_cli", "say where the value of each setting comes from"),
    "records": ("triage.records_cli", "show what records systems would be sent, and check a test system"),
    "bench": ("triage.bench.cli", "measure start-up and exactly-once delivery"),
}
"""Verb → the module that owns it, and its line in the help."""


def parser_for(wanted: str | None) -> argparse.ArgumentParser:
    """The command's parser with the options of the wanted verb; the other verbs only by name."""
    parser = argparse.ArgumentParser(
        prog="triage",
        description="The desk where a police force turns online reports into recorded, graded, safe work.",
        epilog="“triage VERB --help” tells a verb's options.",
    )
    parser.add_argument("--version", action="version", version=f"triage {__version__}")
    subparsers = parser.add_subparsers(dest="verb", metavar="VERB")
    for verb, (module, help_line) in VERBS.items():
        if verb == wanted:
            cast(Verb, importlib.import_module(module)).add_parser(subparsers)
        else:
            subparsers.add_parser(verb, help=help_line, add_help=False)
    return parser


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command; returns the exit status (2 = what was asked cannot be done, with the reason on stderr)."""
    words = list(sys.argv[1:] if argv is None else argv)
    if not words:
        words = ["desk"]
    wanted = next((word for word in words if not word.startswith("-")), None)
    arguments = parser_for(wanted).parse_args(words)
    run = cast("Callable[[Any], int] | None", getattr(arguments, "run", None))
    if run is None:
        parser_for(None).print_help()
        return 2
    try:
        return run(arguments)
    except InputError as error:
        print(f"triage: {error.what} {error.do}".rstrip(), file=sys.stderr)
        for entry in error.errors:
            print(f"  {entry.pointer or 'input'}: {entry.detail}", file=sys.stderr)
        return 2
    except KnownError as error:
        print(f"triage: {error.what} {error.do}".rstrip(), file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        return 130


if __name__ == "__main__":
    raise SystemExit(main())
