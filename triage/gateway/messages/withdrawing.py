"""A reporter asks to withdraw: a line of the contact log and a mark in the queue line; nothing else moves.

Lines are only ever added, also by the taking back of a note. The mark is worked out of the lines that stand, under the
report's lock, so that two people who note at once leave both notes and one mark.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncConnection

from triage.gateway import audit
from triage.gateway import state as states
from triage.gateway.credentials import Subject
from triage.gateway.messages import contacts
from triage.gateway.problems import Refusal, invalid
from triage.gateway.state import ReportState
from triage.models.messages import ContactLine
from triage.models.withdrawal import (
    MARKS,
    NOTED,
    TAKEN_BACK,
    NotWithdrawnRequest,
    WithdrawalNoted,
    WithdrawalRequest,
    freedom_of,
    gravest,
    standing,
)

LONGEST_NAME = 200
_FAST = timedelta(days=1)


async def note(
    connection: AsyncConnection,
    report_id: str,
    who: Subject,
    wanted: WithdrawalRequest,
    now: datetime,
    *,
    request_id: str = "",
) -> WithdrawalNoted:
    """Note that the reporter asked to withdraw, at whatever stage the report is; a closed one stays closed.

    Raises:
        Refusal: unknown-report, erased; 422 for a moment beyond the coming day, or words too long.
    """
    state = await _loaded(connection, report_id)
    line = ContactLine(
        kind=NOTED,
        at=_moment(wanted.at, now),
        logged_at=now,
        who=who.id,
        channel=wanted.channel,
        direction="in",
        note=_words(wanted.words, "/words"),
        freedom=wanted.freedom.value,
        taken_by=_short(wanted.taken_by, "/taken_by"),
    )
    number = await contacts.add(connection, report_id, line)
    await _publish(connection, state, "withdrawal-noted", now)
    details: dict[str, audit.Scalar] = {"line": number, "channel": line.channel, "freedom": line.freedom}
    await audit.record(connection, now, who, "withdrawal", report_id=report_id, request_id=request_id, details=details)
    return _noted(state, number, now)


async def take_back(
    connection: AsyncConnection,
    report_id: str,
    number: int,
    who: Subject,
    wanted: NotWithdrawnRequest,
    now: datetime,
    *,
    request_id: str = "",
) -> WithdrawalNoted:
    """It was noted by mistake: the note stays in the log with the reason beside it. Done already, it is found done.

    Raises:
        Refusal: unknown-report, unknown-withdrawal, erased; 422 without a reason.
    """
    why = _words(wanted.why, "/why")
    if not why:
        raise invalid("/why", "say why")
    state = await _loaded(connection, report_id)
    lines = await contacts.logged(connection, report_id)
    if not any(line.kind == NOTED and line.number == number for line in lines):
        raise Refusal("unknown-withdrawal")
    before = next((line for line in lines if line.kind == TAKEN_BACK and line.corrects == number), None)
    if before is not None:
        return _noted(state, before.number, now)
    line = ContactLine(kind=TAKEN_BACK, at=now, logged_at=now, who=who.id, note=why, corrects=number)
    added = await contacts.add(connection, report_id, line)
    await _publish(connection, state, "withdrawal-taken-back", now)
    details = {"line": added, "corrects": number}
    await audit.record(
        connection, now, who, "withdrawal.taken-back", report_id=report_id, request_id=request_id, details=details
    )
    return _noted(state, added, now)


async def _loaded(connection: AsyncConnection, report_id: str) -> ReportState:
    state = await states.load(connection, report_id, lock=True)
    if not state.summary:
        raise Refusal("erased")
    return state


async def _publish(connection: AsyncConnection, state: ReportState, word: str, now: datetime) -> None:
    """Every desk hears of it; the mark of the report's state (its ETag) stays, so no decision meets a conflict."""
    told = standing(await contacts.logged(connection, state.report_id))
    freedom = gravest(freedom_of(line) for line in told)
    flags = {kind: text for kind, text in state.flags.items() if kind != NOTED}
    if freedom is not None:
        flags = {NOTED: MARKS[freedom], **flags}
    await states.publish(connection, state.report_id, word, now, flags=flags)


def _noted(state: ReportState, number: int, now: datetime) -> WithdrawalNoted:
    return WithdrawalNoted(report_id=state.report_id, number=number, etag=state.etag_at(now), stage=state.stage_at(now))


def _moment(told: datetime | None, now: datetime) -> datetime:
    """A workstation's clock may be fast, and no note is refused for that: within the coming day it means now."""
    fast = told is not None and told.tzinfo is not None and now < told <= now + _FAST
    return now if fast else contacts.moment(told, now)


def _words(told: str, pointer: str) -> str:
    if len(told) > contacts.LONGEST_NOTE:
        raise invalid(pointer, f"must have at most {contacts.LONGEST_NOTE} characters")
    return told.strip()


def _short(told: str, pointer: str) -> str:
    if len(told) > LONGEST_NAME:
        raise invalid(pointer, f"must have at most {LONGEST_NAME} characters")
    return told.strip()
