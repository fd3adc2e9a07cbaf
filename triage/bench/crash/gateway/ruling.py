"""Rows: profiles that come into force, and what is worked out anew: rules of sight, search, second looks, alarms."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path

from sqlalchemy import delete

from triage.bench.crash.gateway.around import Around
from triage.bench.crash.gateway.asked import Call, arrived
from triage.bench.crash.gateway.row import Row
from triage.bench.crash.gateway.settings import IDA, PROFILE
from triage.bench.crash.points.scene import ANN, SUE
from triage.bench.faults.afar import ask
from triage.gateway import tables
from triage.gateway.profiles import Held
from triage.models import codec
from triage.models.alarms import ViewAlarmPut
from triage.models.profile import Profile
from triage.models.resources import read_resource

WATCH = Call(method="PUT", path="/v1/alarms/views/all", action="alarm.set", who=SUE, body=ViewAlarmPut(most_count=0))
SEARCH = Call(method="GET", path="/v1/search?q=shed", action="search")
RULE = """
[[restricted]]
key = "all"
name = "All that comes"
categories = ["OCR"]
roles = ["handler", "supervisor", "auditor"]
"""


def profile_text(version: str, *, rule: str = "") -> str:
    """The shipped profile under another name."""
    told = read_resource("profile.toml")
    first = next(line for line in told.splitlines() if line.startswith("version = "))
    return told.replace(first, f'version = "{version}"', 1) + rule


async def _load(there: Around) -> None:
    """Ida puts a profile in force; she looks first which one is."""
    served = await ask(there.network, IDA, "GET", "/v1/profile")
    number = await there.count(tables.profiles)
    etag = Held(number=number, profile=codec.decode(Profile, served), body=served).etag
    told = profile_text("loaded-1").encode()
    await ask(there.network, IDA, "PUT", "/v1/profile", told, etag=etag)


async def _loaded(there: Around) -> bool:
    """It is in force, once, and everybody is served it."""
    return await _served(there, "loaded-1")


async def _served(there: Around, version: str) -> bool:
    kept = await _kept(there, version)
    served = codec.decode(Profile, await ask(there.network, ANN, "GET", "/v1/profile"))
    return kept == 1 and served.version.startswith(f"{version}+")


async def _kept(there: Around, version: str) -> int:
    """How often a profile of this name was put in force; its mark follows the name."""
    return await there.count(tables.profiles, tables.profiles.c.version.like(f"{version}+%"))


async def _offer(there: Around) -> None:
    """Somebody changed the file."""
    _write(there, profile_text("offered-1"))
    await there.until(lambda _connection: _offered(there))


async def _offered(there: Around) -> bool:
    return await _served(there, "offered-1")


def _write(there: Around, told: str) -> None:
    made = Path(there.folder) / f"{PROFILE}.new"
    made.write_text(told, encoding="utf-8")
    made.replace(made.with_name(PROFILE))


async def _ruled(there: Around) -> None:
    """A profile came that restricts reports like this one."""
    await there.arrive()


async def _restrict(there: Around) -> None:
    _write(there, profile_text("ruled-1", rule=RULE))
    await there.until(lambda _connection: _served(there, "ruled-1"))
    await there.until(lambda _connection: _restricted(there))


async def _restricted(there: Around) -> bool:
    reports = tables.reports
    return await there.count(reports, reports.c.restricted == "all") == 1


async def _unfindable(there: Around) -> None:
    """A report of a database from before there was a search."""
    await there.arrive()
    async with there.books() as books, books.write() as connection:
        await connection.execute(delete(tables.search_documents))


async def _find(there: Around) -> None:
    await there.until(lambda _connection: _is_indexed(there))


async def _is_indexed(there: Around) -> bool:
    return await there.count(tables.search_documents) == 1


async def _found(there: Around) -> bool:
    """Whoever searches finds it."""
    return await _is_indexed(there) and there.report in (await SEARCH.ask(there)).decode()


@asynccontextmanager
async def looking_twice(there: Around) -> AsyncIterator[None]:
    """The language model looks at what was read."""
    there.surroundings = replace(there.surroundings, second_look=True)
    yield


async def _look_twice(there: Around) -> None:
    await there.arrive()
    await there.until(lambda _connection: _looked_twice(there))


async def _looked_twice(there: Around) -> bool:
    return bool(await there.count(tables.reports)) and not await there.count(tables.second_looks)


async def watched(there: Around) -> None:
    """A report waits, which is more than Sue wants to wait."""
    await there.arrive()
    await WATCH.ask(there)


async def _raise(there: Around) -> None:
    await there.until(lambda _connection: _raised(there))


async def _raised(there: Around) -> bool:
    return await there.count(tables.alarms, tables.alarms.c.key.like("%all")) == 1


ROWS = (
    Row(point="profiles.ProfileBook.load", before=arrived, act=_load, holds=_loaded),
    Row(point="profiles.ProfileBook.offer", before=arrived, act=_offer, holds=_offered),
    Row(point="workflow.restricting.Restricting.round", before=_ruled, act=_restrict, holds=_restricted),
    Row(point="knowledge.indexer.catch_up", before=_unfindable, act=_find, holds=_found),
    Row(point="second_looks.SecondLooks._keep", act=_look_twice, holds=_looked_twice, beside=looking_twice),
    Row(point="alarms.raising.look", before=watched, act=_raise, holds=_raised),
)
