"""Rows: words to and about people, handovers; and the files that a person looks at, exports or locks."""

from __future__ import annotations

from dataclasses import replace

from triage.bench.crash.points.row import Row
from triage.bench.crash.points.scene import FILED, UNDO, Scene
from triage.models.files import FETCHED, LOCKED, FileLine
from triage.models.messages import ContactRequest
from triage.models.outcome_draft import Handover
from triage.models.stage import Stage
from triage.services import held_files
from triage.services.files import UNHELD_MINUTES
from triage.services.held_files import Held

WORDS = "Rang twice, nobody there."


async def _waits(there: Scene) -> None:
    await there.desk()
    await there.arrive()
    await there.pull()


async def _note(there: Scene) -> None:
    await (await there.desk()).messages.note(there.report, ContactRequest(outcome="no_answer", note=WORDS))


async def _is_noted(there: Scene) -> bool:
    """It waits here or is in the log, once."""
    return await there.noted(WORDS)


async def _was_noted(there: Scene) -> None:
    await _waits(there)
    await _note(there)


async def _drop(there: Scene) -> None:
    desk = await there.desk()
    for one in (await desk.messages.correspondence(there.report)).waiting:
        await desk.messages.discard(one.op_id)


async def _dropped(there: Scene) -> bool:
    return not await there.noted(WORDS)


async def _at_gateway(there: Scene) -> bool:
    told = await (await there.desk()).messages.correspondence(there.report)
    return [line.note for line in told.lines] == [WORDS] and not told.waiting


async def _handed_over(there: Scene) -> None:
    desk = await there.hold()
    await there.write()
    draft = (await there.detail()).draft
    handover = Handover(to_kind="team", to="roads", why="A collision.")
    await desk.drafts.save(replace(draft, outcome="hand_over", crimes=(), handover=handover))
    await desk.triage.decide(there.report)
    there.clock.advance(seconds=UNDO)
    await there.push()
    assert await there.at_gateway() is Stage.AWAITING_ACCEPTANCE


async def _taken_on(there: Scene) -> None:
    await (await there.desk()).handovers.taken_on(there.report, 1, "PS Okafor", "RP/17")


async def _answer_waits(there: Scene) -> bool:
    waiting = (await (await there.desk()).messages.correspondence(there.report)).waiting
    return len(waiting) == 1 or await there.at_gateway() is Stage.CLOSED


async def _answer_told(there: Scene) -> None:
    await there.push()
    assert await there.at_gateway() is Stage.CLOSED


async def _filed(there: Scene) -> None:
    await there.hold(number=FILED)


async def _line(there: Scene) -> FileLine:
    body = (await there.detail()).body
    assert body is not None
    return (await (await there.desk()).files.lines(body))[0]


async def _here(there: Scene) -> Held | None:
    desk = await there.desk()
    return await desk.store.read(lambda conn: held_files.find(conn, there.report, 1, 1))


async def _fetched(there: Scene) -> None:
    await _filed(there)
    desk = await there.desk()
    await desk.files.fetch(there.report, 1, await _line(there), lambda _here, _all: None)


async def _lock(there: Scene) -> None:
    await (await there.desk()).files.lock(there.report, 1, await _line(there))


async def _locked(there: Scene) -> bool:
    """Neither its key nor any line that would open it is here."""
    return (await _line(there)).here == LOCKED and await _here(there) is None


async def _locked_there(there: Scene) -> None:
    await there.push()
    await (await there.desk()).files.sweep()
    states = await (await there.desk()).files.states(there.report, 1)
    assert states[0].state == LOCKED
    assert not _sealed(there)


async def _opened(there: Scene) -> None:
    held = await _here(there)
    assert held is not None
    await (await there.desk()).files.note("file.opened", held)


async def _opening_told(there: Scene) -> bool:
    return "file.opened" in await there.audited()


def _sealed(there: Scene) -> int:
    """How many sealed files lie on the disk."""
    folder = there.folder / "ann" / "files"
    return len(list(folder.iterdir())) if folder.exists() else 0


async def _damaged(there: Scene) -> None:
    await _fetched(there)
    for sealed in (there.folder / "ann" / "files").iterdir():
        sealed.write_bytes(bytes(sealed.stat().st_size))


async def _look(there: Scene) -> None:
    held = await _here(there)
    if held is not None:
        await (await there.desk()).files.sound(held)


async def _no_damaged_copy(there: Scene) -> bool:
    held = await _here(there)
    return held is None or any((there.folder / "ann" / "files" / f"{held.disk}.part").read_bytes())


async def _fetched_again(there: Scene) -> None:
    await (await there.desk()).files.fetch(there.report, 1, await _line(there), lambda _here, _all: None)
    assert (await _line(there)).here == FETCHED


async def _given_back(there: Scene) -> None:
    await _fetched(there)
    await (await there.desk()).claims.release(there.report)
    there.clock.advance(minutes=UNHELD_MINUTES + 1)


async def _sweep(there: Scene) -> None:
    await (await there.desk()).files.sweep()


async def _swept(there: Scene) -> bool:
    return await _here(there) is None and not _sealed(there)


ROWS = (
    Row(point="messages.Messages._queue", before=_waits, act=_note, holds=_is_noted, after=Scene.push),
    Row(point="messages.Messages.discard", before=_was_noted, act=_drop, holds=_dropped),
    Row(point="errands.Errands.carry", before=_was_noted, act=Scene.push, holds=_at_gateway, by_itself=True),
    Row(point="handoffs.Handovers._queue", before=_handed_over, act=_taken_on, holds=_answer_waits, after=_answer_told),
    Row(point="files.Files.lock", before=_fetched, act=_lock, holds=_locked, after=_locked_there),
    Row(point="files.Files.note", before=_fetched, act=_opened, holds=_opening_told),
    Row(point="files.Files._forget", before=_damaged, act=_look, holds=_no_damaged_copy, after=_fetched_again),
    Row(point="files.Files.sweep", before=_given_back, act=_sweep, holds=_swept, by_itself=True),
)
