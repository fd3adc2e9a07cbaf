"""Rows: what people do beside the way of a report: reviews, alarms on views, locks, letters once more, taking back."""

from __future__ import annotations

from sqlalchemy import select

from triage.bench.crash.gateway.around import Around
from triage.bench.crash.gateway.asked import Call, arrived, begin, held_by, shown
from triage.bench.crash.gateway.itself import POST
from triage.bench.crash.gateway.overseeing import held_by_ann, to_propose, to_the_end, told, unlock
from triage.bench.crash.gateway.row import Row
from triage.bench.crash.gateway.settings import BOB
from triage.bench.crash.points.life import START
from triage.bench.crash.points.scene import ANN, FILED, SUE
from triage.gateway import tables
from triage.models.alarms import ViewAlarmPut
from triage.models.audit import FIRST, AuditLine, AuditUpload, Chain, line_hash
from triage.models.lookup import About, LookupAsk, LookupRequest
from triage.models.messages import MessageState
from triage.models.profile_file import default_profile
from triage.models.quality import FeedbackReply, Mark, ReviewPut
from triage.models.queue import AbortRequest
from triage.models.stage import Stage
from triage.models.weeks import week_at

REPORT = "/v1/reports/{report}"
ALARM = "/v1/alarms/views/all"
GIVEN_UP = 49
"""Hours after which a letter is not tried any more."""
REVIEW = Call(
    method="POST",
    path=f"{REPORT}/reviews",
    action="quality.reviewed",
    who=SUE,
    body=ReviewPut(
        week=week_at(START), decision=1, answers={one.key: Mark.MET for one in default_profile().quality.questions}
    ),
)
READ = Call(method="POST", path="/v1/feedback/1/read", action="feedback.read")
REPLY = Call(
    method="POST", path="/v1/feedback/1/reply", action="feedback.answered", body=FeedbackReply(words="Thank you.")
)
SEEN = Call(method="POST", path="/v1/said/1/seen", action="said.seen")
SET = Call(method="PUT", path=ALARM, action="alarm.set", who=SUE, body=ViewAlarmPut(most_count=0))
CLEAR = Call(method="DELETE", path=ALARM, action="alarm.cleared", who=SUE)
LOCK = Call(method="POST", path=f"{REPORT}/attachments/1/lock", action="attachment.lock")
AGAIN = Call(method="POST", path=f"{REPORT}/messages/1/again", action="message.again", who=SUE)
WITHDRAW = Call(method="POST", path=f"{REPORT}/proposals/1/withdraw", action="withdraw")
LOOK_UP = Call(
    method="POST",
    path=f"{REPORT}/lookups",
    action="lookup",
    body=LookupRequest(asks=(LookupAsk(about=About.PLACE, value="51.5,-0.1"),)),
)
_CHAIN = Chain(installation="elsewhere", store="one", epoch=1)


def _line() -> AuditLine:
    """The first line of a workstation's chain."""
    fields = {
        "seq": 1, "epoch": 1, "at": START.isoformat(), "who": ANN, "what": "store.opened", "report_id": "",
        "detail": "{}", "previous": FIRST,
    }  # fmt: skip
    return AuditLine(**fields, hash=line_hash(_CHAIN, fields))  # type: ignore[arg-type]


UPLOAD = Call(
    method="POST",
    path="/v1/audit",
    action="audit.upload",
    body=AuditUpload(installation=_CHAIN.installation, store=_CHAIN.store, lines=(_line(),)),
)


async def _reviewed(there: Around) -> None:
    await there.close()
    await REVIEW.ask(there)


async def _is_reviewed(there: Around) -> bool:
    return await there.count(tables.quality_reviews) == 1 and await REVIEW.noted(there) == 1


async def _is_read(there: Around) -> bool:
    return await there.count(tables.quality_reviews, tables.quality_reviews.c.read_at.is_not(None)) == 1


async def _is_answered(there: Around) -> bool:
    answered = await there.count(tables.quality_reviews, tables.quality_reviews.c.reply == "Thank you.")
    return answered == 1 and await REPLY.noted(there) == 1


async def _taken_away(there: Around) -> None:
    """Sue took the report from Ann and said why."""
    await held_by_ann(there)
    await unlock(there)


async def _is_seen(there: Around) -> bool:
    return await there.count(tables.said, tables.said.c.seen_at.is_not(None)) == 1


async def _is_set(there: Around) -> bool:
    return await there.count(tables.view_alarms) == 1


