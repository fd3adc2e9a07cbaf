"""Reference data on this workstation: fetched from the gateway, kept for offline work, looked up in a thread."""

from __future__ import annotations

import asyncio
import contextlib
from pathlib import Path

from triage.insight.reference.library import EMPTY, Library, open_library
from triage.insight.reference.mapping import PlaceMap, map_of
from triage.insight.reference.neighbourhood import Neighbourhoods
from triage.insight.reference.shelf import in_use, install, sha256_of
from triage.insight.reference.whereabouts import whereabouts
from triage.models.errors import KnownError
from triage.models.profile import Profile
from triage.models.reference import RefSet, Whereabouts
from triage.models.report import Report
from triage.services.api.refdata import RefdataApi
from triage.services.hub import Hub, Notice, ReferenceChanged

PART = 4 * 1024 * 1024
ASK_EVERY = 900.0
"""Seconds between two questions whether a newer version is in use."""
SOON = 30.0
"""The same after one that failed."""
FOLDER = "refdata"


class Reference:
    """``library`` is what is here now; another one takes its place when a newer version is whole.

    Args:
        neighbourhoods: a force's own source of neighbourhood teams; None: no team is named.
    """

    def __init__(self, api: RefdataApi, hub: Hub, home: Path, neighbourhoods: Neighbourhoods | None = None) -> None:
        self._api = api
        self._hub = hub
        self._folder = home / FOLDER
        self._neighbourhoods = neighbourhoods
        self._etag = ""
        self.library: Library = EMPTY

    async def open(self) -> None:
        """Open what was fetched before."""
        self.library = await asyncio.to_thread(open_library, self._folder)

    async def run(self) -> None:
        """Keep it up to date until cancelled; without the gateway what is here goes on serving."""
        while True:
            try:
                await self.fetch()
                pause = ASK_EVERY
            except KnownError:
                pause = SOON
            await asyncio.sleep(pause)

    async def fetch(self) -> bool:
        """Fetch each version that is newer than ours; True when something is.

        Raises:
            KnownError: the gateway cannot be reached, or what came is not what it named. What is here stays in use.
        """
        told = await self._api.versions(self._etag)
        if told is None:
            return False
        sets, etag = told
        have = {entry.kind: entry.sha256 for entry in await asyncio.to_thread(in_use, self._folder)}
        newer = [entry for entry in sets if have.get(entry.kind) != entry.sha256]
        for entry in newer:
            await self._take(entry)
        self._etag = etag
        if newer:
            await self.open()
            self._hub.publish(ReferenceChanged())
        for fault in self.library.faults:
            self._hub.publish(Notice("warning", fault.what, fault.do, key="refdata"))
        return bool(newer)

    async def whereabouts(self, report: Report, profile: Profile) -> tuple[Whereabouts, PlaceMap | None] | None:
        """Where it happened and how that is drawn; None when nothing is known of it."""
        library = self.library
        found = await asyncio.to_thread(whereabouts, report, profile, library)
        if found is None:
            return None
        drawn = await asyncio.to_thread(map_of, found.located, library)
        return await self._with_team(found), drawn

    async def _with_team(self, found: Whereabouts) -> Whereabouts:
        point = found.located.point
        if self._neighbourhoods is None or point is None or found.located.how == "partial postcode":
            return found
        with contextlib.suppress(KnownError):
            team = await self._neighbourhoods.of(point)
            return found.with_team(team.name) if team is not None else found
        return found

    async def _take(self, entry: RefSet) -> None:
        """Fetch a version, going on where an earlier try ended, and put it into use."""
        part = self._folder / f"{entry.kind}-{entry.sha256[:16]}.fetching"
        size = await asyncio.to_thread(_begin, part, entry.size)
        while size < entry.size:
            piece = await self._api.piece(entry, size, min(size + PART, entry.size) - 1)
            if not piece:
                raise KnownError("The gateway sent an empty part of the reference data.", "It is asked again.")
            size = await asyncio.to_thread(_append, part, piece)
        if await asyncio.to_thread(sha256_of, part) != entry.sha256:
            part.unlink(missing_ok=True)
            raise KnownError(f"The {entry.kind} came damaged.", "They are fetched again; the version before is in use.")
        await asyncio.to_thread(install, self._folder, entry, part)


def _begin(part: Path, whole: int) -> int:
    """How much is here of an earlier try; more than there should be is thrown away."""
    try:
        part.parent.mkdir(parents=True, exist_ok=True)
        for other in part.parent.glob(f"{part.name.rpartition('-')[0]}-*.fetching"):
            if other != part or other.stat().st_size > whole:
                other.unlink()
        return part.stat().st_size if part.exists() else 0
    except OSError as error:
        raise KnownError("The reference data cannot be kept here.", "Check the space on the disk.") from error


def _append(part: Path, piece: bytes) -> int:
    try:
        with part.open("ab") as file:
            file.write(piece)
            return file.tell()
    except OSError as error:
        raise KnownError("The reference data cannot be kept here.", "Check the space on the disk.") from error
