"""Quality review at the gateway. Every call raises `ApiFailure` only."""

from __future__ import annotations

from triage.models import codec
from triage.models.ids import OpId, ReportId
from triage.models.quality import (
    Feedback,
    FeedbackPage,
    FeedbackReply,
    QualityCase,
    QualityTrend,
    QualityWeek,
    Review,
    ReviewPut,
)
from triage.services.api.client import Client
from triage.services.api.reading import as_type, keyed


class QualityApi:
    def __init__(self, client: Client) -> None:
        self._client = client

    async def week(self, week: str) -> QualityWeek:
        """What was drawn of that week, with its reviews."""
        return as_type(QualityWeek, (await self._client.call("GET", f"/v1/quality/weeks/{week}")).body)

    async def case(self, report_id: ReportId, decision: int) -> QualityCase:
        """A settled decision as it was made."""
        path = f"/v1/reports/{report_id}/decisions/{decision}"
        return as_type(QualityCase, (await self._client.call("GET", path)).body)

    async def review(self, report_id: ReportId, told: ReviewPut) -> Review:
        """Keep a review; the same one sent again is kept once."""
        body = codec.encode(told)
        key = OpId(codec.sha256(report_id.encode() + body))
        path = f"/v1/reports/{report_id}/reviews"
        return as_type(Review, (await self._client.call("POST", path, body=body, headers=keyed(key))).body)

    async def trend(self, until: str, weeks: int) -> QualityTrend:
        path = f"/v1/quality/trend?until={until}&weeks={weeks}"
        return as_type(QualityTrend, (await self._client.call("GET", path)).body)

    async def feedback(self) -> tuple[Feedback, ...]:
        """What was told the caller, the newest first."""
        return as_type(FeedbackPage, (await self._client.call("GET", "/v1/feedback")).body).items

    async def read(self, number: int) -> None:
        await self._client.call("POST", f"/v1/feedback/{number}/read")

    async def reply(self, number: int, words: str) -> Feedback:
        """Answer it; the same answer sent again is kept once."""
        body = codec.encode(FeedbackReply(words=words))
        key = OpId(codec.sha256(f"{number}\n".encode() + body))
        path = f"/v1/feedback/{number}/reply"
        return as_type(Feedback, (await self._client.call("POST", path, body=body, headers=keyed(key))).body)
