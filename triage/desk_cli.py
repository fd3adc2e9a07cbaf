"""`triage desk`: open the desktop. Everything it needs to know comes from settings (environment or file)."""

from __future__ import annotations

import argparse
import os

from triage.settings import load_settings, proxy_variables


def add_parser(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """The desktop takes no options: what varies is a setting, so that IT can lock it."""
    parser = subparsers.add_parser("desk", help="open the desktop")
    parser.set_defaults(run=run)


def run(_arguments: argparse.Namespace) -> int:
    """Open the window and stay until it is closed; returns the exit status."""
    settings = load_settings()
    os.environ.update(proxy_variables(settings.standing))  # read by every connection when it is made
    from triage.app import run_desktop

    return run_desktop(settings)
