"""The connector "records-rest": our own small contract (contracts C1), served by the training stand-in.

``POST {url}/records`` with ``Idempotency-Key: "<uuid>"`` (an RFC 8941 string) answers 201 or 200
``{record_id, references: [{deliverable, reference}]}``; ``GET {url}/records?external_reference=`` a list of those.
``POST {url}/records/{record_id}/supplements`` adds to a record and answers as a create does; ``GET
{url}/records?reference=`` finds records by the reference that people know; ``GET {url}/people``, ``/addresses`` and
``/vehicles`` with the members to match find records that hold such a one.
``PUT {url}/records/{record_id}/attachments/{sha256}`` adds a file under the hash of its bytes, so that sending it again
adds nothing; ``GET {url}/records/{record_id}/attachments`` lists ``[{sha256}]``.
Refusals are RFC 9457 problems with ``errors[{pointer, detail}]``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from triage.models import codec
from triage.models.clock import Clock, SystemClock
from triage.models.errors import InputError
from triage.models.ids import OpId, ReportId
from triage.models.profile import Destination
from triage.models.verdict import Transport
from triage.records.connector import NOT_OFFERED, Can, Exchange, Found, Hit, LookedUp, Receipt, Referred, SentFile
from triage.records.http import JSON_TYPE, Answer, Pool, exchange
from triage.records.sending import SLOWEST, file_headers

if TYPE_CHECKING:
    import httpx

NOBODY = ReportId("00000000-0000-0000-0000-000000000000")
"""An external reference that no report has."""
DEADLINE_FACTOR = 3
"""The whole exchange may take this many times the destination's time-out, which bounds each of its steps."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _WireReference:
    deliverable: str
    reference: str


