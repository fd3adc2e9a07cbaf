"""Options that the commands of the larger model share."""

from __future__ import annotations

import argparse
from pathlib import Path


def add_larger(parser: argparse.ArgumentParser) -> None:
    """Which larger model is asked: the folder of the original, and what was taught of it."""
    parser.add_argument("--larger", type=Path, required=True, metavar="FILE", help="what the_larger wrote")
    add_model(parser)


def add_model(parser: argparse.ArgumentParser) -> None:
    """Where the original of the larger model lies."""
    parser.add_argument("--model", type=Path, required=True, metavar="FOLDER", help="folder of all-mpnet-base-v2")


def add_told(parser: argparse.ArgumentParser) -> None:
    """Which narratives are told."""
    parser.add_argument("--longest", type=int, default=90, metavar="WORDS", help="longer ones are left out (90)")
    parser.add_argument("--whole", type=int, default=89, metavar="N", help="first file with no part kept apart (89)")
    parser.add_argument("--limit", type=int, metavar="N", help="only so many narratives, to try it")
    parser.add_argument("--narratives", type=Path, default=Path("tests/insight/narratives"))
