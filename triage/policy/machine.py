"""The machine policy: files in /etc/triage that only root may write, or the Windows registry."""

from __future__ import annotations

import os
import stat
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

from triage.models.desk_keys import Layer
from triage.models.desk_values import SettingFault, Told
from triage.policy.registry import RegistryKey, heard_in_registry, open_policy
from triage.policy.tables import Heard, heard_in

FOLDER = Path("/etc/triage")
FILE, PARTS = "policy.toml", "policy.d"
_OTHERS_MAY_WRITE = stat.S_IWGRP | stat.S_IWOTH


def machine_policy(folder: Path = FOLDER) -> Heard:
    """What this machine's administrators said. Never raises: what cannot be read is a fault that names it."""
    if sys.platform == "win32":
        return registry_policy(open_policy())
    return merged(heard_in_file(path) for path in policy_files(folder))


def registry_policy(key: RegistryKey | None) -> Heard:
    """What the registry says; ``key`` None: there is no policy."""
    return Heard({}) if key is None else heard_in_registry(key)


def policy_files(folder: Path) -> Iterator[Path]:
    """policy.toml, then the parts by name: a later one overrides what an earlier one says."""
    if (folder / FILE).exists():
        yield folder / FILE
    try:
        parts = sorted(path for path in (folder / PARTS).iterdir() if path.suffix == ".toml")
    except OSError:
        parts = []
    yield from parts


def heard_in_file(path: Path) -> Heard:
    try:
        text = path.read_text(encoding="utf-8")
        loose = os.name == "posix" and bool(path.stat().st_mode & _OTHERS_MAY_WRITE)
    except (OSError, UnicodeDecodeError):
        return Heard({}, (SettingFault(str(path), "", "cannot be read; check its rights and that it is UTF-8"),))
    found = heard_in(text, layer=Layer.MACHINE, source=str(path), may_lock=True)
    if not loose:
        return found
    open_to_all = SettingFault(str(path), "", "can be written by others than its owner; run chmod 644 on it")
    return Heard(found.told, (*found.faults, open_to_all))


def merged(sources: Iterable[Heard]) -> Heard:
    """Several sources as one, in their order: of one layer a later value wins, and a lock stays."""
    told: dict[str, tuple[Told, ...]] = {}
    faults: list[SettingFault] = []
    for found in sources:
        faults += found.faults
        for name, some in found.told.items():
            told[name] = (*told.get(name, ()), *some)
    return Heard(told, tuple(faults))
