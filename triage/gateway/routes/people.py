"""What belongs together: reports related to one, people known from reports. Every question is told to the audit."""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated

from fastapi import APIRouter, Query
from starlette.requests import Request
from starlette.responses import Response

from triage.gateway import audit
from triage.gateway.auth import READERS, signed_in
from triage.gateway.describe import Call, add
from triage.gateway.knowledge.people import Asked, known_people
from triage.gateway.knowledge.related import recorded, related
from triage.gateway.knowledge.search import hash_of
from triage.gateway.knowledge.seen import newest, people_seen
from triage.gateway.parts import Parts
from triage.gateway.problems import Refusal
from triage.gateway.sight import sight_of
from triage.gateway.wire import json_answer, request_id
from triage.models import codec
from triage.models.search import KnownPeople, Related

MOST_RELATED = 50


class PeopleRoutes:
    def __init__(self, parts: Parts) -> None:
        self._parts = parts
        self._reader = signed_in(parts, READERS)

    def serve(self, router: APIRouter) -> None:
        add(router, RELATED, self.related)
        add(router, PEOPLE, self.people)

    async def related(
        self, request: Request, report_id: str, limit: Annotated[int, Query(ge=1, le=MOST_RELATED)] = 20
    ) -> Response:
        who = await self._reader(request)
        parts = self._parts
        now = parts.clock.now()
        seen = sight_of(who, parts.profiles.current).condition
        async with parts.database.read() as connection:
            report = await newest(connection, report_id, seen)
            if report is None:
                raise Refusal("unknown-report")
            people = await people_seen(connection, parts.pool, report, seen, now)
            known = {one.report_id for person in people if not person.household for one in person.appearances}
            found = await related(connection, parts.pool, report_id, seen, now, limit, people=known)
            others = {one.report_id for person in people for one in person.appearances}
            held = await recorded(connection, others | {one.report_id for one in found.items})
        async with parts.database.write() as connection:
            await audit.record(
                connection, now, who, "related.read", report_id=report_id, request_id=request_id(request),
                details={"results": len(found.items), "people": len(people)},
            )  # fmt: skip
        return json_answer(replace(found, people=people, recorded=held))

    async def people(
        self,
        request: Request,
        name: str = "",
        dob: str = "",
        phone: str = "",
        email: str = "",
        address: str = "",
    ) -> Response:
        who = await self._reader(request)
        asked = Asked(name=name, dob=dob, phone=phone, email=email, address=address)
        told = codec.canonical(asked.values())
        parts = self._parts
        now = parts.clock.now()
        async with parts.database.read() as connection:
            found = await known_people(
                connection, parts.pool, asked, sight_of(who, parts.profiles.current).condition, now
            )
        async with parts.database.write() as connection:
            await audit.record(
                connection, now, who, "people.search", request_id=request_id(request),
                details={"results": len(found.items), "terms": await hash_of(connection, told)},
            )  # fmt: skip
        return json_answer(found)


RELATED = Call(
    method="GET",
    path="/v1/reports/{report_id}/related",
    summary="Other reports that belong with this one or tell of the same incident, and who of its people is known, "
    "each with evidence; which of them have a record",
    answers={200: Related},
    words=("unknown-report",),
)
PEOPLE = Call(
    method="GET",
    path="/v1/people",
    summary="People known from retained reports, with their reports and their household",
    answers={200: KnownPeople},
)
