"""Back-tests: what changed risk rules would make of past reports, for supervisors and administrators."""

from __future__ import annotations

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from triage.gateway.audit import Scalar
from triage.gateway.auth import OVERSEERS, signed_in
from triage.gateway.describe import Call, add
from triage.gateway.parts import Parts
from triage.gateway.problems import invalid
from triage.gateway.routes.compliance import GONE, period
from triage.gateway.sight import sight_of
from triage.gateway.wire import body_bytes, json_answer, read, request_id
from triage.models.back_test import MOST_REPORTS, BackTestAsk, BackTested


class BackTestRoutes:
    def __init__(self, parts: Parts) -> None:
        self._parts = parts
        self._overseer = signed_in(parts, OVERSEERS)

    def serve(self, router: APIRouter) -> None:
        add(router, BACK_TEST, self.back_test)

    async def back_test(self, request: Request) -> Response:
        who = await self._overseer(request)
        ask = read(BackTestAsk, await body_bytes(request))
        if not 1 <= ask.limit <= MOST_REPORTS:
            raise invalid("/limit", f"must be 1 to {MOST_REPORTS}")
        parts = self._parts
        start, end = period(ask.since, ask.until, parts.clock.now())
        told = await parts.back_tests.page(ask, sight_of(who, parts.profiles.current), request.is_disconnected)
        if told is None:
            return GONE
        details: dict[str, Scalar] = {
            "since": start.isoformat(),
            "until": end.isoformat(),
            "rules": told.sha256,
            "reports": told.erased + sum(one.count for one in told.tried),
        }
        await parts.audit_writer.record(who, "back-test.run", request_id=request_id(request), details=details)
        return json_answer(told)


BACK_TEST = Call(
    method="POST",
    path="/v1/back-tests",
    summary="Try changed risk rules on past reports beside those in force, a page at a time; changes nothing",
    answers={200: BackTested},
    body=BackTestAsk,
    words=("bad-request", "too-large"),
)
