"""The force profile in force: loaded, checked, numbered, kept; a new one needs no restart, a bad one changes nothing.

Versions are rows, so that several gateways behind one database follow each other. A file (``--profile``) is loaded
when its content was never loaded before; going back to an older one is said out loud (``PUT /v1/profile``), because
otherwise a restart with an old file would silently undo what an administrator set since.
"""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import func, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from triage.gateway import audit, tables
from triage.gateway.credentials import Subject
from triage.gateway.database import Database
from triage.gateway.problems import Refusal
from triage.models import codec
from triage.models.clock import Clock
from triage.models.profile import Profile
from triage.models.queue import ProfileVersion


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """One version as it is served: ``body`` its JSON, ``etag`` its mark."""

    number: int
    profile: Profile
    body: bytes

    @property
    def etag(self) -> str:
        return f"p{self.number}-{codec.sha256(self.body)[:20]}"


class ProfileBook:
    """What every room asks for the profile; `current` may change between two calls, never inside one."""

    def __init__(self, database: Database, clock: Clock, first: Profile) -> None:
        self._database = database
        self._clock = clock
        self._held = Held(number=0, profile=first, body=codec.encode(first))

    @property
    def current(self) -> Profile:
        return self._held.profile

    @property
    def held(self) -> Held:
        return self._held

    async def open(self, told: Profile, source: str) -> None:
        """At start: what the settings say, unless the database holds a later word (see above).

        ``source`` is "" for the profile that the program ships, which never replaces a force's own.
        """
        async with self._database.write() as connection:
            newest = await _newest(connection)
            if newest is None or (source and not await _known(connection, told)):
                newest = await self._add(connection, told, source or "as shipped", "settings")
        self._held = newest

    async def load(self, profile: Profile, source: str, who: Subject, *, etag: str, request_id: str) -> ProfileVersion:
        """Put a checked profile in force; the very one that is in force already changes nothing.

        Raises:
            Refusal: stale, when another was loaded since the caller looked.
        """
        async with self._database.write() as connection:
            await self._database.serialise(connection, "profile")
            newest = await _newest(connection)
            assert newest is not None
            if etag != newest.etag:
                raise Refusal("stale", "Another profile was loaded since: read it first.")
            if codec.encode(profile) != newest.body:
                newest = await self._add(connection, profile, source, who.id)
            await audit.record(
                connection, self._clock.now(), who, "profile.load", request_id=request_id,
                details={"number": newest.number, "version": newest.profile.version},
            )  # fmt: skip
            loaded = await _version(connection, newest.number)
        self._held = newest
        assert loaded is not None
        return loaded

    async def offer(self, profile: Profile, source: str) -> bool:
        """A file changed while we run: load it when its content is new; says whether it did."""
        async with self._database.write() as connection:
            await self._database.serialise(connection, "profile")
            if await _known(connection, profile):
                return False
            held = await self._add(connection, profile, source, "settings")
        self._held = held
        return True

    async def follow(self) -> bool:
        """Take over what another gateway put in force; says whether there was something.

        Raises:
            InputError: it cannot be read by this program; the one in force stays.
        """
        async with self._database.read() as connection:
            number = await connection.scalar(select(func.max(tables.profiles.c.number)))
            if number is None or int(number) <= self._held.number:
                return False
            newest = await _newest(connection)
        assert newest is not None
        self._held = newest
        return True

    async def history(self) -> tuple[ProfileVersion, ...]:
        """Every version there was, the newest first."""
        profiles = tables.profiles
        columns = [column for column in profiles.c if column.name != "profile"]
        async with self._database.read() as connection:
            rows = (await connection.execute(select(*columns).order_by(profiles.c.number.desc()))).mappings().all()
        return tuple(ProfileVersion(**dict(row)) for row in rows)

    async def version(self, number: int) -> Held:
        """One version as it was served; raises Refusal not-found."""
        async with self._database.read() as connection:
            body = await connection.scalar(select(tables.profiles.c.profile).where(tables.profiles.c.number == number))
        if body is None:
            raise Refusal("not-found", "There is no profile of that number.")
        return _held(number, body)

    async def _add(self, connection: AsyncConnection, profile: Profile, source: str, by: str) -> Held:
        body = codec.encode(profile)
        added = await connection.execute(
            insert(tables.profiles)
            .values(
                version=profile.version,
                sha256=codec.sha256(body),
                profile=body,
                source=source,
                loaded_by=by,
                loaded_at=self._clock.now(),
            )
            .returning(tables.profiles.c.number)
        )
        return Held(number=added.scalar_one(), profile=profile, body=body)


async def _newest(connection: AsyncConnection) -> Held | None:
    profiles = tables.profiles
    row = (
        await connection.execute(
            select(profiles.c.number, profiles.c.profile).order_by(profiles.c.number.desc()).limit(1)
        )
    ).first()
    return None if row is None else _held(row.number, row.profile)


async def _known(connection: AsyncConnection, profile: Profile) -> bool:
    sha256 = codec.sha256(codec.encode(profile))
    found = await connection.scalar(select(tables.profiles.c.number).where(tables.profiles.c.sha256 == sha256).limit(1))
    return found is not None


async def _version(connection: AsyncConnection, number: int) -> ProfileVersion | None:
    profiles = tables.profiles
    columns = [column for column in profiles.c if column.name != "profile"]
    row = (await connection.execute(select(*columns).where(profiles.c.number == number))).mappings().first()
    return None if row is None else ProfileVersion(**dict(row))


def _held(number: int, body: bytes) -> Held:
    return Held(number=number, profile=codec.decode(Profile, bytes(body)), body=bytes(body))
