"""The sending half of a desk against a modelled outside: what really happened there is always known.

The model of a destination is unkind: it keeps no external reference unique, so that only our own care prevents a
second record; its look-up misses what is younger than its index delay; unless told so it forgets idempotency keys.
"""

from __future__ import annotations

import asyncio
import random
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, cast

from tests.builders import NOW, a_draft, a_profile, a_report, a_summary
from triage.models import codec
from triage.models.clock import ManualClock
from triage.models.errors import FieldError
from triage.models.ids import LeaseId, OpId, ReportId
from triage.models.indicators import Assessment, RiskLevel
from triage.models.operation import GATEWAY
from triage.models.profile import Profile
from triage.models.queue import (
    BeginRequest,
    Begun,
    Claimed,
    ProblemDocument,
    Renewed,
    ReportBody,
    Settled,
    SettleRequest,
)
from triage.models.stage import Stage
from triage.models.verdict import Reply, Transport
from triage.records.connector import Can, Exchange, Receipt, RecordsSystem, Referred
from triage.services import claims
from triage.services.api.client import ApiFailure
from triage.services.api.queue import QueueApi
from triage.services.audit import Audit, ensure_chain
from triage.services.drafts import Drafts
from triage.services.gateway_courier import GatewayCourier
from triage.services.hub import Hub, Notice
from triage.services.links import Links
from triage.services.marks import Marks
from triage.services.outbox import Outbox
from triage.services.pusher import Pusher, tell_missing
from triage.services.receipts import Receipts
from triage.services.records_courier import RecordsCourier
from triage.services.renewals import Renewals
from triage.services.store import Store
from triage.services.tasks import Tasks
from triage.services.triage import Triage
from triage.services.workplace import Workplace

KEY = bytes(range(32))
LEASE = timedelta(seconds=900)


class Killed(BaseException):
    """The program ended at this very moment."""


@dataclass
class Faults:
    """How the next exchange goes: "", "not_sent", "lost" (never processed), "dropped" (processed, no answer), "503",
    "401", "refused" (422), "killed_before", "killed_after"."""

    kind: str = ""

    def before(self) -> None:
        kind = self.kind
        self.kind = "" if kind not in ("dropped", "killed_after") else kind
        if kind == "not_sent":
            raise ApiFailure(Transport.NOT_SENT)
        if kind == "lost":
            raise ApiFailure(Transport.NO_ANSWER)
        if kind == "503":
            raise ApiFailure(Reply(status=503, retry_after=3))
        if kind == "401":
            raise ApiFailure(Reply(status=401))
        if kind == "refused":
            raise ApiFailure(Reply(status=422, problem="invalid", errors=(FieldError("/people/0/surname", "no"),)))
        if kind == "killed_before":
            raise Killed

    def after(self) -> None:
        kind, self.kind = self.kind, ""
        if kind == "dropped":
            raise ApiFailure(Transport.NO_ANSWER)
        if kind == "killed_after":
            raise Killed


@dataclass
class Held:
    """A report at the modelled gateway."""

    body: ReportBody
    lease_id: LeaseId
    fence: int = 1
    holder: str = "h1"
    expires_at: datetime = NOW + LEASE
    etag: str = "e1"
    stage: Stage = Stage.CLAIMED
    begins: list[BeginRequest] = field(default_factory=list)
    settles: list[SettleRequest] = field(default_factory=list)
    answers: dict[str, Any] = field(default_factory=dict)


