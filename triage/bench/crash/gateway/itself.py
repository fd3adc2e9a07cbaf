"""Rows: what the gateway does by itself: its start, files, what is known, courses, letters."""

from __future__ import annotations

from sqlalchemy import func, select

from triage.bench.crash.gateway.around import Around
from triage.bench.crash.gateway.asked import Call, arrived
from triage.bench.crash.gateway.proofs import TAKEN
from triage.bench.crash.gateway.row import Row, nothing
from triage.bench.crash.points.scene import ANN, FILED, SUE
from triage.gateway import tables
from triage.models.files import STORED
from triage.models.messages import MessageRequest

DEAD = 3600
"""Seconds after which a letter that a dead gateway was sending is not being sent any more."""
LETTER = MessageRequest(
    text="We have your report.", address="a@example.org", confirmed_safe=True, safe_reason="She said so on the phone."
)
POST = Call(method="POST", path="/v1/reports/{report}/messages", action="message.post", who=SUE, body=LETTER)


async def _begin(there: Around) -> None:
    """A day begins."""
    await there.arrive()
    await there.finish()


async def _ready(there: Around) -> bool:
    return await there.count(tables.profiles) == 1


async def _bring_files(there: Around) -> None:
    await there.arrive(FILED)


async def _bring_files_again(there: Around) -> None:
    there.clock.advance(seconds=TAKEN)
    await there.arrive(FILED)


async def _files_are_whole(there: Around) -> bool:
    return await there.count(tables.attachments, tables.attachments.c.state == STORED) == 2


async def _look_over(there: Around) -> None:
    await there.arrive()
    await there.until(lambda _connection: _looked_over(there))


async def _looked_over(there: Around) -> bool:
    waits = await there.count(tables.to_look_over)
    return not waits and bool(await there.count(tables.reports))


async def _follow(there: Around) -> None:
    await there.arrive()
    await there.until(lambda _connection: _followed(there))


async def _followed(there: Around) -> bool:
    return bool(await there.count(tables.courses))


async def _hear(there: Around) -> None:
    await there.desk(ANN)
    await there.pull(ANN)
    await there.until(lambda _connection: _heard(there))


async def _heard(there: Around) -> bool:
    return bool(await there.count(tables.present))


async def _draw(there: Around) -> None:
    await Call(method="GET", path="/v1/quality/weeks/2026-W47", action="quality.read", who=SUE).ask(there)


async def _drawn(there: Around) -> bool:
    return await there.count(tables.meta, tables.meta.c.key == "quality_draw") == 1


async def _letters(there: Around) -> int:
    return await there.count(tables.messages)


async def _written(there: Around) -> bool:
    return await _letters(there) == 1


async def _send(there: Around) -> None:
    await POST.ask(there)
    await there.until(lambda _connection: _tried(there))


async def _send_later(there: Around) -> None:
    there.clock.advance(seconds=DEAD)
    await _send(there)


async def _tried(there: Around) -> bool:
    """Once at least: the first try has ended, and another may be under way."""
    tries, state = tables.messages.c.tries, tables.messages.c.state
    at_it = await there.count(tables.messages, state == "sending", tries == 1)
    return not at_it and bool(await there.scalar(select(func.sum(tries)))) and await _letters(there) == 1


ROWS = (
    Row(point="schema.prepare", act=nothing, holds=_ready, after=_begin, starting=True),
    Row(point="profiles.ProfileBook.open", act=nothing, holds=_ready, after=_begin, starting=True),
    *(
        Row(
            point=f"media.store.MediaStore.{step}",
            before=Around.desk,
            act=_bring_files,
            again=_bring_files_again,
            holds=_files_are_whole,
        )
        for step in ("claim", "arrive", "finish")
    ),
    Row(point="knowledge.looking._mark", act=_look_over, holds=_looked_over),
    Row(point="compliance.keeper.CourseKeeper.round", act=_follow, holds=_followed),
    Row(point="presence.Presence.round", before=arrived, act=_hear, holds=_heard),
    Row(point="quality.drawing.secret_of", before=arrived, act=_draw, holds=_drawn),
    Row(point="routes.messages.MessageRoutes.post", before=arrived, act=POST.ask, holds=_written),
    Row(point="messages.sender.Sender._take", before=arrived, act=_send, again=_send_later, holds=_tried),
    Row(point="messages.sender.Sender._store", before=arrived, act=_send, again=_send_later, holds=_tried),
)
