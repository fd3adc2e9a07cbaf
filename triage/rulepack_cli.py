"""``triage rulepack``: check a force's rule pack before it is used, or write out the one that is shipped."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from triage.insight.risk.examples import wrong_examples
from triage.insight.risk.pack import read_pack, shipped_pack
from triage.models.errors import InputError, KnownError

WRONG = 1


def add_parser(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the verb to the command line."""
    parser = subparsers.add_parser("rulepack", help="check a pack of risk rules, or show the shipped one")
    inner = parser.add_subparsers(dest="what", metavar="WHAT", required=True)
    check = inner.add_parser("check", help="whether a pack can be used and keeps its own examples")
    check.add_argument("file", type=Path, metavar="FILE")
    check.set_defaults(run=_check)
    show = inner.add_parser("show", help="the shipped pack as one file")
    show.set_defaults(run=_show)


def _check(arguments: argparse.Namespace) -> int:
    try:
        pack = read_pack(arguments.file.read_text("utf-8"))
    except OSError as error:
        raise KnownError(f"{arguments.file} cannot be read: {error.strerror or error}.") from error
    except UnicodeDecodeError as error:
        raise InputError(f"{arguments.file} is not UTF-8.", do="Save it as UTF-8.") from error
    wrong = list(wrong_examples(pack))
    for one in wrong:
        sys.stderr.write(f"{one.pointer}: {one.detail}\n")
    rules = len(pack.file.rules)
    sys.stdout.write(f"{pack.file.pack}: {rules} rules, {len(pack.file.classes)} word classes\nSHA-256 {pack.sha256}\n")
    return WRONG if wrong else 0


def _show(arguments: argparse.Namespace) -> int:
    del arguments
    sys.stdout.write(shipped_pack().content)
    return 0
