"""Carrying desktops' records to the records systems, server to server, in their authors' names.

What is to be sent is noted and audited before it leaves, what came back after: the same key gives the same answer, and
what may have arrived is told so and never sent again by the relay itself. Nothing of a record is kept here.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from sqlalchemy import insert, select, update
from sqlalchemy.engine import RowMapping
from sqlalchemy.ext.asyncio import AsyncConnection

from triage.gateway import audit, tables
from triage.gateway import state as states
from triage.gateway.config.relay import RelayConfig, secrets_of
from triage.gateway.credentials import Subject
from triage.gateway.database import Database
from triage.gateway.problems import Refusal, invalid
from triage.gateway.settling import check_author
from triage.models import codec
from triage.models.clock import Clock
from triage.models.errors import InputError, KnownError
from triage.models.ids import OpId, ReportId
from triage.models.profile import Destination, Profile
from triage.models.relay import RelayAnswer, RelaySearch
from triage.models.stage import Stage
from triage.models.verdict import Reply, Transport, Verdict, classify
from triage.records.build import connect
from triage.records.connector import Exchange, LookUp, RecordsSystem
from triage.records.document import from_json
from triage.records.relayed import tell_exchange, tell_found, tell_looked_up

if TYPE_CHECKING:
    import httpx

GATEWAY_ROUTE = "gateway"
SENDING, DONE, REFUSED, UNSENT, UNKNOWN = "sending", "done", "refused", "unsent", "unknown"
_PATIENCE_FACTOR = 4
"""A sending that is older than this many time-outs of its destination is not running any more."""
_TOLD_NOTHING = RelayAnswer(reply=Reply(status=202, title="It was sent; whether it arrived is not known yet."))
_NOT_THERE = RelayAnswer(reply=Reply(status=200))


@dataclass(frozen=True, slots=True, kw_only=True)
class Sending:
    """One record on its way. ``record_id``: the record it adds to, "" to make one."""

    report_id: str
    destination: str
    key: str
    body: bytes
    record_id: str
    who: Subject
    request_id: str
    file: bool = False
    """A file that goes to the record, told of in ``body``."""

    @property
    def call(self) -> str:
        return "attach" if self.file else "supplement" if self.record_id else "create"


class Relay:
    """``wire``: what carries every call to the records systems, where it is not the network itself."""

    def __init__(
        self,
        database: Database,
        clock: Clock,
        profile: Callable[[], Profile],
        config: RelayConfig,
        wire: httpx.AsyncClient | None = None,
    ) -> None:
        self._database = database
        self._clock = clock
        self._profile = profile
        self._config = config
        self._wire = wire
        self._systems: dict[str, RecordsSystem] = {}
        self._made_for = ""
        self._making = asyncio.Lock()

    async def send(self, wanted: Sending) -> RelayAnswer:
        """Send a record, or say what became of it when this key was sent before.

        Raises:
            Refusal: the report is not begun by this person; the key was used for something else or is running; the
                route is not through this gateway.
        """
        place, system = await self.system(wanted.destination)
        deliverables = _checked(wanted)
        async with self._database.write() as connection:
            before = await self.note(connection, wanted, place, deliverables)
        if before is not None:
            return before
        key = OpId(wanted.key)
        if wanted.record_id:
            exchange = await system.supplement(wanted.record_id, wanted.body, key)
        else:
            exchange = await system.create(wanted.body, key)
        answer = tell_exchange(exchange, place.key)
        async with self._database.write() as connection:
            await self.keep(connection, wanted, state_of(exchange, system), answer)
        return answer

    async def find(self, report_id: str, destination: str, key: str, deliverables: tuple[str, ...]) -> RelayAnswer:
        """What is there of a report: as the relay remembers it, else as the system says."""
        place, system = await self.system(destination)
        async with self._database.read() as connection:
            rows = await _rows(connection, report_id, destination)
        own = next((row for row in rows if row["key"] == key), None)
        if own is not None and own["state"] == DONE:
            return codec.decode(RelayAnswer, bytes(own["answer"]))
        if system.can.look_up is not LookUp.NONE:
            return tell_exchange(
                await system.find_by_external(ReportId(report_id), OpId(key) if key else None, deliverables), place.key
            )
        of_these = [row for row in rows if not deliverables or row["deliverables"] == ",".join(deliverables)]
        for row in of_these:
            if row["state"] == DONE:
                return codec.decode(RelayAnswer, bytes(row["answer"]))
        if any(row["state"] in (SENDING, UNKNOWN) for row in of_these):
            return _TOLD_NOTHING
        return codec.decode(RelayAnswer, bytes(own["answer"])) if own and own["state"] == REFUSED else _NOT_THERE

    async def search(self, destination: str, wanted: RelaySearch) -> RelayAnswer:
        """Records by what people know of them; nothing is changed there."""
        place, system = await self.system(destination)
        if wanted.kind == "ping":
            return tell_exchange(await system.ping(), place.key)
        if wanted.kind == "reference":
            return tell_found(await system.find_by_reference(wanted.by.get("reference", "")), place.key)
        return tell_looked_up(await system.look_up(wanted.kind, wanted.by))

    async def system(self, destination: str) -> tuple[Destination, RecordsSystem]:
        """The destination and its connector, by the profile in force.

        Raises:
            Refusal: the route is direct, there is no such destination, or a setting of it is missing here.
        """
        profile = self._profile()
        if profile.route != GATEWAY_ROUTE:
            raise Refusal("switched-off", "The force profile says that desktops send records themselves.")
        place = next((one for one in profile.destinations if one.key == destination), None)
        if place is None:
            raise Refusal("not-found", "The force profile has no such destination.")
        async with self._making:
            if self._made_for != profile.version:
                await self.aclose()
                self._made_for = profile.version
            if destination not in self._systems:
                try:
                    told = (self._config.variables, secrets_of(self._config))
                    self._systems[destination] = connect(
                        place, *told, files=profile.files, client=self._wire, clock=self._clock
                    )
                except KnownError as error:
                    raise Refusal("not-ready", f"{error.what} {error.do}", headers={"Retry-After": "60"}) from error
        return place, self._systems[destination]

    async def aclose(self) -> None:
        """Close every connector."""
        while self._systems:
            _, system = self._systems.popitem()
            await system.aclose()

    async def note(
        self, connection: AsyncConnection, wanted: Sending, place: Destination, deliverables: tuple[str, ...]
    ) -> RelayAnswer | None:
        """Note that it leaves now; or the answer that this key had before."""
        now = self._clock.now()
        state = await states.load(connection, wanted.report_id, lock=True)
        if state.stage is not Stage.BEGUN:
            raise Refusal("not-begun", f"It is {state.stage_at(now).value.replace('_', ' ')}.")
        check_author(state, wanted.who, now)
        relayed = tables.relayed
        row = (
            (await connection.execute(select(relayed).where(relayed.c.key == wanted.key))).mappings().first()
        )  # fmt: skip
        told = codec.sha256(f"{wanted.report_id}\n{place.key}\n{wanted.record_id}\n".encode() + wanted.body)
        if row is not None:
            if row["request_sha256"] != told:
                raise Refusal("idempotency-key-reused")
            if row["state"] == DONE:
                return codec.decode(RelayAnswer, bytes(row["answer"]))
            running = now - row["sent_at"] < timedelta(seconds=place.timeout_seconds * _PATIENCE_FACTOR)
            if row["state"] == SENDING and running:
                raise Refusal("in-progress", headers={"Retry-After": "2"})
            await connection.execute(
                update(relayed).where(relayed.c.key == wanted.key).values(state=SENDING, sent_at=now)
            )  # fmt: skip
        else:
            await connection.execute(
                insert(relayed).values(
                    key=wanted.key,
                    report_id=wanted.report_id,
                    destination=place.key,
                    deliverables=",".join(deliverables),
                    subject=wanted.who.id,
                    request_sha256=told,
                    state=SENDING,
                    answer=b"",
                    sent_at=now,
                )
            )
        await self._audit(connection, wanted, "relay", now, call=wanted.call)
        return None

    async def keep(self, connection: AsyncConnection, wanted: Sending, state: str, answer: RelayAnswer) -> None:
        now, relayed = self._clock.now(), tables.relayed
        # What a refusal says may repeat what was sent: the field is kept, the system's words about it are not.
        kept = answer if state == DONE else RelayAnswer(reply=_without_words(answer.reply), lost=answer.lost)
        values = {"state": state, "answer": codec.encode(kept), "answered_at": now}
        await connection.execute(update(relayed).where(relayed.c.key == wanted.key).values(**values))
        status = answer.reply.status if answer.reply else 0
        await self._audit(connection, wanted, "relay.answer", now, state=state, status=status)

    async def _audit(
        self, connection: AsyncConnection, wanted: Sending, action: str, now: datetime, **more: str | int
    ) -> None:
        details = {"destination": wanted.destination, "op": wanted.key, **more}
        report_id, request_id = wanted.report_id, wanted.request_id
        await audit.record(
            connection, now, wanted.who, action, report_id=report_id, request_id=request_id, details=details
        )  # fmt: skip


def _checked(wanted: Sending) -> tuple[str, ...]:
    """The deliverables of the record document; raises Refusal (422) when it is none, or of something else."""
    try:
        document = from_json(wanted.body)
    except InputError as error:
        raise Refusal("invalid", error.what, errors=error.errors) from error
    if document.external_reference != wanted.report_id:
        raise invalid("/external_reference", "must be the report of the address")
    if document.destination != wanted.destination:
        raise invalid("/destination", "must be the destination of the address")
    return tuple(one.key for one in document.deliverables)


def state_of(exchange: Exchange, system: RecordsSystem) -> str:
    if exchange.receipt is not None:
        return DONE
    if exchange.outcome is Transport.NOT_SENT:
        return UNSENT
    verdict = classify(exchange.outcome, idempotent=False)
    if verdict in (Verdict.REJECTED, Verdict.CONFLICT):
        return REFUSED
    return UNSENT if verdict in (Verdict.RETRY, Verdict.AUTH) and not system.idempotent else UNKNOWN


def _without_words(reply: Reply | None) -> Reply | None:
    if reply is None:
        return None
    return replace(reply, title="", errors=tuple(replace(one, detail="was refused") for one in reply.errors))


async def _rows(connection: AsyncConnection, report_id: str, destination: str) -> list[RowMapping]:
    relayed = tables.relayed
    query = select(relayed).where(relayed.c.report_id == report_id, relayed.c.destination == destination)
    return list((await connection.execute(query.order_by(relayed.c.sent_at))).mappings())
