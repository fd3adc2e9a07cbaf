"""`triage doctor`: check this workstation, for people and for programs; make a support bundle of it."""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import json
import os
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from triage.models.checkup import TITLES, Finding, as_data, as_text, status_of
from triage.models.clock import SystemClock
from triage.models.errors import InputError, KnownError
from triage.services.api.client import Client
from triage.services.doctor.bundle import make_bundle
from triage.services.doctor.counts import count_closed
from triage.services.doctor.patient import Patient
from triage.services.doctor.run import examine
from triage.services.opening import key_source
from triage.services.secret import KeySource
from triage.settings import DeskSettings, load_settings, load_standing, proxy_variables


def add_parser(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the verb to the command line."""
    parser = subparsers.add_parser("doctor", help="check this workstation: what works, what does not, what to do")
    parser.add_argument("--json", action="store_true", help="what was found as JSON")
    parser.add_argument(
        "--bundle", type=Path, metavar="FILE", help="write a support bundle (zip) without personal data as well"
    )
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """0: all is well, 1: warnings, 2: faults."""
    findings, bundle = asyncio.run(_examined(bundled=arguments.bundle is not None))
    print(json.dumps(as_data(findings), indent=2) if arguments.json else as_text(findings))
    if arguments.bundle is not None:
        try:
            arguments.bundle.write_bytes(bundle)
        except OSError as error:
            raise KnownError(f"{arguments.bundle} cannot be written.", "Choose another place.") from error
        print(f"The support bundle is {arguments.bundle}.", file=sys.stderr)
    return status_of(findings)


async def _examined(*, bundled: bool) -> tuple[tuple[Finding, ...], bytes]:
    standing = load_standing()
    os.environ.update(proxy_variables(standing))
    settings, refusal = None, None
    try:
        settings = load_settings()
    except InputError as error:
        refusal = error
    clock, key = SystemClock(), _key(settings)
    client = Client(settings.gateway_url, settings.token, clock) if settings and settings.token else None

    async def count() -> Mapping[str, int]:
        if settings is None or key is None or not settings.store_path.exists():
            return {}
        with contextlib.suppress(KnownError):
            loaded = await asyncio.to_thread(key.load, may_make=False)
            return await asyncio.to_thread(count_closed, settings.home, settings.store_path, loaded)
        return {}

    patient = Patient(
        standing=standing, clock=clock, settings=settings, refusal=refusal, key=key, client=client, count=count
    )
    try:
        findings = await examine(patient, _progress)
        return findings, await make_bundle(patient, findings) if bundled else b""
    finally:
        if client is not None:
            await client.aclose()


def _key(settings: DeskSettings | None) -> KeySource | None:
    """None where a person has to come in first."""
    if settings is None or settings.signs_in or settings.key_source in ("passphrase", "shared-account"):
        return None
    return key_source(settings)


def _progress(check: str, _findings: Sequence[Finding]) -> None:
    if sys.stderr.isatty():
        print(f"{TITLES[check]}: done", file=sys.stderr)
