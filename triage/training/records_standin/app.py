"""The stand-in's HTTP face: records, look-ups and the instructor's control under /_training."""

from __future__ import annotations

import asyncio
import hmac
import re
from collections import defaultdict
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from typing import Any

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from triage.models import codec
from triage.models.errors import FieldError, InputError
from triage.training.records_standin.answers import problem, receipt_response
from triage.training.records_standin.checking import DocumentCheck
from triage.training.records_standin.cutting import Connections
from triage.training.records_standin.enclosed import Enclosed
from triage.training.records_standin.faults import Faults, FaultState, read_faults
from triage.training.records_standin.keeping import How, Kept, RecordsStore
from triage.training.records_standin.lookups import LOOK_UPS, look_up

CONTROL = "_training"
MAX_BODY = 8 * 1024 * 1024
MAX_PAGE = 1000
_KEY = re.compile(r'^"([\x20-\x21\x23-\x5b\x5d-\x7e]{1,255})"$')
_SYSTEM = re.compile(r"^[a-z0-9][a-z0-9-]{0,31}$")
_LOOPBACK = frozenset({"127.0.0.1", "::1"})


class RecordsStandin:
    """The application's parts and its handlers. ``control_token`` empty = no control endpoint."""

    def __init__(
        self,
        store: RecordsStore,
        schema: Mapping[str, Any],
        connections: Connections,
        *,
        control_token: str = "",
    ) -> None:
        self._store = store
        self._check = DocumentCheck(schema)
        self._connections = connections
        self._control_token = control_token
        self.systems: defaultdict[str, FaultState] = defaultdict(FaultState)

    def app(self) -> ASGIApp:
        """The ASGI application, faults outermost."""
        routes = [
            Route("/healthz", self._health),
            Route(f"/{CONTROL}", self._state),
            Route(f"/{CONTROL}/{{system}}", self._set, methods=["PUT"]),
            Route("/{system}/records", self._records, methods=["GET"]),
            Route("/{system}/records", self._create, methods=["POST"]),
            Route("/{system}/records/{record_id}", self._record),
            *Enclosed(self._store, lambda system: self.systems[system]).routes(),
            Route("/{system}/records/{record_id}/supplements", self._create, methods=["POST"]),
            Route("/{system}/{kind}", self._look_up),
        ]
        inner = Starlette(routes=routes, lifespan=self._lifespan)

        async def faulty(scope: Scope, receive: Receive, send: Send) -> None:
            if scope["type"] == "http" and not scope["path"].startswith((f"/{CONTROL}", "/healthz")):
                await self._with_faults(inner, scope, receive, send)
            else:
                await inner(scope, receive, send)

        return faulty

    @asynccontextmanager
    async def _lifespan(self, _app: Starlette) -> AsyncIterator[None]:
        await self._store.open()
        yield
        await self._store.aclose()

    async def _with_faults(self, inner: ASGIApp, scope: Scope, receive: Receive, send: Send) -> None:
        name = scope["path"].split("/")[1]
        if not _SYSTEM.match(name):
            await problem(404, "not-found", "There is no such system.")(scope, receive, send)
            return
        state = self.systems[name]
        faults = state.faults
        if faults.slow_ms:
            await asyncio.sleep(faults.slow_ms / 1000)
        unwell = _unwell(state, faults)
        if unwell is not None:
            await unwell(scope, receive, send)
        elif state.drops_before():
            state.count("dropped_before")
            await self._connections.cut(scope, receive)
        else:
            await inner(scope, receive, self._dropping(state, scope, receive, send))

    def _dropping(self, state: FaultState, scope: Scope, receive: Receive, send: Send) -> Send:
        """``send`` that now and then cuts the connection in place of telling that a record was made."""
        dropped = False

        async def send_or_cut(message: Message) -> None:
            nonlocal dropped
            begins = message["type"] == "http.response.start" and scope["method"] in ("POST", "PUT")
            made = begins and message["status"] < 300
            if made and state.drops_answer():
                dropped = True
                state.count("dropped_answer")
                await self._connections.cut(scope, receive)
            if not dropped:
                await send(message)

        return send_or_cut

    async def _create(self, request: Request) -> Response:
        state = self.systems[request.path_params["system"]]
        state.count("creates")
        given = request.headers.get("idempotency-key", "").strip()
        key = _KEY.match(given)
        if key is None:
            word = "idempotency-key-malformed" if given else "idempotency-key-missing"
            return problem(400, word, 'Send an Idempotency-Key header: a structured-field string such as "<uuid>".')
        if request.headers.get("content-type", "").partition(";")[0].strip().lower() != "application/json":
            return problem(415, "unsupported-media-type", "Send the record as application/json.")
        body = await request.body()
        if len(body) > MAX_BODY:
            return problem(413, "too-large", f"A record has at most {MAX_BODY} bytes.")
        try:
            document = await asyncio.to_thread(self._check.read, body)
        except InputError as error:
            state.count("refused")
            return problem(422, "invalid", error.what, errors=error.errors)
        refused = state.refusal(document)
        if refused:
            state.count("refused")
            return problem(422, "refused", "The record was refused.", errors=(refused,))
        system, record_id = request.path_params["system"], request.path_params.get("record_id", "")
        if record_id:
            supplemented = await self._store.supplement(system, record_id, key[1], body)
            if supplemented is None:
                return problem(404, "not-found", "There is no such record.")
            state.count("supplements")
            return _told(supplemented)
        kept = await self._store.create(system, key[1], body, document)
        state.count(kept.how.value)
        return _told(kept)

    async def _records(self, request: Request) -> Response:
        system, asked = request.path_params["system"], request.query_params
        self.systems[system].count("look_ups")
        external = asked.get("external_reference")
        if external is not None:
            return JSONResponse(codec.builtins(await self._store.find(system, external)))
        reference = asked.get("reference")
        if reference is not None:
            return JSONResponse(codec.builtins(await self._store.find_reference(system, reference)))
        limit, offset = _number(asked.get("limit"), 100), _number(asked.get("offset"), 0)
        if limit is None or offset is None or limit > MAX_PAGE:
            return problem(422, "invalid", f"limit is a whole number up to {MAX_PAGE}, offset a whole number.")
        return JSONResponse(codec.builtins(await self._store.receipts(system, limit, offset)))

    async def _record(self, request: Request) -> Response:
        found = await self._store.get(request.path_params["system"], request.path_params["record_id"])
        if found is None:
            return problem(404, "not-found", "There is no such record.")
        return JSONResponse(codec.builtins(found))

    async def _look_up(self, request: Request) -> Response:
        kind, system = request.path_params["kind"], request.path_params["system"]
        if kind not in LOOK_UPS:
            return problem(404, "not-found", f"Look-ups here are {', '.join(LOOK_UPS)}.")
        self.systems[system].count("look_ups")
        try:
            return JSONResponse(await look_up(self._store, system, kind, dict(request.query_params)))
        except InputError as error:
            return problem(422, "invalid", error.what, errors=error.errors)

    async def _health(self, _request: Request) -> Response:
        return JSONResponse({"status": "ok"})

    async def _state(self, request: Request) -> Response:
        if not self._may_control(request):
            return problem(403, "forbidden", "The control endpoint needs its token, from this machine.")
        held = await self._store.counts()
        names = sorted({*held, *self.systems})
        systems = {name: self._state_of(name, held.get(name, 0)) for name in names}
        return JSONResponse({"systems": systems})

    async def _set(self, request: Request) -> Response:
        if not self._may_control(request):
            return problem(403, "forbidden", "The control endpoint needs its token, from this machine.")
        system = request.path_params["system"]
        try:
            faults = read_faults(codec.decode(dict[str, Any], await request.body()))
        except InputError as error:
            return problem(422, "invalid", error.what, errors=error.errors)
        self.systems[system].set(faults)
        return JSONResponse(self._state_of(system, (await self._store.counts()).get(system, 0)))

    def _state_of(self, system: str, held: int) -> dict[str, Any]:
        state = self.systems[system]
        return {"faults": codec.builtins(state.faults), "counts": state.counts, "records": held}

    def _may_control(self, request: Request) -> bool:
        given = request.headers.get("authorization", "").removeprefix("Bearer ").encode()
        local = request.client is not None and request.client.host in _LOOPBACK
        wanted = self._control_token.encode()
        return local and bool(wanted) and hmac.compare_digest(given, wanted)


def _unwell(state: FaultState, faults: Faults) -> Response | None:
    """The answer of a system that is down or does not know us."""
    if faults.down:
        state.count("down")
        wait = {"Retry-After": str(faults.retry_after)}
        return problem(503, "unavailable", "The records system is down for training.", headers=wait)
    if faults.signed_out:
        state.count("signed_out")
        return problem(401, "unauthenticated", "Sign in again.", headers={"WWW-Authenticate": "Bearer"})
    return None


def _told(kept: Kept) -> Response:
    if kept.receipt is None:
        return problem(422, "idempotency-key-reused", "This Idempotency-Key was used for another record.")
    if kept.how is How.EXISTS:
        title = "A record with this external reference exists."
        return problem(
            409, "exists", title, errors=(FieldError("/external_reference", "exists"),), receipt=kept.receipt
        )
    return receipt_response(kept.receipt, replayed=kept.how is How.REPLAYED)


def _number(text: str | None, default: int) -> int | None:
    if text is None:
        return default
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else None
