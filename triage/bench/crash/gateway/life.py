"""A force whose gateway is killed in a commit and started again; then all that was promised is looked for."""

from __future__ import annotations

import contextlib
import signal
from pathlib import Path

from triage.bench.crash.gateway.around import Around, around
from triage.bench.crash.gateway.brink import contents
from triage.bench.crash.gateway.process import Gates, Gone
from triage.bench.crash.gateway.proofs import prove
from triage.bench.crash.gateway.row import Row
from triage.bench.crash.points.brink import Death
from triage.bench.crash.points.life import START, Wrong
from triage.models.errors import KnownError


async def live(row: Row, moment: str, folder: Path, gates: Gates, db: str) -> None:
    """Raises Wrong: the point is not reached, or something does not hold afterwards."""
    async with around(folder, START, gates, db) as there, row.beside(there):
        await _kill(row, moment, there)
        await _as_it_was_left(there, moment)
        there.start()
        await there.links()
        with contextlib.suppress(KnownError):  # it is done already, or shows in another way: what counts is below
            await (row.again or row.act)(there)
        if not await row.holds(there):
            raise Wrong("it does not hold after it was asked for again")
        await row.after(there)
        await prove(there)


async def _kill(row: Row, moment: str, there: Around) -> None:
    if row.starting:
        with contextlib.suppress(Gone):
            there.start(row.point, moment, row.nth, armed=True)
    else:
        there.start(row.point, moment, row.nth)
        await row.before(there)
        if await row.holds(there):
            raise Wrong("it held before the act")
        there.gates.tell("arm")
        with contextlib.suppress(KnownError):
            await row.act(there)
    status = there.gates.wait()
    if status is None:
        raise Wrong("the act does not reach this point")
    if status != -signal.SIGKILL:
        raise Wrong(f"the gateway ended with {status}")


async def _as_it_was_left(there: Around, moment: str) -> None:
    death = Death.read(there.folder)
    if death is None:
        raise Wrong("the gateway died elsewhere")
    async with there.books() as books:
        if not books.embedded:
            return  # others may have written beside it
        async with books.read() as connection:
            found = await contents(connection)
    for table in sorted(found.keys() | death.left.keys()):
        if found.get(table) != death.left.get(table):
            raise Wrong(f"the table {table} is not as it was just {moment} the commit")