class Gateway:
    """Begin, settle, renew and report as contracts B have them."""

    def __init__(self, clock: ManualClock, faults: Faults) -> None:
        self.clock = clock
        self.faults = faults
        self.reports: dict[ReportId, Held] = {}
        self.log: list[tuple[ReportId, str]] = []

    async def begin(self, report_id: ReportId, body: bytes, *, if_match: str, key: OpId) -> Begun:
        self.faults.before()
        held = self.reports[report_id]
        if key not in held.answers:
            request = codec.decode(BeginRequest, body)
            assert codec.sha256(codec.canonical(request.decision)) == request.decision_sha256
            if held.holder != "h1" or held.fence != request.fence:
                raise refused(409, "lease-lost")
            if held.stage is not Stage.BEGUN and held.expires_at <= self.clock.now():
                raise refused(409, "lease-lost")
            if if_match != held.etag:
                raise refused(412, "stale")
            held.begins.append(request)
            held.stage, held.etag = Stage.BEGUN, f"{held.etag}b"
            self.log.append((report_id, "begin"))
            held.answers[key] = Begun(report_id=report_id, fence=held.fence, etag=held.etag, begun_at=self.clock.now())
        self.faults.after()
        return cast(Begun, held.answers[key])

    async def settle(self, report_id: ReportId, body: bytes, *, key: OpId) -> Settled:
        self.faults.before()
        held = self.reports[report_id]
        if key not in held.answers:
            request = codec.decode(SettleRequest, body)
            assert held.stage is Stage.BEGUN, "a settle for a report that is not begun"
            assert request.fence == held.fence
            held.settles.append(request)
            held.stage, held.etag = Stage.CLOSED, f"{held.etag}s"
            self.log.append((report_id, "settle"))
            held.answers[key] = Settled(
                report_id=report_id, etag=held.etag, stage=held.stage, settled_at=self.clock.now()
            )
        self.faults.after()
        return cast(Settled, held.answers[key])

    async def renew(self, lease_id: LeaseId, *, lease_seconds: int) -> Renewed:
        self.faults.before()
        held = next((held for held in self.reports.values() if held.lease_id == lease_id), None)
        if held is None or held.holder != "h1":
            raise refused(409, "lease-lost", held_by="h2")
        held.expires_at = self.clock.now() + timedelta(seconds=lease_seconds)
        return Renewed(
            report_id=held.body.report.report_id,
            lease_id=lease_id,
            fence=held.fence,
            granted_at=self.clock.now(),
            lease_expires_at=held.expires_at,
        )

    async def report(self, report_id: ReportId) -> ReportBody:
        self.faults.before()
        held = self.reports[report_id]
        return replace(held.body, summary=replace(held.body.summary, etag=held.etag, stage=held.stage))

    def grant(self, report_id: ReportId) -> Claimed:
        held = self.reports[report_id]
        return Claimed(
            report_id=report_id,
            report=replace(held.body, summary=replace(held.body.summary, etag=held.etag, stage=held.stage)),
            lease_id=held.lease_id,
            fence=held.fence,
            granted_at=self.clock.now(),
            lease_expires_at=held.expires_at,
            delivery_count=1,
            etag=held.etag,
        )


class Records:
    """One destination. Every accepted create is a record, so a second one for a report is a duplicate."""

    def __init__(self, name: str, clock: ManualClock, faults: Faults, gateway: Gateway, *, idempotent: bool) -> None:
        self.name = name
        self.idempotent = idempotent
        self.index_delay = timedelta(0) if idempotent else timedelta(seconds=5)
        self.can = Can()
        self.records: list[tuple[ReportId, OpId, datetime]] = []
        self._clock = clock
        self._faults = faults
        self._gateway = gateway

    async def create(self, body: bytes, key: OpId) -> Exchange:
        try:
            self._faults.before()
            report_id = ReportId(codec.decode(dict[str, Any], body)["external_reference"])
            if not (self.idempotent and any(known == key for _, known, _ in self.records)):
                self.records.append((report_id, key, self._clock.now()))
                self._gateway.log.append((report_id, self.name))
            self._faults.after()
        except ApiFailure as failure:
            return Exchange(outcome=failure.outcome)
        return Exchange(outcome=Reply(status=201), receipt=self._receipt(report_id))

    async def find_by_external(self, external: ReportId, *_of: object) -> Exchange:
        try:
            self._faults.before()
            self._faults.after()
        except ApiFailure as failure:
            return Exchange(outcome=failure.outcome)
        ripe = self._clock.now() - self.index_delay
        found = any(known == external and at <= ripe for known, _, at in self.records)
        return Exchange(outcome=Reply(status=200), receipt=self._receipt(external) if found else None)

    async def aclose(self) -> None:
        return None

    def made_for(self, report_id: ReportId) -> int:
        return sum(known == report_id for known, _, _ in self.records)

    def _receipt(self, report_id: ReportId) -> Receipt:
        keys = ("incident",) if self.name == "control" else ("crime-1",)
        return Receipt(
            record_id=f"{self.name}-{report_id}",
            references=tuple(Referred(key, f"{key} of {report_id}") for key in keys),
        )


def refused(status: int, word: str, held_by: str = "") -> ApiFailure:
    problem = ProblemDocument(type=f"/problems/{word}", title=word, status=status, held_by=held_by)
    return ApiFailure(Reply(status=status, problem=word, title=word), problem)


def a_body(number: int, version: int = 1) -> ReportBody:
    report = a_report(number, version=version)
    return ReportBody(
        report=report,
        summary=a_summary(number, etag=f"e{version}", stage=Stage.CLAIMED, held_by="h1", version=version),
        assessment=Assessment(level=RiskLevel.ROUTINE, score=1, thrive={}),
    )


