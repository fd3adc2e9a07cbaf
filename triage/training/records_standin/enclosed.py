"""The stand-in's calls for the files of a record: taken under the hash of their bytes, which is checked."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from triage.models import codec
from triage.training.records_standin.answers import problem
from triage.training.records_standin.faults import FaultState
from triage.training.records_standin.keeping import KeptFile, RecordsStore

MAX_FILE = 256 * 1024 * 1024
_SHA256 = re.compile(r"[0-9a-f]{64}\Z")


class Enclosed:
    """``state_of``: the faults of a system."""

    def __init__(self, store: RecordsStore, state_of: Callable[[str], FaultState]) -> None:
        self._store = store
        self._state_of = state_of

    def routes(self) -> list[Route]:
        path = "/{system}/records/{record_id}/attachments"
        return [Route(path, self._list), Route(path + "/{sha256}", self._take, methods=["PUT"])]

    async def _list(self, request: Request) -> Response:
        found = await self._store.attachments(request.path_params["system"], request.path_params["record_id"])
        if found is None:
            return problem(404, "not-found", "There is no such record.")
        return JSONResponse(codec.builtins(found))

    async def _take(self, request: Request) -> Response:
        system, told = request.path_params["system"], request.path_params["sha256"]
        state, media = self._state_of(system), request.headers.get("content-type", "").partition(";")[0].strip()
        if state.faults.refuse_media and media.startswith(state.faults.refuse_media):
            state.count("refused")
            return problem(415, "unsupported-media-type", f"Files of the type {media} are not taken.")
        digest, size = hashlib.sha256(), 0
        async for piece in request.stream():
            size += len(piece)
            if size > MAX_FILE:
                return problem(413, "too-large", f"A file has at most {MAX_FILE} bytes.")
            digest.update(piece)
        if not _SHA256.match(told) or digest.hexdigest() != told:
            return problem(422, "hash-differs", "The bytes are not those of this SHA-256.")
        kept = KeptFile(sha256=told, media_type=media, size=size)
        made = await self._store.attach(system, request.path_params["record_id"], kept)
        if made is None:
            return problem(404, "not-found", "There is no such record.")
        state.count("attachments" if made else "attachments_again")
        return JSONResponse(codec.builtins(kept), status_code=201 if made else 200)
