"""``triage records``: what would be sent to a records system, and whether a test system does what it must."""

from __future__ import annotations

import argparse
import sys
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
from triage.records.build import mapping_of
from triage.records.document import build_documents, parts_of, to_json
from triage.records.profile_files import MAPPED, read_profile
from triage.records.trial import trial_decision

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
