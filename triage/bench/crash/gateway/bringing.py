"""Rows: files that the gateway fetches from the hub, has scanned, tries again and gives up; and those asked for."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace

from triage.bench.crash.gateway.around import Around
from triage.bench.crash.gateway.asked import Call
from triage.bench.crash.gateway.beside import Hub, linked, listening, port_of, scan
from triage.bench.crash.gateway.proofs import TAKEN
from triage.bench.crash.gateway.row import Act, Beside, Holds, Row
from triage.bench.crash.points.scene import FILED, PLAIN
from triage.gateway import tables
from triage.models.files import CLEAN, FAILED, STORED

MEGABYTE = 1024 * 1024
LARGE = 3 * MEGABYTE
"""More than one part."""
LATER = 200
"""Seconds after which a file that was scanned by a dead gateway, or could not be had, is taken up again."""
FETCH = Call(method="POST", path="/v1/reports/{report}/attachments/1/fetch", action="attachment.fetch")
SEE = Call(method="GET", path="/v1/reports/{report}/attachments/1", action="attachment.read")


def _hub(*, busy: int = 0, most_mb: float = 200, scanned: bool = False) -> Beside:
    """A host of files, and a scanner if there is one."""

    @asynccontextmanager
    async def beside(there: Around) -> AsyncIterator[None]:
        hub = await listening(Hub(LARGE, busy).answer)
        scanner = await listening(scan) if scanned else None
        there.surroundings = replace(
            there.surroundings, hub=port_of(hub), most_mb=most_mb, scanner=port_of(scanner) if scanner else 0
        )
        yield

    return beside


@asynccontextmanager
async def _asleep(there: Around) -> AsyncIterator[None]:
    """Nobody looks at files before somebody wants to see one."""
    there.surroundings = replace(there.surroundings, files=0)
    yield


async def _bring(there: Around) -> None:
    """A report comes whose picture lies at the hub."""
    await there.post(PLAIN, files=linked(there))
    await there.until(lambda _connection: _at_rest(there))


async def _bring_again(there: Around) -> None:
    there.clock.advance(seconds=LATER)
    await _bring(there)


async def _at_rest(there: Around) -> bool:
    files = tables.attachments
    return await there.count(files, files.c.due_at.is_(None)) == 1 and not await there.count(tables.unread)


async def _is_whole(there: Around) -> bool:
    """All its bytes are here, once."""
    files, chunks = tables.attachments, tables.media_chunks
    whole = await there.count(files, files.c.state == STORED, files.c.size == LARGE)
    parts = await there.count(chunks)
    return (whole, parts) == (1, LARGE // MEGABYTE)


async def _is_scanned(there: Around) -> bool:
    return await _is_whole(there) and await there.count(tables.attachments, tables.attachments.c.scan == CLEAN) == 1


async def _fail_first(there: Around) -> None:
    """The hub is busy when it is asked first."""
    await there.post(PLAIN, files=linked(there))
    await there.until(lambda _connection: _waits(there))
    await _bring_again(there)


async def _waits(there: Around) -> bool:
    files = tables.attachments
    return await there.count(files, files.c.state == STORED) == 1 or await there.count(files, files.c.tries > 0) == 1


async def _is_given_up(there: Around) -> bool:
    """It is too large, and nothing of it is left."""
    failed = await there.count(tables.attachments, tables.attachments.c.state == FAILED)
    return failed == 1 and not await there.count(tables.media_chunks)


async def _give_up(there: Around) -> None:
    await _bring(there)
    await there.until(lambda _connection: _is_given_up(there))


async def _ask_again(there: Around) -> None:
    """Somebody asks for it once more, which clears away what a broken take left."""
    there.clock.advance(seconds=LATER)
    await there.read_all()
    await FETCH.ask(there)
    await there.until(lambda _connection: _is_given_up(there))


async def _came(there: Around) -> None:
    await there.post(FILED)
    await there.until(lambda _connection: _is_read(there))


async def _is_read(there: Around) -> bool:
    return bool(await there.count(tables.reports)) and not await there.count(tables.unread)


async def _see_later(there: Around) -> None:
    there.clock.advance(seconds=TAKEN)
    await SEE.ask(there)


async def _all_here(there: Around) -> bool:
    return await there.count(tables.attachments, tables.attachments.c.state == STORED) == 2


async def _is_asked_for(there: Around) -> bool:
    """It is taken up, and what was asked for stands in the audit."""
    return await FETCH.noted(there) > 0


async def _was_given_up(there: Around) -> None:
    await _give_up(there)


def _step(step: str, act: Act, again: Act, holds: Holds, beside: Beside) -> Row:
    return Row(point=f"media.store.MediaStore.{step}", act=act, again=again, holds=holds, beside=beside)


_TOO_LARGE = _hub(most_mb=2.5)
ROWS = (
    _step("add", _bring, _bring_again, _is_whole, _hub()),
    _step("hold", _bring, _bring_again, _is_scanned, _hub(scanned=True)),
    _step("later", _fail_first, _bring_again, _is_whole, _hub(busy=1)),
    _step("drop", _give_up, _ask_again, _is_given_up, _TOO_LARGE),
    Row(
        point="media.store.MediaStore.claim_inline",
        before=_came,
        act=SEE.ask,
        again=_see_later,
        holds=_all_here,
        beside=_asleep,
    ),
    Row(
        point="routes.files.FileRoutes.fetch",
        before=_was_given_up,
        act=FETCH.ask,
        holds=_is_asked_for,
        beside=_TOO_LARGE,
    ),
)
