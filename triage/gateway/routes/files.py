"""One file of a report: its bytes, and asking for it again."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator

from fastapi import APIRouter
from sqlalchemy.ext.asyncio import AsyncConnection
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from triage.gateway import audit
from triage.gateway import state as states
from triage.gateway.audit import Scalar
from triage.gateway.auth import READERS, WORKERS, signed_in
from triage.gateway.describe import Call, add
from triage.gateway.media.asking import ask_again
from triage.gateway.media.files import File, told
from triage.gateway.media.locks import locked_numbers, may_open
from triage.gateway.media.naming import safe_name
from triage.gateway.media.reading import refuse_unless_readable
from triage.gateway.media.sniff import UNKNOWN
from triage.gateway.media.store import PART, find_one
from triage.gateway.parts import Parts
from triage.gateway.problems import Refusal
from triage.gateway.routes.handout import Handout, handout
from triage.gateway.wire import json_answer, request_id
from triage.models.files import INLINE, SCANNING, SUSPICIOUS, FileState

_MEDIA_TYPE = re.compile(r"[A-Za-z0-9!#$&^_.+-]{1,64}/[A-Za-z0-9!#$&^_.+-]{1,64}")
MOST_ATTACHMENTS = 1_000_000


class FileRoutes:
    def __init__(self, parts: Parts) -> None:
        self._parts = parts
        self._reader = signed_in(parts, READERS)
        self._worker = signed_in(parts, WORKERS)

    def serve(self, router: APIRouter) -> None:
        add(router, ATTACHMENT, self.attachment)
        add(router, FETCH, self.fetch)

    async def attachment(
        self, request: Request, report_id: str, number: int, anyway: bool = False, version: int = 0
    ) -> Response:
        who = await self._reader(request)
        parts = self._parts
        async with parts.database.write() as connection:
            file = await _find(connection, report_id, number, version)
            locked = file is not None and number in await locked_numbers(connection, report_id, file.version)
            refused = locked and not may_open(who, parts.profiles.current)
            asked = {"anyway": anyway, "locked": locked, "refused": refused}
            details: dict[str, Scalar] = {"number": number, **{word: True for word, told in asked.items() if told}}
            await audit.record(
                connection, parts.clock.now(), who, "attachment.read", report_id=report_id,
                request_id=request_id(request), details=details,
            )  # fmt: skip
        if file is None:
            raise Refusal("unknown-attachment")
        if refused:
            raise Refusal("locked")
        if file.state in (INLINE, SCANNING):
            file = await self._looked_at(file)
        refuse_unless_readable(file, parts.clock.now(), anyway=anyway)
        name = safe_name(file.name, file.number)
        found = handout(request, name=name, size=file.size or 0, sha256=file.sha256)
        if isinstance(found, Response):
            return found
        headers = {**found.headers, "Content-Length": str(found.size)}
        return StreamingResponse(self._bytes(file, found), found.status, headers, media_type=_served_as(file))

    async def fetch(self, request: Request, report_id: str, number: int) -> Response:
        who = await self._worker(request)
        parts = self._parts
        async with parts.database.write() as connection:
            now = parts.clock.now()
            await states.load(connection, report_id, lock=True)
            file = await _find(connection, report_id, number)
            if file is None:
                raise Refusal("unknown-attachment")
            asked = await ask_again(connection, file, now, scans=parts.media.scans)
            await audit.record(
                connection, now, who, "attachment.fetch", report_id=report_id, request_id=request_id(request),
                details={"number": number, "state": asked.state},
            )  # fmt: skip
        parts.media.nudge()
        return json_answer(told(asked))

    async def _looked_at(self, file: File) -> File:
        """Nobody has looked at this inline file yet, so it is done now; or somebody is about to be through with it."""
        await self._parts.media.look_now(file.report_id, file.version)
        async with self._parts.database.read() as connection:
            return await find_one(connection, file.report_id, file.version, file.number) or file

    async def _bytes(self, file: File, wanted: Handout) -> AsyncIterator[bytes]:
        """The bytes wanted, a part of the file in memory at a time."""
        at, left = wanted.first % PART, wanted.size
        if not left:
            return
        async for part in self._parts.media.store.parts(file, wanted.first // PART):
            piece = part[at : at + left]
            at, left = 0, left - len(piece)
            yield piece
            if not left:
                return


async def _find(connection: AsyncConnection, report_id: str, number: int, version: int = 0) -> File | None:
    """The file of this version of the report, 0: of its newest; raises Refusal unknown-report, erased."""
    state = await states.load(connection, report_id)
    if not state.summary:
        raise Refusal("erased")
    if not 0 < number <= MOST_ATTACHMENTS or not 0 <= version <= state.version:
        return None
    return await find_one(connection, report_id, version or state.version, number)


def _served_as(file: File) -> str:
    """Our word for what it is; the sender's when we have none and it is harmless."""
    if file.state == SUSPICIOUS:
        return UNKNOWN
    if file.sniffed != UNKNOWN:
        return file.sniffed
    return file.media_type if _MEDIA_TYPE.fullmatch(file.media_type) else UNKNOWN


ATTACHMENT = Call(
    method="GET",
    path="/v1/reports/{report_id}/attachments/{number}",
    summary="One attachment, of the newest version or of version=; anyway=1 also when it is suspicious",
    answers={200: "the bytes", 206: "a part of them", 304: "as If-None-Match knows them"},
    words=(
        "unknown-report", "unknown-attachment", "attachment-pending", "attachment-failed", "attachment-suspicious",
        "infected", "locked", "erased", "range-not-satisfiable",
    ),
    headers={"If-None-Match": False, "Range": False, "If-Range": False},
)  # fmt: skip
FETCH = Call(
    method="POST",
    path="/v1/reports/{report_id}/attachments/{number}/fetch",
    summary="Fetch a file again that could not be had, or have it scanned again",
    answers={200: FileState},
    words=("unknown-report", "unknown-attachment", "erased"),
)
