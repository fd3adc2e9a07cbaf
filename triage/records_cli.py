"""``triage records``: what would be sent to a records system, and whether a test system does what it must."""

from __future__ import annotations

import argparse
import asyncio
import json
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import msgspec

from triage.models.clock import SystemClock
from triage.models.errors import InputError, KnownError
from triage.models.ids import OpId
from triage.models.profile import Destination, Profile
from triage.models.profile_file import default_profile
from triage.models.report import Report
from triage.models.sdm import parse
from triage.records.build import connect, mapping_of, tls_of
from triage.records.connector import RecordsSystem
from triage.records.document import build_documents, parts_of, to_json
from triage.records.findings import Found, fragment
from triage.records.http import lossy_client
from triage.records.kit import Kit
from triage.records.profile_files import MAPPED, read_profile
from triage.records.trial import trial_decision
from triage.settings import records_settings

REFUSED = 1
_TRIAL_KEY = OpId("00000000-0000-4000-8000-000000000000")


def add_parser(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the verb to the command line."""
    parser = subparsers.add_parser(
        "records", help="what records systems are sent, and whether they can be trusted with it"
    )
    inner = parser.add_subparsers(dest="what", metavar="WHAT", required=True)
    dry = inner.add_parser("dry-run", help="show what would be sent for one report; nothing is sent")
    dry.add_argument("file", metavar="FILE", help="a report as the hub sends it (JSON)")
    dry.add_argument("--profile", type=Path, metavar="FILE", help="the force profile, its mappings beside it")
    dry.add_argument("--destination", metavar="KEY", help="only this one of the profile's destinations")
    dry.add_argument("--outcome", default="", metavar="KEY", help="as if this outcome had been chosen")
    dry.set_defaults(run=_dry_run)
    check = inner.add_parser("check", help="try what a test system does, and which strategy is safe with it")
    check.add_argument("--profile", type=Path, metavar="FILE", help="the force profile, its mappings beside it")
    check.add_argument("--destination", metavar="KEY", help="only this one of the profile's destinations")
    check.add_argument(
        "--makes-records", action="store_true", help="make records that are marked as trials; for test systems only"
    )
    check.add_argument("--json", action="store_true", help="what was found as JSON")
    check.set_defaults(run=_check)


def _dry_run(arguments: argparse.Namespace) -> int:
    profile = _profile(arguments.profile)
    report = _report(Path(arguments.file))
    decision = trial_decision(report, profile, SystemClock().now(), arguments.outcome)
    refused = False
    for key, whole in build_documents(report, decision, profile).items():
        place = next(one for one in profile.destinations if one.key == key)
        if arguments.destination in (None, key):
            for document in parts_of(whole, profile):
                refused = _show(place, profile, to_json(document)) or refused
    return REFUSED if refused else 0


def _check(arguments: argparse.Namespace) -> int:
    profile = _profile(arguments.profile)
    variables, secrets = records_settings()
    chosen = [one for one in profile.destinations if arguments.destination in (None, one.key)]
    if not chosen:
        known = ", ".join(one.key for one in profile.destinations)
        raise InputError(f"The profile has no destination “{arguments.destination}”.", (), f"It has {known}.")
    found = [asyncio.run(_tried(one, profile, variables, secrets, makes=arguments.makes_records)) for one in chosen]
    if arguments.json:
        _say(json.dumps([_as_json(place, one) for place, one in zip(chosen, found, strict=True)], indent=2))
    else:
        for place, one in zip(chosen, found, strict=True):
            _say("\n".join(_as_lines(place, one)))
    return 0 if all(one.good for one in found) else REFUSED


async def _tried(
    place: Destination, profile: Profile, variables: Mapping[str, str], secrets: Mapping[str, str], *, makes: bool
) -> Found:
    clock = SystemClock()

    def system() -> RecordsSystem:
        return connect(place, variables, secrets, files=profile.files, clock=clock)

    def lossy() -> RecordsSystem:
        client = lossy_client(tls_of(place, variables))
        return connect(place, variables, secrets, files=profile.files, clock=clock, client=client)

    made = system()
    try:
        return await Kit(place, profile, made, clock=clock, makes=makes, lossy=lossy).run()
    finally:
        await made.aclose()


def _as_lines(place: Destination, found: Found) -> Iterator[str]:
    yield f"{place.name} ({place.key}, {place.connector})"
    width = max(len(one.name) for one in found.findings)
    for one in found.findings:
        yield f"  {one.name:<{width}}  {one.state.value}: {one.words}"
    yield f"  Safe strategy: {found.strategy.value}. Declared: {found.declared.value}."
    if found.idempotent is not None:
        yield "  To paste:"
        yield from (f"    {line}" for line in fragment(place, found).splitlines())


def _as_json(place: Destination, found: Found) -> dict[str, Any]:
    return {
        "destination": place.key,
        "connector": place.connector,
        "findings": [{"name": one.name, "state": one.state.value, "words": one.words} for one in found.findings],
        "strategy": found.strategy.value,
        "declared": found.declared.value,
        "good": found.good,
        "paste": fragment(place, found) if found.idempotent is not None else "",
    }


def _show(place: Destination, profile: Profile, body: bytes) -> bool:
    """One request as it would go; says whether it would be refused here already."""
    if not place.connector.startswith(MAPPED):
        _say(f"# {place.name}: POST {place.url}/records\n{_tidy(body)}\n")
        return False
    from triage.records.mapped.writing import Unfit, Writer

    mapping = mapping_of(place, profile.files)
    try:
        written = Writer(mapping, profile.files).create(body, _TRIAL_KEY)
    except Unfit as unfit:
        faults = "\n".join(f"  {one.pointer or '(document)'}: {one.detail}" for one in unfit.reply.errors)
        _say(f"# {place.name}: {unfit.reply.title}\n{faults}\n")
        return True
    call = f"{written.endpoint.method or 'POST'} {place.url}{written.path}"
    _say(f"# {place.name}: {call if mapping.folder is None else f'a file in {place.url}'}\n{_tidy(written.content)}\n")
    return False


def _tidy(content: bytes) -> str:
    if content.startswith(b"<"):
        import xml.etree.ElementTree as ET

        root = ET.fromstring(content)  # noqa: S314 - written here a moment ago
        ET.indent(root)
        return ET.tostring(root, encoding="unicode")
    return msgspec.json.format(content, indent=2).decode()


def _profile(path: Path | None) -> Profile:
    if path is None:
        return default_profile()
    try:
        return read_profile(path)
    except (OSError, UnicodeDecodeError) as error:
        raise KnownError(f"The profile {path} cannot be read.", "Check its path and rights.") from error


def _report(path: Path) -> Report:
    try:
        return parse(path.read_bytes())
    except OSError as error:
        raise InputError(f"{path} cannot be read: {error.strerror or error}.") from error


def _say(text: Any) -> None:
    encoding = sys.stdout.encoding or "utf-8"
    sys.stdout.write(f"{text}\n".encode(encoding, "replace").decode(encoding))
