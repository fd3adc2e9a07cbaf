"""Quality review for supervisors (auditors read it), and what it tells the handlers."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Query
from sqlalchemy.ext.asyncio import AsyncConnection
from starlette.requests import Request
from starlette.responses import Response

from triage.gateway import audit
from triage.gateway.auth import SUPERVISORS, WORKERS, signed_in
from triage.gateway.credentials import Role
from triage.gateway.describe import Call, add
from triage.gateway.parts import Parts
from triage.gateway.problems import Refusal, invalid
from triage.gateway.quality.feedback import SHOWN_FOR
from triage.gateway.quality.trend import trend
from triage.gateway.routes.keyed import BODY_WORDS, KEY_WORDS, Keyed, act_once, needed_key
from triage.gateway.routes.search import aware
from triage.gateway.wire import body_bytes, json_answer, read, request_id
from triage.models.quality import (
    MOST_TREND_WEEKS,
    Feedback,
    FeedbackPage,
    FeedbackReply,
    QualityCase,
    QualityTrend,
    QualityWeek,
    Review,
    ReviewPut,
)
from triage.models.weeks import week_at, week_named, weeks_until

MOST_NUMBER = 2**53
REVIEW_READERS = SUPERVISORS | {Role.AUDITOR}


class QualityRoutes:
    def __init__(self, parts: Parts) -> None:
        self._parts = parts
        self._reader = signed_in(parts, REVIEW_READERS)
        self._supervisor = signed_in(parts, SUPERVISORS)
        self._worker = signed_in(parts, WORKERS)

    def serve(self, router: APIRouter) -> None:
        add(router, WEEK, self.week)
        add(router, CASE, self.case)
        add(router, REVIEW, self.review)
        add(router, TREND, self.trend)
        add(router, FEEDBACK, self.feedback)
        add(router, READ, self.read)
        add(router, REPLY, self.reply)

    async def week(self, request: Request, week: str) -> Response:
        who = await self._reader(request)
        parts = self._parts
        told = await parts.quality.week(who, week, parts.clock.now())
        details: dict[str, audit.Scalar] = {"week": week, "items": sum(len(one.drawn) for one in told.handlers)}
        await parts.audit_writer.record(who, "quality.read", request_id=request_id(request), details=details)
        return json_answer(told)

    async def case(self, request: Request, report_id: str, number: int) -> Response:
        who = await self._reader(request)
        parts = self._parts
        async with parts.database.read() as connection:
            told = await parts.quality.case(connection, report_id, number)
        await parts.audit_writer.record(
            who, "quality.decision-read", report_id=report_id, request_id=request_id(request),
            details={"decision": number},
        )  # fmt: skip
        return json_answer(told)

    async def review(self, request: Request, report_id: str) -> Response:
        who = await self._supervisor(request)
        key, body = needed_key(request), await body_bytes(request)
        wanted = read(ReviewPut, body)
        parts = self._parts
        secret = await parts.quality.secret()

        async def act(connection: AsyncConnection) -> Review:
            return await parts.quality.review(connection, secret, report_id, who, wanted, parts.clock.now())

        details: dict[str, audit.Scalar] = {"decision": wanted.decision, "version": wanted.after + 1}
        return await act_once(parts, request, Keyed(report_id, who, "quality.reviewed", key, body, details), act)

    async def trend(
        self,
        request: Request,
        until: str = "",
        weeks: Annotated[int, Query(ge=1, le=MOST_TREND_WEEKS)] = 12,
    ) -> Response:
        who = await self._reader(request)
        parts = self._parts
        last = until or week_at(parts.clock.now())
        if week_named(last) is None:
            raise invalid("/until", "must be an ISO week such as 2026-W47")
        async with parts.database.read() as connection:
            told = await trend(connection, weeks_until(last, weeks), parts.profiles.current.quality)
        details: dict[str, audit.Scalar] = {"until": last, "weeks": weeks}
        await parts.audit_writer.record(who, "quality.trend-read", request_id=request_id(request), details=details)
        return json_answer(told)

    async def feedback(self, request: Request, since: Annotated[datetime | None, Query()] = None) -> Response:
        who = await self._worker(request)
        parts = self._parts
        start = aware("/since", since) or parts.clock.now() - SHOWN_FOR
        async with parts.database.read() as connection:
            told = await parts.quality.feedback.to_person(connection, who, start)
        if told.items:
            await parts.audit_writer.record(
                who, "feedback.listed", request_id=request_id(request), details={"items": len(told.items)}
            )
        return json_answer(told)

    async def read(self, request: Request, number: int) -> Response:
        who = await self._worker(request)
        _check_number(number)
        parts = self._parts
        async with parts.database.write() as connection:
            now = parts.clock.now()
            report_id = await parts.quality.feedback.read(connection, number, who, now)
            await audit.record(
                connection, now, who, "feedback.read", report_id=report_id, request_id=request_id(request),
                details={"number": number},
            )  # fmt: skip
        return Response(status_code=204)

    async def reply(self, request: Request, number: int) -> Response:
        who = await self._worker(request)
        _check_number(number)
        key, body = needed_key(request), await body_bytes(request)
        wanted = read(FeedbackReply, body)
        parts = self._parts

        async def act(connection: AsyncConnection) -> Feedback:
            return await parts.quality.feedback.reply(connection, number, who, wanted.words, parts.clock.now())

        keyed = Keyed("", who, "feedback.answered", key, f"{number}\n".encode() + body, {"number": number})
        return await act_once(parts, request, keyed, act)


def _check_number(number: int) -> None:
    if not 0 < number <= MOST_NUMBER:
        raise Refusal("unknown-feedback")


WEEK = Call(
    method="GET",
    path="/v1/quality/weeks/{week}",
    summary="The decisions that were drawn for review in an ISO week (2026-W47), by handler, without the caller's own",
    answers={200: QualityWeek},
    words=("switched-off",),
)
CASE = Call(
    method="GET",
    path="/v1/reports/{report_id}/decisions/{number}",
    summary="A settled decision as it was made, with every version of its review",
    answers={200: QualityCase},
    words=("unknown-report", "unknown-decision", "erased"),
)
REVIEW = Call(
    method="POST",
    path="/v1/reports/{report_id}/reviews",
    summary="Review a decision that was drawn, or replace one's own review by a new version; the handler is told",
    answers={200: Review},
    body=ReviewPut,
    words=(*BODY_WORDS, *KEY_WORDS, "switched-off", "not-drawn", "reviewed-already", "erased"),
    headers={"Idempotency-Key": True},
)
TREND = Call(
    method="GET",
    path="/v1/quality/trend",
    summary='How often each question was met, by week, for each handler and for the room (handler "")',
    answers={200: QualityTrend},
)
FEEDBACK = Call(
    method="GET",
    path="/v1/feedback",
    summary="What reviewers told the caller: what is unread, and what was told since (90 days if left out)",
    answers={200: FeedbackPage},
)
READ = Call(
    method="POST",
    path="/v1/feedback/{number}/read",
    summary="The caller has read it",
    answers={204: "kept"},
    words=("unknown-feedback",),
)
REPLY = Call(
    method="POST",
    path="/v1/feedback/{number}/reply",
    summary="The caller answers it, once",
    answers={200: Feedback},
    body=FeedbackReply,
    words=(
        "bad-request", "too-large", *KEY_WORDS, "unknown-feedback", "answered-already", "switched-off", "stale",
        "erased",
    ),
    headers={"Idempotency-Key": True},
)  # fmt: skip
