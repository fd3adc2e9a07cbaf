"""Larkmoor Crime as docs/mappings/larkmoor.toml speaks to it: JSON, camel-case, nested, an API key, no idempotency.

It is unkind: the same body twice makes two records, and a new one is found by a look-up only after a while.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from tests.records.systems.serving import serving
from triage.models.clock import Clock, SystemClock

KEY = "key-of-a-test"
_DAY = re.compile(r"\d\d/\d\d/\d{4}( \d\d:\d\d)?\Z")


@dataclass
class Record:
    number: int
    body: dict[str, Any]
    made_at: datetime
    entries: list[dict[str, Any]] = field(default_factory=list)
    documents: list[bytes] = field(default_factory=list)

    @property
    def etag(self) -> str:
        return f'"{self.number}-{len(self.entries)}"'

    def shown(self) -> dict[str, Any]:
        offences = [
            {"clientKey": one["clientKey"], "crimeNumber": f"LK/{self.number:05d}/{at}"}
            for at, one in enumerate(self.body["offences"], 1)
        ]
        return {
            "recordId": f"R{self.number}",
            "mainNumber": offences[0]["crimeNumber"],
            "clientReference": self.body["header"]["clientReference"],
            "createdOn": self.made_at.isoformat(),
            "offences": offences,
        }


class Larkmoor:
    """``drop``: the next creates are carried out and their answer is lost; ``busy``: the next calls say 423."""

    def __init__(self, clock: Clock | None = None) -> None:
        self.clock = clock or SystemClock()
        self.index_delay = timedelta(0)
        self.records: list[Record] = []
        self.requests: list[tuple[str, str]] = []
        self.drop = 0
        self.drop_document = 0
        self.busy = 0
        self.refuse = "Refuse"
        self.url = ""

    def app(self) -> Starlette:
        base = "/api/v3/crimeRecords"
        return Starlette(
            routes=[
                Route(base, self.create, methods=["POST"]),
                Route(base, self.find),
                Route(base + "/{record_id}", self.read),
                Route(base + "/{record_id}/entries", self.add, methods=["POST"]),
                Route(base + "/{record_id}/documents", self.document, methods=["POST"]),
                Route("/api/v3/persons", self.persons),
                Route("/api/v3/vehicles", self.vehicles),
            ]
        )

    async def create(self, request: Request) -> Response:
        body = await request.json() if self._knows(request) else {}
        if not self._knows(request):
            return _refusal(401, "Who are you?")
        if self.busy:
            self.busy -= 1
            return _refusal(423, "Being backed up.")
        problems = list(_problems(body, self.refuse))
        if problems:
            return JSONResponse({"error": {"summary": "Not accepted.", "problems": problems}}, 400)
        if request.query_params.get("validateOnly"):
            return JSONResponse({"data": {"valid": True}})
        record = Record(len(self.records) + 1, body, self.clock.now())
        self.records.append(record)
        if self.drop:
            self.drop -= 1
            while (await request.receive())["type"] != "http.disconnect":
                pass
        return JSONResponse({"data": record.shown()}, 201)

    async def find(self, request: Request) -> Response:
        if not self._knows(request):
            return _refusal(401, "Who are you?")
        asked = request.query_params
        ripe = self.clock.now() - self.index_delay
        shown = [one.shown() for one in self.records if one.made_at <= ripe]
        if "clientReference" in asked:
            shown = [one for one in shown if one["clientReference"] == asked["clientReference"]]
        else:
            shown = [one for one in shown if one["mainNumber"] == asked.get("crimeNumber")]
        return JSONResponse({"items": shown})

    async def read(self, request: Request) -> Response:
        record = self._record(request)
        return JSONResponse(record.shown(), headers={"ETag": record.etag}) if record else _refusal(404, "Not here.")

    async def add(self, request: Request) -> Response:
        record = self._record(request)
        if record is None:
            return _refusal(404, "Not here.")
        if request.headers.get("if-match") != record.etag:
            return _refusal(412, "It was changed.")
        record.entries.append((await request.json())["entry"])
        return JSONResponse({"data": {"recordId": f"R{record.number}", "crimeNumber": record.shown()["mainNumber"]}})

    async def document(self, request: Request) -> Response:
        record = self._record(request)
        if record is None:
            return _refusal(404, "Not here.")
        record.documents.append(await request.body())
        if self.drop_document:
            self.drop_document -= 1
            while (await request.receive())["type"] != "http.disconnect":
                pass
        return Response(status_code=204)

    async def persons(self, request: Request) -> Response:
        asked = request.query_params.get("familyName")
        return self._hits(lambda body: any(one["familyName"] == asked for one in body.get("persons", ())))

    async def vehicles(self, request: Request) -> Response:
        asked = request.query_params.get("vrm")
        return self._hits(lambda body: any(one.get("vrm") == asked for one in body.get("vehicles", ())))

    def _hits(self, fits: Any) -> Response:
        return JSONResponse({"items": [one.shown() for one in self.records if fits(one.body)]})

    def _record(self, request: Request) -> Record | None:
        wanted = request.path_params["record_id"]
        return next((one for one in self.records if wanted == f"R{one.number}"), None)

    def _knows(self, request: Request) -> bool:
        self.requests.append((request.method, str(request.url)))
        return request.headers.get("x-api-key") == KEY


def _problems(body: dict[str, Any], refuse: str) -> Iterator[dict[str, str]]:
    for at, person in enumerate(body.get("persons", ())):
        if "familyName" not in person:
            yield {"property": f"persons[{at}].familyName", "message": "Missing."}
        if not _DAY.match(person.get("dateOfBirth", "01/01/2000")):
            yield {"property": f"persons[{at}].dateOfBirth", "message": "Not a date."}
        if person.get("familyName") == refuse:
            yield {"property": f"persons[{at}].familyName", "message": "Not a name we take."}
    if body.get("response", {}).get("grade") not in (1, 2, 3, 4, 5):
        yield {"property": "response.grade", "message": "Not a grade."}
    if not _DAY.match(body.get("circumstances", {}).get("from", "01/01/2000")):
        yield {"property": "circumstances.from", "message": "Not a date."}
    if not body.get("offences"):
        yield {"property": "offences", "message": "At least one."}


def _refusal(status: int, summary: str) -> Response:
    return JSONResponse({"error": {"summary": summary}}, status)


@contextmanager
def larkmoor(clock: Clock | None = None) -> Iterator[Larkmoor]:
    """The system on a free port of loopback, in a thread of its own."""
    system = Larkmoor(clock)
    with serving(system.app()) as system.url:
        yield system
