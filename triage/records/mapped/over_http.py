"""The connector "mapped-rest": any system that takes JSON or XML over HTTP, by its mapping."""

from __future__ import annotations

import asyncio
import base64
from collections.abc import Mapping as Table
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from triage.models.clock import Clock, SystemClock
from triage.models.ids import OpId, ReportId
from triage.models.profile import Destination
from triage.models.verdict import Reply, Transport
from triage.records.connector import (
    NOT_OFFERED,
    Can,
    Exchange,
    Found,
    LookedUp,
    LookUp,
    SentFile,
)
from triage.records.http import Answer, ClientTls, Pool, exchange
from triage.records.mapped.answers import Fields, hits_in, is_good, is_ours, made_by, meant, read_answer
from triage.records.mapped.reading import SEARCHES
from triage.records.mapped.shape import Auth, Endpoint, Mapping
from triage.records.mapped.writing import JSON, XML, Unfit, Writer, Written, filled
from triage.records.rest import NOBODY
from triage.records.sending import SLOWEST, as_form, file_headers

if TYPE_CHECKING:
    import httpx

DEADLINE_FACTOR = 3


class MappedRecords:
    """One destination over HTTP. A client that is passed in is shared and stays open; an own one is closed."""

    def __init__(
        self,
        destination: Destination,
        mapping: Mapping,
        *,
        url: str,
        schemas: Table[str, str],
        secret: str = "",
        tls: ClientTls = ClientTls(),
        client: httpx.AsyncClient | None = None,
        clock: Clock | None = None,
    ) -> None:
        self._destination = destination
        self._mapping = mapping
        self._url = url.rstrip("/")
        self._writer = Writer(mapping, schemas)
        self._pool = Pool(url, destination.timeout_seconds, client, tls)
        self._clock = clock or SystemClock()
        accept = "application/xml" if mapping.format == "xml" else "application/json"
        self._headers = {"Accept": accept, **mapping.headers, **auth_headers(mapping.auth, secret)}

    @property
    def name(self) -> str:
        return self._destination.key

    @property
    def idempotent(self) -> bool:
        return self._mapping.manners.idempotent

    @property
    def index_delay(self) -> timedelta:
        told = max(self._mapping.manners.index_delay_seconds, self._destination.index_delay_seconds)
        return timedelta(seconds=told)

    @property
    def can(self) -> Can:
        mapping = self._mapping
        return Can(
            look_up=LookUp.SURE if mapping.find else LookUp.NONE,
            by_reference=mapping.find_reference is not None,
            searches=frozenset(kind for kind in SEARCHES if getattr(mapping, kind) is not None),
            supplements=mapping.supplement is not None,
            attachments=mapping.attach is not None,
            dry_run=mapping.dry_run is not None,
            etags=mapping.supplement is not None and mapping.supplement.if_match,
        )

    async def create(self, body: bytes, key: OpId) -> Exchange:
        try:
            written = await asyncio.to_thread(self._writer.create, body, key)
        except Unfit as unfit:
            return Exchange(outcome=unfit.reply)
        return await self._make(written, {})

    async def supplement(self, record_id: str, body: bytes, key: OpId) -> Exchange:
        try:
            written = await asyncio.to_thread(self._writer.supplement, record_id, body, key)
        except Unfit as unfit:
            return Exchange(outcome=unfit.reply)
        headers: dict[str, str] = {}
        if written.endpoint.if_match and self._mapping.read is not None:
            answer, took = await self._send(self._mapping.read, written.variables)
            if isinstance(answer, Transport):  # only read: nothing was changed there
                return Exchange(outcome=Transport.NOT_SENT, latency_ms=took)
            if not _is_done(answer.reply):
                return Exchange(outcome=answer.reply, latency_ms=took)
            headers["If-Match"] = answer.etag
        return await self._make(written, headers)

    async def supplement_under(self, record_id: str, body: bytes, key: OpId, etag: str) -> Exchange:
        """A supplement under a given ETag, for trying what the system does about a change made meanwhile."""
        try:
            written = await asyncio.to_thread(self._writer.supplement, record_id, body, key)
        except Unfit as unfit:
            return Exchange(outcome=unfit.reply)
        return await self._make(written, {"If-Match": etag})

    async def send_bytes(self, content: bytes, key: OpId) -> Exchange:
        """These very bytes to where records are made, for trying what the system does about a body that is none."""
        media = XML if self._mapping.xml else JSON
        answer, took = await self._send(
            replace(self._mapping.create[0], method=self._mapping.create[0].method or "POST"),
            {"external_reference": str(key), "operation": str(key), "deliverable": ""},
            headers={"Content-Type": media, **self._key(key)},
            content=content,
        )
        return Exchange(outcome=answer if isinstance(answer, Transport) else answer.reply, latency_ms=took)

    async def try_out(self, body: bytes, key: OpId) -> Exchange:
        trial = self._mapping.dry_run
        if trial is None:
            return Exchange(outcome=NOT_OFFERED)
        try:
            written = await asyncio.to_thread(self._writer.create, body, key)
        except Unfit as unfit:
            return Exchange(outcome=unfit.reply)
        path = filled(trial.path, written.variables) if trial.path else written.path
        answer, took = await self._send(
            written.endpoint, {}, path=path, written=written, headers=dict(trial.headers), fields=written.known
        )
        return Exchange(outcome=answer if isinstance(answer, Transport) else answer.reply, latency_ms=took)

    async def find_by_external(
        self, external: ReportId, key: OpId | None = None, deliverables: tuple[str, ...] = ()
    ) -> Exchange:
        found = self._mapping.find
        if found is None:
            return Exchange(outcome=NOT_OFFERED)
        keys = deliverables
        named = keys[0] if keys else ""
        variables = {"external_reference": str(external), "operation": str(key or ""), "deliverable": named}
        answer, took = await self._send(found, variables)
        if isinstance(answer, Transport):
            return Exchange(outcome=answer, latency_ms=took)
        if answer.reply.status in found.none:
            return Exchange(outcome=Reply(status=200), latency_ms=took)
        if not _is_done(answer.reply):
            return Exchange(outcome=answer.reply, latency_ms=took)
        made = made_by(found.answer, await _read(answer), answer.location, keys)
        if made.receipt is None and not made.empty:
            return Exchange(outcome=_not_theirs(answer.reply), latency_ms=took)
        return Exchange(outcome=Reply(status=200), receipt=made.receipt, latency_ms=took)

    async def find_by_reference(self, reference: str) -> Found:
        found = self._mapping.find_reference
        if found is None:
            return Found(outcome=NOT_OFFERED)
        answer, took = await self._send(found, {"reference": reference})
        if isinstance(answer, Transport):
            return Found(outcome=answer, latency_ms=took)
        if answer.reply.status in found.none:
            return Found(outcome=Reply(status=200), latency_ms=took)
        if not _is_done(answer.reply):
            return Found(outcome=answer.reply, latency_ms=took)
        made = made_by(found.answer, await _read(answer), answer.location, ())
        return Found(outcome=answer.reply, receipts=(made.receipt,) if made.receipt else (), latency_ms=took)

    async def look_up(self, kind: str, by: Table[str, str]) -> LookedUp:
        found: Endpoint | None = getattr(self._mapping, kind) if kind in SEARCHES else None
        if found is None:
            return LookedUp(outcome=NOT_OFFERED)
        if not any(f"{{{name}}}" in found.path for name, value in by.items() if value):
            return LookedUp(outcome=Reply(status=200))  # it cannot be asked by this; asking for all would be wrong
        answer, took = await self._send(found, {name: by.get(name, "") for name in SEARCHES[kind]})
        if isinstance(answer, Transport):
            return LookedUp(outcome=answer, latency_ms=took)
        if answer.reply.status in found.none:
            return LookedUp(outcome=Reply(status=200), latency_ms=took)
        hits = hits_in(found.answer, await _read(answer)) if _is_done(answer.reply) else ()
        return LookedUp(outcome=answer.reply, hits=hits, latency_ms=took)

    async def ping(self) -> Exchange:
        if self._mapping.find is not None:
            return await self.find_by_external(NOBODY)
        answer, took = await self._send(Endpoint(path="/"), {})
        if isinstance(answer, Transport):
            return Exchange(outcome=answer, latency_ms=took)
        return Exchange(outcome=Reply(status=answer.reply.status), latency_ms=took)  # its own start page will do

    async def attach(self, record_id: str, file: SentFile, key: OpId) -> Exchange:
        told = self._mapping.attach
        if told is None:
            return Exchange(outcome=NOT_OFFERED)
        endpoint = Endpoint(path=told.path, method=told.method)
        headers, content = as_form(file, told.form_field) if told.form_field else (file_headers(file), file.content())
        variables = {"record_id": record_id, "number": str(file.number), "name": file.name}
        answer, took = await self._send(
            endpoint, variables, headers={**self._key(key), **headers}, content=content, size=file.size
        )
        return Exchange(outcome=answer if isinstance(answer, Transport) else answer.reply, latency_ms=took)

    async def find_file(self, _record_id: str, _file: SentFile) -> Exchange:
        return Exchange(outcome=NOT_OFFERED)

    async def aclose(self) -> None:
        await self._pool.aclose()

    async def _make(self, written: Written, headers: dict[str, str]) -> Exchange:
        key = self._key(OpId(written.variables["operation"]))
        answer, took = await self._send(
            written.endpoint, {}, path=written.path, written=written, headers={**headers, **key}, fields=written.known
        )
        if isinstance(answer, Transport):
            return Exchange(outcome=answer, latency_ms=took)
        if not _is_done(answer.reply):
            return Exchange(outcome=answer.reply, latency_ms=took)
        made = made_by(written.endpoint.answer, await _read(answer), answer.location, written.deliverables)
        reply = answer.reply if made.receipt else _not_theirs(answer.reply)
        return Exchange(outcome=reply, receipt=made.receipt, latency_ms=took)

    def _key(self, key: OpId) -> dict[str, str]:
        header = self._mapping.manners.key_header
        return {header: str(key)} if header else {}

    async def _send(
        self,
        endpoint: Endpoint,
        variables: Table[str, str],
        *,
        path: str = "",
        written: Written | None = None,
        headers: dict[str, str] | None = None,
        fields: Fields = (),
        size: int = 0,
        **parts: Any,
    ) -> tuple[Answer | Transport, float]:
        """One call; the reply comes back in our words, an answer that denies itself as a refusal."""
        try:
            client = await self._pool.client()
        except OSError:  # ssl.SSLError is one: a certificate or key cannot be read, so nobody was called
            return Transport.NOT_SENT, 0.0
        every = {**self._headers, **endpoint.headers, **(headers or {})}
        if written is not None:
            every["Content-Type"], parts["content"] = written.media, written.content
        method = endpoint.method or ("POST" if written else "GET")
        address = f"{self._url}{path or filled(endpoint.path, variables)}"
        request = client.build_request(method, address, headers=every, **parts)
        deadline = self._destination.timeout_seconds * DEADLINE_FACTOR + size / SLOWEST
        answer, took = await exchange(
            client, request, deadline_seconds=deadline, now=self._clock.now(), ours=is_ours
        )  # fmt: skip
        if isinstance(answer, Transport):
            return answer, took
        value = await _read(answer)
        if _is_done(answer.reply) and not is_good(endpoint.answer, value):
            denied = Answer(reply=Reply(status=422, problem="refused"), body=answer.body)
            return _said(denied, meant(self._mapping, denied.reply, value, fields)), took
        # A success that needs no words (a 201 with a Location, a 204) has no content type; a portal's 200 is none.
        wordless = answer.bare and answer.reply.status in (201, 204)
        reply = Reply(status=answer.reply.status) if wordless else answer.reply
        return _said(answer, meant(self._mapping, reply, value, fields)), took


def auth_headers(auth: Auth, secret: str) -> dict[str, str]:
    """The header that tells the system who we are."""
    if not secret or auth.how == "none":
        return {}
    if auth.how == "header":
        return {auth.header: secret}
    if auth.how == "basic":
        return {"Authorization": f"Basic {base64.b64encode(secret.encode()).decode()}"}
    return {"Authorization": f"Bearer {secret}"}


async def _read(answer: Answer) -> Any:
    return await asyncio.to_thread(read_answer, answer.body) if answer.body else None


def _said(answer: Answer, reply: Reply) -> Answer:
    return Answer(reply=reply, body=answer.body, location=answer.location, etag=answer.etag)


def _is_done(reply: Reply) -> bool:
    return 200 <= reply.status < 300 and reply.expected_type


def _not_theirs(reply: Reply) -> Reply:
    """A success that does not say what was made: it may have been, so it is looked into."""
    return Reply(status=reply.status, expected_type=False)
