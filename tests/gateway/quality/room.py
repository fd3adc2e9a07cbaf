"""A force that reviews, and what its people do."""

from __future__ import annotations

from dataclasses import replace

from httpx import Response

from tests.gateway.bench import Bench, ok, settings_for
from tests.gateway.workflow.desk import COMPLAINTS
from triage.gateway.settings import GatewaySettings
from triage.models import codec
from triage.models.ids import ReportId
from triage.models.quality import Drawn, Feedback, FeedbackPage, FeedbackReply, Mark, QualityWeek, Review, ReviewPut
from triage.models.quality_rules import QualityQuestion, QualityRules

QUESTIONS = (
    QualityQuestion(key="thrive", text="Is every THRIVE letter about this report?", short="THRIVE"),
    QualityQuestion(key="told", text="Was the reporter told what happens next?"),
)
RULES = QualityRules(decisions=2, questions=QUESTIONS)
WEEK = "2026-W47"
"""The week of the bench's clock, which stands at Friday morning."""
ALL_MET = dict.fromkeys(("thrive", "told"), Mark.MET)


def quality_settings(url: str, rules: QualityRules = RULES) -> GatewaySettings:
    made = settings_for(url)
    return replace(made, profile=replace(made.profile, quality=rules, restricted=(COMPLAINTS,)))


async def settled(bench: Bench, me: str, *submissions: str) -> list[ReportId]:
    """Reports that this person decided, with their words."""
    handler, done = bench.handler(me), []
    for submission in submissions:
        held = await handler.claim(await bench.arrive(submission))
        await handler.begun(held, key=f"begin-{submission}", rationale=f"Because {submission}.")
        ok(await handler.settle(held, key=f"settle-{submission}"))
        done.append(held.report_id)
    return done


async def sample(bench: Bench, me: str = "sue", week: str = WEEK) -> QualityWeek:
    return codec.decode(QualityWeek, ok(await bench.handler(me).call("GET", f"/v1/quality/weeks/{week}")).content)


async def drawn_of(bench: Bench, handler: str, me: str = "sue", week: str = WEEK) -> tuple[Drawn, ...]:
    return next((one.drawn for one in (await sample(bench, me, week)).handlers if one.handler == handler), ())


async def post(bench: Bench, me: str, one: Drawn, key: str = "", **changes: object) -> Response:
    wanted = replace(ReviewPut(week=WEEK, decision=one.decision, answers=ALL_MET), **changes)  # type: ignore[arg-type]
    told = key or codec.sha256(one.report_id.encode() + codec.encode(wanted))
    return await bench.handler(me).call("POST", f"/v1/reports/{one.report_id}/reviews", wanted, Idempotency_Key=told)


async def reviewed(bench: Bench, me: str, one: Drawn, **changes: object) -> Review:
    return codec.decode(Review, ok(await post(bench, me, one, **changes)).content)


async def feedback(bench: Bench, me: str = "ann", query: str = "") -> tuple[Feedback, ...]:
    return codec.decode(FeedbackPage, ok(await bench.handler(me).call("GET", f"/v1/feedback{query}")).content).items


async def reply(bench: Bench, number: int, words: str, me: str = "ann", key: str = "reply-1") -> Response:
    path = f"/v1/feedback/{number}/reply"
    return await bench.handler(me).call("POST", path, FeedbackReply(words=words), Idempotency_Key=key)
