"""The relay's calls: a begun report's records sent, and looked up, through the gateway."""

from __future__ import annotations

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from triage.gateway import audit
from triage.gateway.auth import WORKERS, signed_in
from triage.gateway.describe import Call, add
from triage.gateway.parts import Parts
from triage.gateway.relay.files import FileRelay
from triage.gateway.relay.room import Sending
from triage.gateway.routes.keyed import BODY_WORDS, KEY_WORDS, needed_key
from triage.gateway.wire import body_bytes, json_answer, read, request_id
from triage.models import codec
from triage.models.relay import RelayAnswer, RelayFile, RelaySearch


class RelayRoutes:
    def __init__(self, parts: Parts) -> None:
        self._parts = parts
        self._files = FileRelay(parts.relay, parts.database, parts.clock, parts.media)
        self._worker = signed_in(parts, WORKERS)

    def serve(self, router: APIRouter) -> None:
        add(router, SEND, self.send)
        add(router, FIND, self.find)
        add(router, SEND_FILE, self.send_file)
        add(router, SEARCH, self.search)

    async def send(self, request: Request, report_id: str, destination: str) -> Response:
        who = await self._worker(request)
        wanted = Sending(
            report_id=report_id,
            destination=destination,
            key=needed_key(request),
            body=await body_bytes(request),
            record_id=request.query_params.get("record_id", ""),
            who=who,
            request_id=request_id(request),
        )
        return json_answer(await self._parts.relay.send(wanted))

    async def send_file(self, request: Request, report_id: str, destination: str) -> Response:
        who = await self._worker(request)
        told = read(RelayFile, await body_bytes(request))
        wanted = Sending(
            report_id=report_id,
            destination=destination,
            key=needed_key(request),
            body=codec.encode(told),
            record_id=told.record_id,
            who=who,
            request_id=request_id(request),
            file=True,
        )
        return json_answer(await self._files.send(wanted))

    async def find(self, request: Request, report_id: str, destination: str) -> Response:
        await self._worker(request)
        asked = request.query_params
        keys = tuple(one for one in asked.get("deliverables", "").split(",") if one)
        return json_answer(await self._parts.relay.find(report_id, destination, asked.get("key", ""), keys))

    async def search(self, request: Request, destination: str) -> Response:
        who = await self._worker(request)
        wanted = read(RelaySearch, await body_bytes(request))
        answer = await self._parts.relay.search(destination, wanted)
        found = len(answer.records) + len(answer.hits)
        if wanted.kind != "ping":
            async with self._parts.database.write() as connection:
                await audit.record(
                    connection, self._parts.clock.now(), who, "relay.search", request_id=request_id(request),
                    details={"destination": destination, "kind": wanted.kind, "found": found},
                )  # fmt: skip
        return json_answer(answer)


SEND = Call(
    method="POST",
    path="/v1/reports/{report_id}/relay/{destination}",
    summary="Send a record document (resources/schemas/record-1.schema.json) of a begun report in its author's name; "
    "?record_id= adds to a record that exists",
    answers={200: RelayAnswer},
    text="application/json",
    words=(*BODY_WORDS, *KEY_WORDS, "not-begun", "begun-elsewhere", "switched-off", "not-found", "not-ready"),
    headers={"Idempotency-Key": True},
)
FIND = Call(
    method="GET",
    path="/v1/reports/{report_id}/relay/{destination}",
    summary="What the records system has of a report: ?key= of the sending it is about, ?deliverables= by commas",
    answers={200: RelayAnswer},
    words=("switched-off", "not-found", "not-ready"),
)
SEND_FILE = Call(
    method="POST",
    path="/v1/reports/{report_id}/relay/{destination}/files",
    summary="Send a file of a begun report to the record that was made of it; its bytes are at the gateway",
    answers={200: RelayAnswer},
    body=RelayFile,
    words=(
        *BODY_WORDS, *KEY_WORDS, "not-begun", "begun-elsewhere", "switched-off", "not-found", "not-ready",
        "unknown-attachment", "attachment-pending", "attachment-failed", "attachment-suspicious", "infected", "locked",
    ),
    headers={"Idempotency-Key": True},
)  # fmt: skip
SEARCH = Call(
    method="POST",
    path="/v1/relay/{destination}",
    summary="Search a records system by reference, person, address or vehicle, or only see whether it is there",
    answers={200: RelayAnswer},
    body=RelaySearch,
    words=("bad-request", "too-large", "switched-off", "not-found", "not-ready"),
)