@dataclass(frozen=True, slots=True, kw_only=True)
class WireReceipt:
    """The answer to a create and to a supplement, as it is sent."""

    record_id: str
    references: tuple[_WireReference, ...]

    def receipt(self) -> Receipt:
        """The same in the words of every connector."""
        return Receipt(
            record_id=self.record_id,
            references=tuple(Referred(entry.deliverable, entry.reference) for entry in self.references),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class _WireFile:
    """A file of a record as far as it is needed."""

    sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class _WireHit:
    """A hit as far as it is needed: what matched stays where it is."""

    record_id: str
    external_reference: str = ""
    created_at: str = ""


class RestRecords:
    """One destination over HTTP. A client that is passed in is shared and stays open; an own one is closed."""

    def __init__(
        self,
        destination: Destination,
        *,
        url: str,
        client: httpx.AsyncClient | None = None,
        token: str = "",
        clock: Clock | None = None,
    ) -> None:
        self._destination = destination
        self._url = url.rstrip("/")
        self._pool = Pool(url, destination.timeout_seconds, client)
        self._clock = clock or SystemClock()
        self._auth = {"Authorization": f"Bearer {token}"} if token else {}

    @property
    def name(self) -> str:
        return self._destination.key

    @property
    def idempotent(self) -> bool:
        return self._destination.idempotent

    @property
    def index_delay(self) -> timedelta:
        return timedelta(seconds=self._destination.index_delay_seconds)

    async def create(self, body: bytes, key: OpId) -> Exchange:
        headers = {"Content-Type": JSON_TYPE, "Idempotency-Key": f'"{key}"'}
        answer, took = await self._send("POST", content=body, headers=headers)
        if isinstance(answer, Transport):
            return Exchange(outcome=answer, latency_ms=took)
        if not _is_done(answer):
            return Exchange(outcome=answer.reply, latency_ms=took)
        return _told(answer, _one(answer.body), took)

    @property
    def can(self) -> Can:
        searches = frozenset({"people", "addresses", "vehicles"})
        return Can(searches=searches, attachments=True, finds_files=True)

    async def find_by_external(
        self, external: ReportId, _key: OpId | None = None, _deliverables: tuple[str, ...] = ()
    ) -> Exchange:
        answer, took = await self._send("GET", params={"external_reference": external})
        if isinstance(answer, Transport):
            return Exchange(outcome=answer, latency_ms=took)
        if not _is_done(answer):
            return Exchange(outcome=answer.reply, latency_ms=took)
        found = _several(answer.body)
        if found is not None and not found:
            return Exchange(outcome=answer.reply, latency_ms=took)
        # External references are unique there: more than one is an answer we cannot trust, not a choice to make.
        return _told(answer, found[0] if found and len(found) == 1 else None, took)

    async def find_every(self, external: ReportId) -> Found:
        """All records of a report: there should be one at most, and the account must see it when there are more."""
        return await self._find({"external_reference": external})

    async def supplement(self, record_id: str, body: bytes, key: OpId) -> Exchange:
        headers = {"Content-Type": JSON_TYPE, "Idempotency-Key": f'"{key}"'}
        path = f"/{quote(record_id, safe='')}/supplements"
        answer, took = await self._send("POST", path, content=body, headers=headers)
        if isinstance(answer, Transport):
            return Exchange(outcome=answer, latency_ms=took)
        if not _is_done(answer):
            return Exchange(outcome=answer.reply, latency_ms=took)
        return _told(answer, _one(answer.body), took)

    async def find_by_reference(self, reference: str) -> Found:
        return await self._find({"reference": reference})

    async def _find(self, by: Mapping[str, str]) -> Found:
        answer, took = await self._send("GET", params=dict(by))
        if isinstance(answer, Transport):
            return Found(outcome=answer, latency_ms=took)
        if not _is_done(answer):
            return Found(outcome=answer.reply, latency_ms=took)
        receipts = _several(answer.body)
        reply = answer.reply if receipts is not None else replace(answer.reply, expected_type=False)
        return Found(outcome=reply, receipts=receipts or (), latency_ms=took)

    async def look_up(self, kind: str, by: Mapping[str, str]) -> LookedUp:
        answer, took = await self._send("GET", room=kind, params=dict(by))
        if isinstance(answer, Transport):
            return LookedUp(outcome=answer, latency_ms=took)
        if not _is_done(answer):
            return LookedUp(outcome=answer.reply, latency_ms=took)
        try:
            told = codec.decode(tuple[_WireHit, ...], answer.body)
        except InputError:
            return LookedUp(outcome=replace(answer.reply, expected_type=False), latency_ms=took)
        hits = tuple(Hit(one.record_id, one.external_reference, one.created_at) for one in told)
        return LookedUp(outcome=answer.reply, hits=hits, latency_ms=took)

    async def send_bytes(self, content: bytes, key: OpId) -> Exchange:
        """These very bytes to where records are made, for trying what the system does about a body that is none."""
        return await self.create(content, key)

    async def ping(self) -> Exchange:
        return await self.find_by_external(NOBODY)

    async def attach(self, record_id: str, file: SentFile, key: OpId) -> Exchange:
        headers = {"Idempotency-Key": f'"{key}"', **file_headers(file)}
        path = f"/{quote(record_id, safe='')}/attachments/{file.sha256}"
        answer, took = await self._send("PUT", path, content=file.content(), headers=headers, size=file.size)
        return Exchange(outcome=answer if isinstance(answer, Transport) else answer.reply, latency_ms=took)

    async def find_file(self, record_id: str, file: SentFile) -> Exchange:
        answer, took = await self._send("GET", f"/{quote(record_id, safe='')}/attachments")
        if isinstance(answer, Transport):
            return Exchange(outcome=answer, latency_ms=took)
        if not _is_done(answer):
            return Exchange(outcome=answer.reply, latency_ms=took)
        try:
            there = {one.sha256 for one in codec.decode(tuple[_WireFile, ...], answer.body)}
        except InputError:
            return Exchange(outcome=replace(answer.reply, expected_type=False), latency_ms=took)
        receipt = Receipt(record_id=record_id, references=()) if file.sha256 in there else None
        return Exchange(outcome=answer.reply, receipt=receipt, latency_ms=took)

    async def try_out(self, _body: bytes, _key: OpId) -> Exchange:
        return Exchange(outcome=NOT_OFFERED)

    async def aclose(self) -> None:
        await self._pool.aclose()

    async def _send(
        self, method: str, path: str = "", room: str = "records", size: int = 0, **parts: Any
    ) -> tuple[Answer | Transport, float]:
        headers = {"Accept": JSON_TYPE, **self._auth, **parts.pop("headers", {})}
        client = await self._pool.client()
        request = client.build_request(method, f"{self._url}/{room}{path}", headers=headers, **parts)
        deadline = self._destination.timeout_seconds * DEADLINE_FACTOR + size / SLOWEST
        return await exchange(client, request, deadline_seconds=deadline, now=self._clock.now())


def _is_done(answer: Answer) -> bool:
    return 200 <= answer.reply.status < 300 and answer.reply.expected_type


def _told(answer: Answer, receipt: Receipt | None, took: float) -> Exchange:
    """A success whose body is not a receipt is no success: it is not our contract that answered."""
    reply = answer.reply if receipt else replace(answer.reply, expected_type=False)
    return Exchange(outcome=reply, receipt=receipt, latency_ms=took)


def _one(body: bytes) -> Receipt | None:
    try:
        return codec.decode(WireReceipt, body).receipt()
    except InputError:
        return None


def _several(body: bytes) -> tuple[Receipt, ...] | None:
    try:
        return tuple(entry.receipt() for entry in codec.decode(tuple[WireReceipt, ...], body))
    except InputError:
        return None
