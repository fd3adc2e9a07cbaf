"""What reviewers told whoever is calling about their decisions; read, and answered once."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from sqlalchemy import func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from triage.gateway import tables
from triage.gateway.credentials import Subject
from triage.gateway.problems import Refusal
from triage.gateway.quality import rows
from triage.gateway.sight import sight_of
from triage.gateway.workflow.words import reason
from triage.models import codec
from triage.models.profile import Profile
from triage.models.quality import Feedback, FeedbackPage, Review
from triage.models.queue import Summary

SHOWN_FOR = timedelta(days=90)
MOST = 200
_REVIEWS, _REPORTS = tables.quality_reviews, tables.reports
_OF_REPORT = _REVIEWS.c.report_id == _REPORTS.c.report_id


class FeedbackDesk:
    """Only ever of the caller's own work: everybody else's is not there."""

    def __init__(self, profile: Callable[[], Profile]) -> None:
        self._profile = profile

    async def to_person(self, connection: AsyncConnection, who: Subject, since: datetime) -> FeedbackPage:
        """What is unread, and what was told since then; of each decision what was said last."""
        query = rows.newest(_REVIEWS.c.handler == who.id).join(_REPORTS, _OF_REPORT)
        told = or_(_REVIEWS.c.read_at.is_(None), _REVIEWS.c.at >= since)
        shown = query.where(told, sight_of(who, self._profile()).condition)
        ordered = shown.order_by(_REVIEWS.c.read_at.is_not(None), _REVIEWS.c.number.desc()).limit(MOST)
        reviews = [rows.review_from(row) for row in (await connection.execute(ordered)).mappings().all()]
        lines = await rows.summaries(connection, {one.report_id for one in reviews})
        items = tuple(self._feedback(one, lines[one.report_id]) for one in reviews)
        return FeedbackPage(items=tuple(sorted(items, key=lambda one: one.review.number, reverse=True)))

    async def read(self, connection: AsyncConnection, number: int, who: Subject, now: datetime) -> str:
        """Whose decision it is has read it; gives the report's id.

        Raises:
            Refusal: unknown-feedback, also for anybody else's.
        """
        one = await self._own(connection, number, who)
        unread = (_REVIEWS.c.number == number, _REVIEWS.c.read_at.is_(None))
        await connection.execute(update(_REVIEWS).where(*unread).values(read_at=now))
        return one.report_id

    async def reply(self, connection: AsyncConnection, number: int, who: Subject, told: str, now: datetime) -> Feedback:
        """Answer it, once.

        Raises:
            Refusal: unknown-feedback, answered-already, switched-off, stale where the reviewer has changed it
                since, erased; 422 without words.
        """
        words = reason(told, pointer="/words")
        one = await self._own(connection, number, who)
        if not self._profile().quality.may_answer:
            raise Refusal("switched-off", "The force profile does not let handlers answer feedback.")
        if one.replied_at is not None:
            raise Refusal("answered-already")
        if one.version != await self._newest(connection, one):
            raise Refusal("stale", "The reviewer has changed it since: read it again.")
        line = (await rows.summaries(connection, {one.report_id}))[one.report_id]
        if not line:
            raise Refusal("erased")
        read_at = func.coalesce(_REVIEWS.c.read_at, now)
        answered = (
            update(_REVIEWS)
            .where(_REVIEWS.c.number == number, _REVIEWS.c.replied_at.is_(None))
            .values(reply=words, replied_at=now, read_at=read_at)
            .returning(_REVIEWS)
        )
        row = (await connection.execute(answered)).mappings().first()
        if row is None:
            raise Refusal("answered-already")
        return self._feedback(rows.review_from(row), line)

    async def _own(self, connection: AsyncConnection, number: int, who: Subject) -> Review:
        this = (_REVIEWS.c.number == number, _REVIEWS.c.handler == who.id, sight_of(who, self._profile()).condition)
        query = select(_REVIEWS).join(_REPORTS, _OF_REPORT).where(*this)
        row = (await connection.execute(query)).mappings().first()
        if row is None:
            raise Refusal("unknown-feedback")
        return rows.review_from(row)

    async def _newest(self, connection: AsyncConnection, one: Review) -> int:
        this = (_REVIEWS.c.report_id == one.report_id, _REVIEWS.c.decision == one.decision)
        return int(await connection.scalar(select(func.max(_REVIEWS.c.version)).where(*this)) or 0)

    def _feedback(self, one: Review, line: bytes) -> Feedback:
        summary = codec.decode(Summary, line) if line else None
        return Feedback(
            review=one,
            title=summary.title if summary else "",
            place=summary.place if summary else "",
            may_answer=summary is not None and one.replied_at is None and self._profile().quality.may_answer,
        )
