"""Two lives for each kill: one that reaches the commit point and dies there, one that starts on what it left."""

from __future__ import annotations

import contextlib
from datetime import UTC, datetime
from pathlib import Path

from triage.bench.crash.points.brink import Contents, Death, Doom, contents, dying
from triage.bench.crash.points.row import Row
from triage.bench.crash.points.scene import Scene, scene
from triage.bench.crash.watched import BEFORE
from triage.bench.faults.workstation import KEY
from triage.models.errors import KnownError
from triage.services import audit
from triage.services.store import Store

START = datetime(2026, 11, 20, 6, 0, tzinfo=UTC)


class Wrong(Exception):
    """Something does not hold."""


async def prepare(folder: Path) -> None:
    """A gateway's database with its tables made, to copy for each row."""
    async with scene(folder, START):
        pass


async def dies(row: Row, moment: str, folder: Path, ready: Path) -> None:
    """Reach the point and be killed there.

    Raises:
        Wrong: it was not reached, or the act was done before it was done.
    """
    async with scene(folder, START, ready) as there:

        def tell(before: Contents, after: Contents) -> None:
            at, reports = there.clock.now().isoformat(), tuple(there.reports)
            Death(point=row.point, moment=moment, at=at, reports=reports, before=before, after=after).tell(folder)

        doom = Doom(row.point, moment, row.nth, tell)
        there.stores[row.who] = dying(doom)
        await row.before(there)
        if await row.holds(there):
            raise Wrong("it held before the act")
        doom.armed = True
        await row.act(there)
        raise Wrong("the act does not reach this point")


async def goes_on(row: Row, death: Death, folder: Path) -> None:
    """Start on what the dead one left, and do what then is done.

    Raises:
        Wrong: the store is damaged, or the act is neither wholly there nor wholly absent, or not there in the end.
    """
    await _whole(folder / row.who / "desk.db", death)
    async with scene(folder, datetime.fromisoformat(death.at), reports=death.reports) as there:
        desk = await there.desk(row.who)
        if death.moment == BEFORE or row.by_itself:
            with contextlib.suppress(KnownError):  # it is done already, or shows in another way: what counts is below
                await (row.again or row.act)(there)
        await _holds(row, there, "after the next start")
        await row.after(there)
        await _holds(row, there, "in the end")
        broken = await desk.store.read(audit.verify)
        if broken is not None:
            raise Wrong(f"the audit's chain is broken at {broken}")
        if bugs := there.station(row.who).bugs:
            raise Wrong(f"the desk called something a mistake of its own: {bugs}")


async def _whole(path: Path, death: Death) -> None:
    store = await Store.open(path, KEY)
    try:
        if not await store.check():
            raise Wrong("pages of the store are damaged")
        found = await store.read(contents)
        for table in sorted(found.keys() | death.left.keys()):
            if found.get(table) != death.left.get(table):
                raise Wrong(f"the table {table} is not as it was just {death.moment} the commit")
    finally:
        await store.close()


async def _holds(row: Row, there: Scene, when: str) -> None:
    if not await row.holds(there):
        raise Wrong(f"it does not hold {when}")
