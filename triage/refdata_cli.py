"""``triage refdata``: import, list and look up reference data, without a gateway or a desktop."""

from __future__ import annotations

import argparse
import json
import os
import sys
from pathlib import Path
from typing import Any

from triage.models import codec
from triage.models.clock import SystemClock
from triage.models.reference import KINDS

FOLDER = "TRIAGE_REFDATA"


def add_parser(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the verb ``refdata`` with its verbs."""
    parser = subparsers.add_parser("refdata", help="import, list and look up postcodes, places, force areas, classes")
    verbs = parser.add_subparsers(dest="refdata_verb", metavar="VERB", required=True)
    taking = verbs.add_parser("import", help="take in a publisher's file and put it into use")
    taking.add_argument("kind", choices=KINDS)
    taking.add_argument("file", type=Path, help="CSV, XLSX, GeoJSON; for places also a folder or zip of CSVs")
    taking.add_argument("--version", default="", help="what the publisher calls it (default: the file's name)")
    taking.add_argument("--names", type=Path, help="postcodes: the CSV of district codes and names beside the data")
    taking.set_defaults(run=run_import)
    listing = verbs.add_parser("list", help="what is in use here")
    listing.set_defaults(run=run_list)
    looking = verbs.add_parser("lookup", help="what a postcode, a part of one, an address or a place name leads to")
    looking.add_argument("text")
    looking.set_defaults(run=run_lookup)
    for one in (taking, listing, looking):
        one.add_argument("--to", "--from", dest="folder", type=Path, help=f"the folder it lies in [{FOLDER}]")
        one.add_argument("--json", action="store_true", help="one JSON object instead of lines")


def run_import(arguments: argparse.Namespace) -> int:
    """Raises KnownError as `import_file` does."""
    from triage.insight.reference.importing import import_file

    imported = import_file(
        arguments.kind,
        arguments.file,
        folder_of(arguments),
        at=SystemClock().now(),
        version=arguments.version,
        names=arguments.names,
        progress=_progress,
    )
    if sys.stderr.isatty():
        print(file=sys.stderr)
    entry = imported.entry
    if arguments.json:
        print(json.dumps(codec.builtins(imported)))
        return 0
    print(f"{entry.words}: {entry.rows:,} taken in, {entry.refused:,} refused; in use now.")
    for fault in imported.faults:
        print(f"  {fault.pointer}: {fault.detail}")
    return 0


def run_list(arguments: argparse.Namespace) -> int:
    from triage.insight.reference.shelf import in_use

    sets = in_use(folder_of(arguments))
    if arguments.json:
        print(json.dumps(codec.builtins(sets)))
        return 0
    for entry in sets:
        size = f"{entry.size / 1e6:,.1f} MB"
        print(f"{entry.kind:14} {entry.version}  {entry.rows:,} rows, {size}, imported {entry.imported_at:%Y-%m-%d}")
    if not sets:
        print(f"Nothing is imported in {folder_of(arguments)}.")
    return 0


def run_lookup(arguments: argparse.Namespace) -> int:
    """0 when something was found, 1 when not."""
    from triage.insight.reference.library import open_library
    from triage.insight.reference.lookup import look_up

    library = open_library(folder_of(arguments))
    found = look_up(arguments.text, library)
    offences = [one for one in library.offences if one.code == arguments.text.strip()]
    if arguments.json:
        faults = [error.what for error in library.faults]
        told: dict[str, Any] = {"found": codec.builtins(found), "offences": codec.builtins(offences), "faults": faults}
        print(json.dumps(told, ensure_ascii=False))
    else:
        for one in found:
            at = f"  {one.point.latitude:.5f}, {one.point.longitude:.5f}" if one.point else "  no position"
            note = f"  ({one.note})" if one.note else ""
            print(
                f"{one.name}  {one.force or 'force not known'}  {one.district}{at}{note}  [{one.source} {one.version}]"
            )
        for offence in offences:
            print(f"{offence.code}  {offence.name}  ({offence.category}; {offence.group})")
        if not found and not offences:
            print("Nothing is known of it here.")
    return 0 if found or offences else 1


def folder_of(arguments: argparse.Namespace) -> Path:
    """The folder named, by option or environment, else the person's own."""
    if arguments.folder:
        return Path(arguments.folder)
    if os.environ.get(FOLDER):
        return Path(os.environ[FOLDER])
    from platformdirs import user_data_path

    return user_data_path("triage", appauthor=False) / "refdata"


def _progress(rows: int) -> None:
    if sys.stderr.isatty():
        print(f"\r{rows:,} rows", end="", file=sys.stderr, flush=True)
