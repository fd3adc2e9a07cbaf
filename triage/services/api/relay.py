"""A records system reached through the gateway: the same to the outbox as one that is reached directly."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from urllib.parse import quote

from triage.models import codec
from triage.models.errors import InputError
from triage.models.ids import OpId, ReportId
from triage.models.profile import Destination
from triage.models.relay import RelayAnswer, RelayFile, RelaySearch
from triage.models.verdict import Reply, Transport
from triage.records.build import declared
from triage.records.connector import NOT_OFFERED, Can, Exchange, Found, LookedUp, LookUp, SentFile
from triage.records.relayed import hear_exchange, hear_found, hear_looked_up
from triage.services.api.client import ApiFailure, Client, unreadable

REMEMBERS = timedelta(minutes=2)
"""How long the relay may not know yet what became of a sending, for a system that cannot be asked."""
WAIT_FACTOR = 4
_NOT_HANDED_OUT = frozenset(
    {"attachment-failed", "attachment-suspicious", "infected", "locked", "unknown-attachment", "unknown-report"}
)
"""What the gateway says of a file that does not leave."""


class RelayedRecords:
    """``files``: the profile's, by which the destination's own abilities are known here."""

    def __init__(self, destination: Destination, client: Client, files: Mapping[str, str]) -> None:
        self._destination = destination
        self._client = client
        system = declared(destination, files)
        self._idempotent = system.idempotent
        asked = system.can.look_up is not LookUp.NONE
        # The relay remembers what it sent: a system that cannot be asked is one whose answer may come later.
        look_up = system.can.look_up if asked else LookUp.LATE
        self._can = replace(system.can, look_up=look_up, has_files=True, finds_files=True, dry_run=False)
        self._index_delay = system.index_delay if asked else REMEMBERS

    @property
    def name(self) -> str:
        return self._destination.key

    @property
    def idempotent(self) -> bool:
        return self._idempotent

    @property
    def index_delay(self) -> timedelta:
        return self._index_delay

    @property
    def can(self) -> Can:
        return self._can

    async def create(self, body: bytes, key: OpId) -> Exchange:
        report_id = str(codec.decode(dict[str, object], body)["external_reference"])
        return await self._exchange("POST", self._of(report_id), body=body, key=key)

    async def supplement(self, record_id: str, body: bytes, key: OpId) -> Exchange:
        report_id = str(codec.decode(dict[str, object], body)["external_reference"])
        return await self._exchange("POST", self._of(report_id), body=body, key=key, params={"record_id": record_id})

    async def find_by_external(
        self, external: ReportId, key: OpId | None = None, deliverables: tuple[str, ...] = ()
    ) -> Exchange:
        params = {"key": str(key or ""), "deliverables": ",".join(deliverables)}
        return await self._exchange("GET", self._of(external), params=params)

    async def find_by_reference(self, reference: str) -> Found:
        told = await self._asked(
            "POST", self._path, body=codec.encode(RelaySearch(kind="reference", by={"reference": reference}))
        )
        return Found(outcome=told) if isinstance(told, Reply | Transport) else hear_found(*told)

    async def look_up(self, kind: str, by: Mapping[str, str]) -> LookedUp:
        told = await self._asked("POST", self._path, body=codec.encode(RelaySearch(kind=kind, by=dict(by))))
        return LookedUp(outcome=told) if isinstance(told, Reply | Transport) else hear_looked_up(*told)

    async def ping(self) -> Exchange:
        return await self._exchange("POST", self._path, body=codec.encode(RelaySearch(kind="ping")))

    async def attach(self, record_id: str, file: SentFile, key: OpId) -> Exchange:
        told = RelayFile(
            record_id=record_id,
            number=file.number,
            version=file.version,
            name=file.name,
            media_type=file.media_type,
            sha256=file.sha256,
        )
        path = f"{self._of(file.report_id)}/files"
        return await self._exchange("POST", path, body=codec.encode(told), key=key)

    async def find_file(self, _record_id: str, _file: SentFile) -> Exchange:
        """The relay itself looks before it sends, so nothing is asked twice: "not there" as far as is known here."""
        return Exchange(outcome=Reply(status=200))

    async def try_out(self, _body: bytes, _key: OpId) -> Exchange:
        return Exchange(outcome=NOT_OFFERED)

    async def aclose(self) -> None:
        """The client is the gateway's and stays open."""

    @property
    def _path(self) -> str:
        return f"/v1/relay/{quote(self._destination.key, safe='')}"

    def _of(self, report_id: str) -> str:
        return f"/v1/reports/{quote(report_id, safe='')}/relay/{quote(self._destination.key, safe='')}"

    async def _exchange(
        self,
        method: str,
        path: str,
        *,
        body: bytes | None = None,
        key: OpId | None = None,
        params: Mapping[str, str] | None = None,
    ) -> Exchange:
        told = await self._asked(method, path, body=body, key=key, params=params)
        return Exchange(outcome=told) if isinstance(told, Reply | Transport) else hear_exchange(*told)

    async def _asked(
        self,
        method: str,
        path: str,
        *,
        body: bytes | None = None,
        key: OpId | None = None,
        params: Mapping[str, str] | None = None,
    ) -> tuple[RelayAnswer, float] | Reply | Transport:
        """The relay's answer and the milliseconds; or how the gateway itself answered, as the destination's outcome."""
        started = time.perf_counter()
        headers = {"Idempotency-Key": str(key)} if key else {}
        wait = self._destination.timeout_seconds * WAIT_FACTOR
        try:
            got = await self._client.call(method, path, body=body, params=params, headers=headers, wait=wait)
            try:
                answer = codec.decode(RelayAnswer, got.body)
            except InputError as error:
                raise unreadable(error) from error
        except ApiFailure as failure:
            return of_gateway(failure.outcome)
        return answer, (time.perf_counter() - started) * 1000


def of_gateway(outcome: Reply | Transport) -> Reply | Transport:
    """What the gateway's own refusal means for the sending. Nothing left when it says that it cannot or will not."""
    if isinstance(outcome, Transport) or not outcome.expected_type:
        return outcome
    if outcome.problem == "attachment-pending":
        return Reply(status=425, problem=outcome.problem, title=outcome.title, retry_after=outcome.retry_after)
    if outcome.problem in _NOT_HANDED_OUT:
        return Reply(status=422, problem=outcome.problem, title=outcome.title)
    if outcome.problem in ("not-ready", "switched-off", "too-many-calls"):
        return Reply(status=429, problem=outcome.problem, title=outcome.title, retry_after=outcome.retry_after)
    if outcome.problem == "not-begun":  # the begin was taken back meanwhile: a conflict, not a record that exists
        return Reply(status=412, problem="stale", title=outcome.title)
    return outcome
