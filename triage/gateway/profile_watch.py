"""Keeps the profile in force up to date: the file it came from, and what another gateway loaded."""

from __future__ import annotations

import asyncio
import logging
from pathlib import Path

from triage.gateway.logs import say
from triage.gateway.profiles import ProfileBook
from triage.gateway.workers import Worker
from triage.models.errors import InputError
from triage.models.profile import Profile
from triage.records.profile_files import read_profile

EVERY_SECONDS = 5
BESIDE = frozenset({".toml", ".xsd"})
"""How the names end of files beside a profile that may belong to it."""


class ProfileWatch:
    """Looks at the times and sizes of the file and of what lies beside it, and at the newest number in the database.

    ``refused`` counts files and versions that could not be used; the profile in force stays then.
    """

    def __init__(self, book: ProfileBook, path: Path | None) -> None:
        self._book = book
        self._path = path
        self._seen = _stamp(path)
        self.refused = 0

    async def look(self) -> bool:
        """One look; says whether another profile is in force now."""
        changed = False
        try:
            changed = await self._book.follow()
            stamp = await asyncio.to_thread(_stamp, self._path)
            if self._path is not None and stamp not in (None, self._seen):
                profile = await asyncio.to_thread(_read, self._path)
                changed = await self._book.offer(profile, self._path.name) or changed
                self._seen = stamp  # only now: while the database is away the file is looked at again
        except InputError as error:
            self._seen = await asyncio.to_thread(_stamp, self._path)
            self.refused += 1
            keys = ", ".join(entry.pointer for entry in error.errors)
            say("profile-refused", logging.ERROR, keys=keys, stays=self._book.current.version)
        if changed:
            say("profile-loaded", version=self._book.current.version, number=self._book.held.number)
        return changed

    def worker(self) -> Worker:
        async def round_() -> bool:
            await self.look()
            return False

        return Worker(name="profile", every=EVERY_SECONDS, round=round_)


def _stamp(path: Path | None) -> tuple[tuple[str, int, int], ...] | None:
    """When the file, and the mappings and schemas beside it, were written and how long they are; None when it is not
    there (it may be being replaced)."""
    if path is None:
        return None
    try:
        beside = [one for one in path.parent.iterdir() if one.suffix in BESIDE and one != path]
        told = [(one.name, one.stat()) for one in (path, *sorted(beside))]
    except OSError:
        return None
    return tuple((name, found.st_mtime_ns, found.st_size) for name, found in told)


def _read(path: Path) -> Profile:
    """Raises InputError: unreadable, or not a profile."""
    try:
        return read_profile(path)
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"The profile {path.name} cannot be read.") from error