async def _was_set(there: Around) -> None:
    await there.arrive()
    await SET.ask(there)


async def _is_cleared(there: Around) -> bool:
    return not await _is_set(there) and await CLEAR.noted(there) == 1


async def _filed(there: Around) -> None:
    await there.arrive(FILED)


async def _rests(there: Around) -> None:
    """A report with a locked file is for a person to go on with."""
    await there.pull()


async def _is_locked(there: Around) -> bool:
    return await there.count(tables.attachment_locks) == 1 and await LOCK.noted(there) == 1


async def _given_up(there: Around) -> None:
    """A letter could not be sent for two days."""
    await there.arrive()
    await POST.ask(there)
    await there.until(lambda _connection: _stands(there, MessageState.QUEUED, tried=True))
    there.clock.advance(hours=GIVEN_UP)
    await there.until(lambda _connection: _stands(there, MessageState.GIVEN_UP, tried=True))


async def _stands(there: Around, state: MessageState, *, tried: bool) -> bool:
    letters = tables.messages
    return await there.count(letters, letters.c.state == state.value, letters.c.tries >= int(tried)) == 1


async def _goes_again(there: Around) -> bool:
    """One letter, which is under way once more."""
    given_up = await _stands(there, MessageState.GIVEN_UP, tried=True)
    return not given_up and await there.count(tables.messages) == 1 and await AGAIN.noted(there) == 1


async def _proposed(there: Around) -> None:
    await to_propose(there)
    await there.push()


async def _is_withdrawn(there: Around) -> bool:
    ended = await there.scalar(select(tables.proposals.c.state))
    return ended == "withdrawn" and await WITHDRAW.noted(there) == 1


async def _begun(there: Around) -> None:
    """Bob has begun a decision at another workstation."""
    await there.arrive()
    there.claimed = await held_by(there, BOB)
    await begin(there, there.claimed, BOB)


async def _abort(there: Around) -> None:
    assert there.claimed is not None
    body = AbortRequest(fence=there.claimed.fence, why="The wrong outcome.")
    await Call(method="POST", path=f"{REPORT}/abort", action="abort", who=BOB, body=body).ask(there)


async def _is_aborted(there: Around) -> bool:
    told = await there.count(tables.audit, tables.audit.c.action == "abort")
    once = await there.count(tables.decisions, tables.decisions.c.aborted_at.is_not(None))
    return (told, once) == (1, 1) and await there.at_gateway() is not Stage.BEGUN


async def _runs_out(there: Around) -> None:
    """Bob goes home; his lease ends."""
    there.clock.advance(seconds=1000)
    await there.until(lambda _connection: _is_free(there))
    await there.finish()


async def _is_free(there: Around) -> bool:
    return await there.at_gateway() is Stage.INCOMING


async def _chain_kept(there: Around) -> bool:
    return await there.count(tables.workstation_lines) == 1


ROWS = (
    Row(point="routes.quality.QualityRoutes.review", before=Around.close, act=REVIEW.ask, holds=_is_reviewed),
    Row(point="routes.quality.QualityRoutes.read", before=_reviewed, act=READ.ask, holds=_is_read),
    Row(point="routes.quality.QualityRoutes.reply", before=_reviewed, act=REPLY.ask, holds=_is_answered),
    Row(point="routes.saying.SayingRoutes.read", before=_taken_away, act=SEEN.ask, holds=_is_seen, after=told),
    Row(point="routes.alarms.AlarmRoutes.put", before=arrived, act=SET.ask, holds=_is_set),
    Row(point="routes.alarms.AlarmRoutes.delete", before=_was_set, act=CLEAR.ask, holds=_is_cleared),
    Row(point="routes.locking.LockRoutes.lock", before=_filed, act=LOCK.ask, holds=_is_locked, after=_rests),
    Row(point="routes.messages.MessageRoutes.again", before=_given_up, act=AGAIN.ask, holds=_goes_again),
    Row(
        point="routes.proposals.ProposalRoutes.withdraw",
        before=_proposed,
        act=WITHDRAW.ask,
        holds=_is_withdrawn,
        after=to_the_end,
    ),
    Row(point="routes.deciding.DecidingRoutes.abort", before=_begun, act=_abort, holds=_is_aborted, after=_runs_out),
    Row(point="routes.audit.AuditRoutes.upload", before=arrived, act=UPLOAD.ask, holds=_chain_kept),
    shown("routes.lookups.LookupRoutes.look_up", LOOK_UP, arrived),
)
