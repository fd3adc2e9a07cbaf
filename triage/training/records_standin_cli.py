"""`triage training records`: the records stand-in as a process of its own, on loopback.

Only the options are here; the server's libraries are imported when it really runs.
"""

from __future__ import annotations

import argparse
import os
from pathlib import Path

from triage.models.errors import KnownError

TOKEN_VARIABLE = "TRIAGE_TRAINING_TOKEN"  # noqa: S105 (the name of a variable)


def add_parser(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the verb ``records`` to those of ``triage training``."""
    parser = subparsers.add_parser("records", help="run the records stand-in alone (loopback only)")
    parser.add_argument("--listen", default="127.0.0.1:0", metavar="HOST:PORT", help="port 0 takes a free one")
    parser.add_argument("--db", required=True, type=Path, metavar="FILE", help="SQLite file the records are kept in")
    parser.add_argument(
        "--control-token-file",
        type=Path,
        metavar="FILE",
        help=f"token of the control endpoint /_training (or set {TOKEN_VARIABLE}); without one there is none",
    )
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Serve until told to end; raises KnownError when an address or a file cannot be used."""
    from triage.training.records_standin.serve import run_standin

    return run_standin(arguments.listen, arguments.db, _token(arguments.control_token_file))


def _token(file: Path | None) -> str:
    if file is None:
        return os.environ.get(TOKEN_VARIABLE, "").strip()
    try:
        return file.read_text(encoding="utf-8").strip()
    except OSError as error:
        raise KnownError(f"The token file {file} cannot be read: {error.strerror}.", "Check its path.") from error
