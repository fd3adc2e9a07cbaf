"""A support bundle: what support needs to see of a workstation, and nothing of people or reports.

Built from what is known to be harmless, never by leaving things out of what is not: findings, settings of the table,
counts, versions, and log lines in their own form. Of values only those that name no person and no secret are in it;
whatever is known here to be secret or a person's is taken out of every text once more.
"""

from __future__ import annotations

import asyncio
import getpass
import io
import json
import re
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from triage.models.checkup import Finding, as_data, as_text
from triage.models.desk_keys import Kind, key_of
from triage.models.desk_values import Standing
from triage.policy.explain import answers
from triage.policy.explain import as_data as answer_data
from triage.policy.tables import LOCKED
from triage.services.doctor.desk_log import CRASHES, LOG, short
from triage.services.doctor.here import versions
from triage.services.doctor.patient import Patient

LEFT_OUT = "(left out)"
SHORTEST = 4
"""Known words shorter than this are not taken out of texts: they would take others' parts with them."""
_QUOTED = re.compile("“[^”]*”")
_FIELDS = ("at", "level", "logger", "event", "error", "stack")
_FRAME = re.compile(r'^\s*File "(?P<file>[^"]+)", line (?P<line>\d+) in (?P<name>\S+)$')
_CRASH = re.compile(
    r"^(Fatal Python error: [A-Za-z ]+|Windows fatal exception: [\w ]+|(Current t|T)hread 0x[0-9a-f]+.*)$"
)
_ABOUT = """A support bundle of Triage.

check.txt, check.json   what “Check this workstation” found
settings.json           each setting, who said it, what is locked; no secrets, no names, no folders
versions.txt            of the program and its libraries
counts.json             how many rows each table of the local store has; sizes of its files
desk.log, crashes.log   where in the program something happened; the words of errors are not kept

Nothing of any report, no name, no token is in it. Read it before you send it: all of it is plain text.
"""


async def make_bundle(patient: Patient, findings: Sequence[Finding]) -> bytes:
    """The zip file."""
    counts = dict(await patient.count()) if patient.count is not None else {}
    return await asyncio.to_thread(_packed, patient, findings, counts)


def _packed(patient: Patient, findings: Sequence[Finding], counts: Mapping[str, int]) -> bytes:
    home = patient.settings.workstation if patient.settings else None
    files = {
        "about.txt": _ABOUT,
        "check.txt": as_text(findings) + "\n",
        "check.json": _json(as_data(findings)),
        "settings.json": _json(settings_data(patient.standing)),
        "versions.txt": "\n".join(versions()) + "\n",
        "counts.json": _json({"rows": counts, "bytes": _sizes(home)}),
    }
    if home is not None:
        files |= {path.name: "\n".join(_log_lines(path)) + "\n" for path in sorted(home.glob(f"{LOG}*"))}
        files[CRASHES] = "\n".join(_crash_lines(home / CRASHES)) + "\n"
    known = _known(patient)
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as bundle:
        for name, text in files.items():
            bundle.writestr(name, _without(text, known))
    return packed.getvalue()


def _json(told: object) -> str:
    """As the letters are: what is taken out of texts has to be found in them."""
    return json.dumps(told, indent=2, ensure_ascii=False)


def settings_data(standing: Standing) -> dict[str, Any]:
    """`triage settings explain --json` without what may name a person or hold a secret."""
    told = [answer_data(answer) for answer in answers(standing)]
    for one in told:
        one["value"] = _harmless(one["name"], one["value"])
        for said in one["said"]:
            said["value"] = _harmless(one["name"], said["value"]) if not said["fault"] else LEFT_OUT
    wrong = [{"source": fault.source, "name": _known_name(fault.name)} for fault in standing.faults]
    return {"settings": told, "wrong": wrong}


def _harmless(name: str, value: str | None) -> str | None:
    key = key_of(name)
    if not value or key is None:
        return value
    if key.personal or key.kind is Kind.PATH:
        return LEFT_OUT
    if key.kind in (Kind.ADDRESS, Kind.TABLE):
        parts = urlsplit(value)
        # Of an address the machine alone: a path or a query may hold a key.
        return f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}" if parts.netloc else LEFT_OUT
    return value


def _known_name(name: str) -> str:
    """What stands in a file under a name that is no setting may be anything, its name too."""
    return name if not name or name == LOCKED or key_of(name) is not None else LEFT_OUT


def _sizes(home: Path | None) -> dict[str, int]:
    if home is None:
        return {}
    kinds = {"store": "**/desk.db", "log of the store": "**/desk.db-wal", "attachments": "**/files/**/*"}
    return {kind: sum(one.stat().st_size for one in home.glob(way) if one.is_file()) for kind, way in kinds.items()}


def _log_lines(path: Path) -> Iterator[str]:
    """Lines of our own form; everything else is counted."""
    others = 0
    for line in _lines(path):
        try:
            told = json.loads(line)
        except ValueError:
            told = None
        if isinstance(told, dict) and set(told) <= set(_FIELDS) and "logger" in told:
            yield json.dumps(told, ensure_ascii=False)
        else:
            others += 1
    if others:
        yield json.dumps({"lines left out": others})


def _crash_lines(path: Path) -> Iterator[str]:
    for line in _lines(path):
        if frame := _FRAME.match(line):
            yield f"  {short(frame['file'])}:{frame['line']} {frame['name']}"
        elif _CRASH.match(line):
            yield line


def _lines(path: Path) -> list[str]:
    try:
        return path.read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return []


def _known(patient: Patient) -> list[str]:
    """What is known here to be secret or a person's; the longest first, so that none leaves a part behind."""
    found = {getpass.getuser(), str(Path.home())}
    found |= {one.name for one in patient.standing.faults if _known_name(one.name) == LEFT_OUT}
    settings = patient.settings
    if settings is not None:
        found |= {settings.token, settings.training_token, settings.handler_id, settings.handler_name}
        found |= {*settings.secrets.values(), str(settings.home), str(settings.workstation)}
        found |= {parts.password for url in settings.records.values() if (parts := urlsplit(url)).password}
    return sorted((one for one in found if one and len(one) >= SHORTEST), key=len, reverse=True)


def _without(text: str, known: Sequence[str]) -> str:
    text = _QUOTED.sub("“…”", text)
    for one in known:
        for written in {one, json.dumps(one)[1:-1], one.replace("\\", "/")}:
            text = text.replace(written, LEFT_OUT)
    return text
