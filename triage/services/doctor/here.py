"""What can be looked at on this machine alone: versions, settings, disk, key, store."""

from __future__ import annotations

import asyncio
import os
import platform
import shutil
import ssl
from collections.abc import Sequence
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from triage import __version__
from triage.models.checkup import Finding
from triage.models.desk_values import Answer
from triage.models.errors import KnownError
from triage.services.cipher import saving
from triage.services.doctor.patient import Patient, fault, good, skipped, warning
from triage.services.instance import AlreadyOpen, InstanceLock
from triage.services.salvage.checking import damaged_pages
from triage.services.salvage.head import spare_of
from triage.services.schema import MIGRATIONS
from triage.settings import DeskSettings

MEGABYTE = 1024 * 1024
LITTLE, TOO_LITTLE = 1024 * MEGABYTE, 200 * MEGABYTE
LIBRARIES = ("PySide6-Essentials", "SQLAlchemy", "httpx", "cryptography", "sqlcipher3-wheels", "keyring")
NO_SETTINGS = "The settings have to be right first."


async def check_versions(_patient: Patient) -> Sequence[Finding]:
    return [good("versions", "; ".join(versions()) + ".")]


def versions() -> list[str]:
    """What support asks for first."""
    found = [f"Triage {__version__}", f"Python {platform.python_version()}", ssl.OPENSSL_VERSION]
    for name in LIBRARIES:
        try:
            found.append(f"{name} {version(name)}")
        except PackageNotFoundError:  # a frozen program may leave out what a library says of itself
            continue
    return [*found, f"{platform.system()} {platform.release()} {platform.machine()}"]


async def check_settings(patient: Patient) -> Sequence[Finding]:
    """Wrong values by file and key; what is locked."""
    found = [
        warning("settings", f"This does not count: {one.words}", "Correct it there; the rest works.")
        for one in patient.standing.faults
    ]
    if patient.refusal is not None:
        found.append(fault("settings", patient.refusal.what, patient.refusal.do))
    else:
        found.append(good("settings", "A desk can work with them."))
    answers = [patient.standing.answer(name) for name in patient.standing.names()]
    if locked := [one.name for one in answers if one.locked]:
        found.append(good("settings", f"Locked by policy: {', '.join(locked)}."))
    found += [_overruled(one) for one in answers if any(one.overruled(told) for told in one.told)]
    return found


def _overruled(answer: Answer) -> Finding:
    who = next(told.source for told in answer.told if answer.overruled(told))
    return warning(
        "settings",
        f"{who} says something of {answer.name}, which {answer.locked_by} locks.",
        "Take it out there: it has no effect.",
    )


async def check_disk(patient: Patient) -> Sequence[Finding]:
    if patient.settings is None:
        return [skipped("disk", NO_SETTINGS)]
    return await asyncio.to_thread(_disk, patient.settings.workstation)


def _disk(home: Path) -> list[Finding]:
    there = next((one for one in (home, *home.parents) if one.is_dir()), home)
    try:
        free = shutil.disk_usage(there).free
    except OSError:
        return [fault("disk", "The folder of the local store cannot be reached.", "Check that its disk is there.")]
    if not os.access(there, os.W_OK | os.X_OK):
        do = "Make it writable for whoever works here: nothing can be saved."
        return [fault("disk", "The folder of the local store cannot be written to.", do)]
    what = f"{free / MEGABYTE:,.0f} MB are free where the local store is."
    if free < TOO_LITTLE:
        return [fault("disk", what, "Free some space at once: what is typed may not be saved.")]
    if free < LITTLE:
        return [warning("disk", what, "Free some space; a gigabyte is enough for months.")]
    return [good("disk", what)]


async def check_key(patient: Patient) -> Sequence[Finding]:
    """Whether the key of the store can be had; it is not told, and none is made."""
    if patient.settings is None:
        return [skipped("key", NO_SETTINGS)]
    if patient.check_store is not None:
        return [good("key", "The store is open with it.")]
    if patient.key is None:
        if patient.settings.key_source == "passphrase":
            return [good("key", "Each person's own secret opens it; no credential store is needed.")]
        return [await asyncio.to_thread(_credential_store)]
    if not _exists(patient.settings):
        return [good("key", "There is no store yet; its key is made at the first start.")]
    await asyncio.to_thread(lambda: patient.key.load(may_make=False) if patient.key else b"")
    return [good("key", f"It can be read ({patient.settings.key_source}).")]


def _credential_store() -> Finding:
    """Each person's key is read when they sign in; what can be asked before is whether there is a place for it."""
    import keyring
    from keyring.backends import fail, null

    backend = keyring.get_keyring()
    if isinstance(backend, fail.Keyring | null.Keyring):
        do = "Install gnome-keyring (Debian) and sign in to a desktop session, or set key_source to passphrase."
        return warning("key", "This machine has no credential store for the keys of those who sign in.", do)
    return good("key", "The credential store answers; each person's key is read when they sign in.")


async def check_store(patient: Patient) -> Sequence[Finding]:
    """Whether every page fits its checksum. An open desk is asked; otherwise the file is read, and not changed."""
    settings = patient.settings
    if settings is None:
        return [skipped("store", NO_SETTINGS)]
    if patient.check_store is not None:
        return [_judged(await patient.check_store(), settings)]
    if patient.key is None:
        people = await asyncio.to_thread(_stores, settings.home)
        words = "Each person's store is checked when they have signed in: Help, Check this workstation."
        return [skipped("store", f"{people} people have a store here.", words)]
    if not _exists(settings):
        return [good("store", "There is none yet; it is made at the first start.")]
    key = await asyncio.to_thread(patient.key.load, may_make=False)
    return [_judged(await asyncio.to_thread(_sound, settings, key), settings)]


def _sound(settings: DeskSettings, key: bytes) -> bool:
    lock = InstanceLock(settings.home)
    try:
        lock.take()
    except AlreadyOpen as error:
        do = "Check it in its window: Help, Check this workstation. Or close Triage and check again."
        raise KnownError("A desk is open on this store.", do) from error
    try:
        return not saving(damaged_pages, settings.store_path, key)
    finally:
        lock.free()


def _judged(sound: bool, settings: DeskSettings) -> Finding:
    if not sound:
        do = "Start Triage: it carries what can be read into a new store. Tell IT that the disk may be failing."
        return fault("store", "Parts of the file are damaged.", do)
    size = settings.store_path.stat().st_size / MEGABYTE
    return good("store", f"Every page of its {size:,.1f} MB fits its checksum; schema up to {len(MIGRATIONS)}.")


def _exists(settings: DeskSettings) -> bool:
    return settings.store_path.exists() or spare_of(settings.store_path).exists()


def _stores(home: Path) -> int:
    return sum(1 for _ in home.glob("people/*/desk.db"))
