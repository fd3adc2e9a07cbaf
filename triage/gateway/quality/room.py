"""The sample of a week, and the reviews of what was drawn: one reviewer for each decision, every version kept."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime

from sqlalchemy import insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from triage.gateway import tables
from triage.gateway.credentials import Subject
from triage.gateway.database import Database
from triage.gateway.problems import Refusal, invalid
from triage.gateway.quality import rows
from triage.gateway.quality.drawing import SETTLED, Settled, draw, secret_of, settled_in
from triage.gateway.quality.feedback import FeedbackDesk
from triage.gateway.sight import Sight, sight_of
from triage.gateway.workflow.words import remark
from triage.models import codec
from triage.models.decision import Decision, Reference
from triage.models.ids import ReportId
from triage.models.periods import Period
from triage.models.profile import Profile
from triage.models.quality import (
    Drawn,
    HandlerSample,
    Mark,
    QualityCase,
    QualityWeek,
    Review,
    ReviewAnswer,
    ReviewPut,
)
from triage.models.quality_rules import QualityRules
from triage.models.queue import Summary
from triage.models.weeks import week_named

MOST_NUMBER = 2**31 - 1
OWN = "Somebody else reviews your decisions."


class QualityRoom:
    """That the caller may review at all is the route's to check. ``pool``: where the draw is worked out; ``feedback``:
    what it tells the handlers."""

    def __init__(self, database: Database, profile: Callable[[], Profile], pool: ThreadPoolExecutor) -> None:
        self._database, self._profile, self._pool = database, profile, pool
        self.feedback = FeedbackDesk(profile)

    async def week(self, who: Subject, week: str, now: datetime) -> QualityWeek:
        """The sample of that week with what was reviewed of it.

        Raises:
            Refusal: 422 for a name that is no week, or one that has not begun; switched-off.
        """
        rules, period = self._rules(), _period("/week", week, now)
        secret = await secret_of(self._database)
        async with self._database.read() as connection:
            settled = await settled_in(connection, period, self._sight(who))
            reviews = await rows.of_week(connection, week)
            others = [one for one in settled if one.handler != who.id]
            drawn = await asyncio.get_running_loop().run_in_executor(
                self._pool, draw, secret, week, others, rules.decisions
            )
            # What was reviewed stays to be seen, also where more was drawn then than now.
            more = [one for one in others if one.key in reviews]
            shown = {
                handler: [*theirs, *(one for one in more if one.handler == handler and one not in theirs)]
                for handler, theirs in drawn.items()
            }
            lines = await rows.summaries(connection, {one.report_id for theirs in shown.values() for one in theirs})
        counts = Counter(one.handler for one in others)
        return QualityWeek(
            week=week,
            since=period.since,
            until=period.until,
            at=now,
            over=now >= period.until,
            handlers=tuple(
                HandlerSample(
                    handler=handler,
                    settled=counts[handler],
                    drawn=tuple(
                        _drawn(one, lines[one.report_id], reviews.get(one.key)) for one in theirs if not one.erased
                    ),
                    erased=sum(one.erased for one in theirs),
                )
                for handler, theirs in shown.items()
            ),
        )

    async def case(self, connection: AsyncConnection, report_id: str, number: int) -> QualityCase:
        """A settled decision as it was made.

        Raises:
            Refusal: unknown-decision, erased.
        """
        decisions, settlements = tables.decisions, tables.settlements
        if not 0 < number <= MOST_NUMBER:
            raise Refusal("unknown-decision")
        this = (
            settlements.c.report_id == report_id,
            settlements.c.decision_number == number,
            settlements.c.kind == SETTLED,
        )
        settled = (
            await connection.execute(select(settlements.c.settled_at, settlements.c.references).where(*this))
        ).first()
        kept = await connection.scalar(
            select(decisions.c.decision).where(decisions.c.report_id == report_id, decisions.c.number == number)
        )
        if settled is None or kept is None:
            raise Refusal("unknown-decision")
        if not kept:
            raise Refusal("erased")
        references = codec.decode(tuple[Reference, ...], bytes(settled.references))
        return QualityCase(
            decision=codec.decode(Decision, bytes(kept)),
            settled_at=settled.settled_at,
            references=tuple(one.reference for one in references),
            reviews=await rows.versions_of(connection, report_id, number),
        )

    async def review(
        self, connection: AsyncConnection, secret: bytes, report_id: str, who: Subject, wanted: ReviewPut, now: datetime
    ) -> Review:
        """Keep a review, inside a write transaction. ``secret``: of the draw.

        Raises:
            Refusal: switched-off, not-drawn, forbidden (one's own), reviewed-already, erased; 422 naming the field.
        """
        rules, period = self._rules(), _period("/week", wanted.week, now)
        answers = _answers(rules, wanted)
        words = remark(wanted.words, pointer="/words")
        if not words and Mark.NOT_MET in wanted.answers.values():
            raise invalid("/words", "say what was not met; the handler reads it")
        if not 0 < wanted.decision <= MOST_NUMBER:
            raise invalid("/decision", "must be the number of a decision")
        await self._database.serialise(connection, f"quality {report_id} {wanted.decision}")
        one = await self._of_week(connection, report_id, wanted.decision, period, who)
        before = next(iter(await rows.versions_of(connection, report_id, wanted.decision)), None)
        _check_after(before, who, wanted.after)
        if before is None:
            by_them = tables.decisions.c.subject == one.handler
            theirs = await settled_in(connection, period, self._sight(who), by_them)
            drawn = draw(secret, wanted.week, theirs, rules.decisions)
            if one not in drawn[one.handler]:
                raise Refusal("not-drawn")
        values = {
            "report_id": report_id,
            "decision": wanted.decision,
            "version": wanted.after + 1,
            "week": wanted.week,
            "handler": one.handler,
            "reviewer": who.id,
            "at": now,
            "answers": codec.encode(answers),
            "words": words,
        }
        table = tables.quality_reviews
        added = await connection.execute(insert(table).values(**values).returning(table))
        return rows.review_from(added.mappings().one())

    async def secret(self) -> bytes:
        """The secret of the draw; asked for before a write transaction begins."""
        return await secret_of(self._database)

    async def _of_week(
        self, connection: AsyncConnection, report_id: str, decision: int, period: Period, who: Subject
    ) -> Settled:
        settlements = tables.settlements
        this = (settlements.c.report_id == report_id, settlements.c.decision_number == decision)
        found = await settled_in(connection, period, self._sight(who), *this)
        if not found:
            raise Refusal("not-drawn")
        one = found[0]
        if one.handler == who.id:
            raise Refusal("forbidden", OWN)
        if one.erased:
            raise Refusal("erased")
        return one

    def _rules(self) -> QualityRules:
        rules = self._profile().quality
        if not rules.questions:
            raise Refusal("switched-off", "The force profile asks no questions for quality review.")
        return rules

    def _sight(self, who: Subject) -> Sight:
        return sight_of(who, self._profile())


def _period(pointer: str, week: str, now: datetime) -> Period:
    period = week_named(week)
    if period is None:
        raise invalid(pointer, "must be an ISO week such as 2026-W47")
    if period.since > now:
        raise invalid(pointer, "must not be a week that has not begun")
    return period


def _answers(rules: QualityRules, wanted: ReviewPut) -> tuple[ReviewAnswer, ...]:
    """In the order of the profile, each question once."""
    for key in wanted.answers:
        if rules.question(key) is None:
            raise invalid("/answers", "must answer the questions of the profile, and no others")
    for one in rules.questions:
        if one.key not in wanted.answers:
            raise invalid(f"/answers/{one.key}", "must be answered")
    return tuple(ReviewAnswer(key=one.key, text=one.text, mark=wanted.answers[one.key]) for one in rules.questions)


def _check_after(before: Review | None, who: Subject, after: int) -> None:
    """Whether nobody reviewed it meanwhile, and the own review that is replaced is the newest."""
    if before is None:
        if after:
            raise invalid("/after", "there is no review before this one; send 0")
        return
    if before.reviewer != who.id:
        raise Refusal("reviewed-already", f"{before.reviewer} reviewed it.", held_by=before.reviewer)
    if before.version != after:
        raise Refusal("reviewed-already", "You reviewed it already: read it again.", held_by=who.id)


def _drawn(one: Settled, line: bytes, review: Review | None) -> Drawn:
    summary = codec.decode(Summary, line)
    return Drawn(
        report_id=ReportId(one.report_id),
        decision=one.decision,
        settled_at=one.settled_at,
        outcome=one.outcome,
        kind=summary.kind,
        title=summary.title,
        place=summary.place,
        risk=summary.risk,
        review=review,
    )