class Rig:
    """One person's desk over a store; `reopen` is what a restart does."""

    def __init__(self, path: Path, *, idempotent: bool = True, undo_seconds: int = 0) -> None:
        self.path = path
        self.clock = ManualClock(NOW)
        self.faults = Faults()
        self.gateway = Gateway(self.clock, self.faults)
        self.systems = {
            name: Records(name, self.clock, self.faults, self.gateway, idempotent=idempotent)
            for name in ("control", "crime")
        }
        self.profile: Profile = a_profile(undo_seconds=undo_seconds)
        self.told: list[Notice] = []

    async def open(self) -> Rig:
        self.store = await Store.open(self.path, KEY)
        await self.store.write(lambda conn: ensure_chain(conn, "workstation-1"))
        hub = Hub()
        hub.subscribe(Notice, self.told.append)
        self.place = place = Workplace(
            store=self.store, hub=hub, clock=self.clock, audit=Audit(self.clock, "h1"), me="h1"
        )
        api = cast(QueueApi, self.gateway)
        self.links = Links(hub, self.clock, {GATEWAY: "Gateway", "control": "Control", "crime": "Crime"})
        self.outbox, self.drafts = Outbox(place), Drafts(place)
        self.triage = Triage(place, api, lambda: self.profile, "Handler One")
        self.renewals = Renewals(place, api, self.links, lease_seconds=900)
        marks, receipts = Marks(place, random.Random(1)), Receipts(self.clock, place.audit)
        to_gateway = GatewayCourier(
            place,
            api=api,
            outbox=self.outbox,
            marks=marks,
            receipts=receipts,
            renewals=self.renewals,
            links=self.links,
        )
        to_records = RecordsCourier(
            place,
            systems=cast(dict[str, RecordsSystem], self.systems),
            outbox=self.outbox,
            marks=marks,
            receipts=receipts,
            links=self.links,
            missing=tell_missing(hub),
        )
        self.pusher = Pusher(
            place,
            outbox=self.outbox,
            marks=marks,
            tasks=Tasks(hub),
            to_gateway=to_gateway.carry,
            to_records=to_records.carry,
        )
        await self.outbox.recover()
        return self

    async def reopen(self) -> None:
        await self.store.close()
        await self.open()

    async def close(self) -> None:
        await self.store.close()

    async def arrive(self, number: int) -> ReportId:
        """A report that we hold, with a draft that can be sent."""
        body = a_body(number)
        report_id = body.report.report_id
        lease_id = LeaseId(f"lease-{number}")
        self.gateway.reports[report_id] = Held(body, lease_id, expires_at=self.clock.now() + LEASE)
        await self.claim(report_id)
        await self.drafts.save(a_draft(body.report))
        return report_id

    async def claim(self, report_id: ReportId) -> None:
        grant = self.gateway.grant(report_id)
        await self.store.write(lambda conn: claims.take(conn, grant, "h1", self.clock))

    async def push(self, fault: str = "") -> bool:
        """Carry the operation whose turn it is; a killed program is started again. False: nothing was ready."""
        ready = await self.outbox.next_ready(frozenset(), 1)
        if not ready:
            return False
        self.faults.kind = fault
        try:
            await self.pusher.deliver(ready[0])
        except Killed:
            self.faults.kind = ""
            await self.reopen()
        self.faults.kind = ""
        return True

    async def push_next(self, fault: str = "") -> bool:
        """The same, but time passes until something is due, and whoever was signed out signs in again."""
        if not fault:
            await self.all_well()
        due = await self.outbox.next_due(frozenset())
        if due is not None:
            self.clock.advance(seconds=max(0.0, (due - self.clock.at).total_seconds()))
        return await self.push(fault)

    async def all_well(self) -> None:
        for name in (GATEWAY, "control", "crime"):
            self.links.heard(name, Reply(status=200), 1.0)
        await self.pusher._let_go()

    async def settle_down(self, steps: int = 200) -> None:
        """Everything works again and time passes."""
        await self.all_well()
        for _ in range(steps):
            if not await self.push():
                due = await self.outbox.next_due(frozenset())
                if due is None:
                    return
                self.clock.advance(seconds=max(0.0, (due - self.clock.at).total_seconds()))
        raise AssertionError(f"it never settles down: {await self.outbox.lines()}")


def with_rig(path: Path, act: Callable[[Rig], Any], **settings: Any) -> None:
    """Run ``act`` over an open rig, on a loop of its own."""

    async def run() -> None:
        rig = await Rig(path, **settings).open()
        try:
            await act(rig)
        finally:
            await rig.close()

    asyncio.run(run())
