"""Looking up outside the force for a report: a call of its own, so that each one stands in the audit."""

from __future__ import annotations

from fastapi import APIRouter
from sqlalchemy import select
from starlette.requests import Request
from starlette.responses import Response

from triage.gateway import audit, tables
from triage.gateway.auth import WORKERS, signed_in
from triage.gateway.describe import Call, add
from triage.gateway.parts import Parts
from triage.gateway.problems import Refusal
from triage.gateway.sight import sight_of
from triage.gateway.wire import body_bytes, json_answer, read, request_id
from triage.models import codec
from triage.models.errors import FieldError
from triage.models.lookup import MOST_ASKS, LookupAnswers, LookupRequest
from triage.models.queue import Summary


class LookupRoutes:
    def __init__(self, parts: Parts) -> None:
        self._parts = parts
        self._worker = signed_in(parts, WORKERS)

    def serve(self, router: APIRouter) -> None:
        add(router, LOOKUPS, self.look_up)

    async def look_up(self, request: Request, report_id: str) -> Response:
        who = await self._worker(request)
        asked = read(LookupRequest, await body_bytes(request))
        if len(asked.asks) > MOST_ASKS:
            fault = FieldError("/asks", f"at most {MOST_ASKS} at a time")
            raise Refusal("invalid", errors=(fault,))
        parts = self._parts
        reports = tables.reports
        seen = sight_of(who, parts.profiles.current).condition
        query = select(reports.c.summary, reports.c.restricted).where(reports.c.report_id == report_id, seen)
        async with parts.database.read() as connection:
            row = (await connection.execute(query)).one_or_none()
        if row is None:
            raise Refusal("unknown-report")
        kind = codec.decode(Summary, row.summary).kind
        answers = await parts.lookups.answers(asked.asks, kind, restricted=bool(row.restricted))
        now = parts.clock.now()
        async with parts.database.write() as connection:
            for one in answers:
                # Data Protection Act 2018 s.62: a disclosure names its recipient.
                await audit.record(
                    connection, now, who, "lookup", report_id=report_id, request_id=request_id(request),
                    details={"about": one.about, "source": one.source, "state": one.state, "outside": int(one.outside)},
                )  # fmt: skip
        return json_answer(LookupAnswers(answers=tuple(answers)))


LOOKUPS = Call(
    method="POST",
    path="/v1/reports/{report_id}/lookups",
    summary="Vehicles and places of a report looked up outside the force, each with source and age",
    answers={200: LookupAnswers},
    words=("unknown-report", "too-large"),
    body=LookupRequest,
)
