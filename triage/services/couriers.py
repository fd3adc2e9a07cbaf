"""How one operation travels: begin and settle to the gateway, create to its records destination.

Every path ends in a stored mark or a receipt. Whatever breaks in between leaves the row SENDING or UNCERTAIN, and both
are looked into again; nothing is ever taken for delivered without an answer that says so.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import timedelta

from sqlalchemy import Connection

from triage.models import codec
from triage.models.delivery import Delivery, HeldBecause
from triage.models.errors import BugError
from triage.models.lease import LeaseState, state_at
from triage.models.operation import GATEWAY, UNDER_LEASE, WORDS, OpKind
from triage.models.queue import BeginRequest
from triage.models.verdict import Reply, Transport, Verdict, classify
from triage.models.views import Link
from triage.records.connector import Exchange, LookUp, Receipt, RecordsSystem, Referred
from triage.services import operations, work
from triage.services.api.client import ApiFailure
from triage.services.api.queue import QueueApi
from triage.services.enclosing import Enclosing
from triage.services.errands import Errands
from triage.services.guarding import Guard, Standing
from triage.services.links import Links
from triage.services.marks import Marks
from triage.services.operations import Stored
from triage.services.outbox import BY_HAND, NO_LOOK_UP, Outbox
from triage.services.receipts import Receipts
from triage.services.renewals import Renewals
from triage.services.sendings import Sendings
from triage.services.targets import record_of, reference_of
from triage.services.workplace import Workplace

LATE_LOOK = timedelta(seconds=15)
"""How often the answers of a system are looked for that gives them later, of itself."""
OFFLINE_WAIT = timedelta(seconds=30)
"""A held operation is looked at again after this, should nobody tell that the link is back."""
_NO_LOOK_UP = frozenset({404, 405, 501})


class GatewayCourier:
    """Begin and settle. The gateway knows our keys, so sending the same again is always safe."""

    def __init__(
        self,
        place: Workplace,
        *,
        api: QueueApi,
        outbox: Outbox,
        marks: Marks,
        receipts: Receipts,
        renewals: Renewals,
        links: Links,
        errands: Errands | None = None,
    ) -> None:
        self._store = place.store
        self._api = api
        self._errands = errands
        self._outbox = outbox
        self._marks = marks
        self._receipts = receipts
        self._renewals = renewals
        self._links = links
        self._clock = place.clock

    async def carry(self, stored: Stored) -> None:
        if self._links.state(GATEWAY) is Link.OFFLINE:
            await self._marks.held(stored, HeldBecause.GATEWAY, wait=OFFLINE_WAIT, untried=True)
            return
        if stored.op.kind in UNDER_LEASE and not await self._may_begin(stored):
            return
        if not await self._outbox.mark_sending(stored.op.op_id):
            return
        try:
            await self._send(stored)
        except ApiFailure as failure:
            await self._refused(stored, failure)

    async def _send(self, stored: Stored) -> None:
        op = stored.op
        if op.kind is OpKind.BEGIN:
            begun = await self._api.begin(op.report_id, op.body, if_match=op.if_match, key=op.op_id)
            await self._store.write(lambda conn: self._receipts.begun(conn, stored, begun))
        elif op.kind is not OpKind.SETTLE and self._errands is not None:
            await self._errands.carry(stored)
        else:
            settled = await self._api.settle(op.report_id, op.body, key=op.op_id)
            await self._store.write(lambda conn: self._receipts.settled(conn, stored, settled))

    async def _may_begin(self, stored: Stored) -> bool:
        """Whether we hold the report; a lapsed lease is renewed first. When not, the mark is stored."""
        report_id = stored.op.report_id

        def read(conn: Connection) -> tuple[LeaseState, bool]:
            found = work.work_of(conn, report_id)
            lease = work.lease_of(conn, report_id)
            return state_at(lease, self._clock.now()), bool(found and found.begun_etag)

        state, begun = await self._store.read(read)
        if begun or stored.left:
            return True  # expiry frees nothing after the first begin, and this one may have been accepted already
        if state is LeaseState.LAPSED:
            try:
                state = await self._renewals.renew(report_id)
            except ApiFailure as failure:
                await self._marks.held(stored, HeldBecause.LEASE, wait=OFFLINE_WAIT, code=failure.word, untried=True)
                return False
        if state in (LeaseState.LOST, LeaseState.NONE):
            await self._marks.needs_person(
                stored, Delivery.CONFLICT, code="lease-lost", text="The report is not ours any more."
            )
            return False
        return True

    async def _refused(self, stored: Stored, failure: ApiFailure) -> None:
        verdict = classify(failure.outcome, idempotent=True)
        if verdict is Verdict.LINK:
            verdict = Verdict.CONFLICT
        if verdict is Verdict.CONFLICT and stored.op.kind is OpKind.BEGIN and await self._cleared_up(stored, failure):
            return
        if verdict is Verdict.CONFLICT and stored.op.kind in WORDS:
            verdict = Verdict.REJECTED  # nobody else's work stands against words: the reason is told, and written anew
        await self._marks.verdict(stored, verdict, failure.outcome)

    async def _cleared_up(self, stored: Stored, failure: ApiFailure) -> bool:
        """Whether a conflict was none: our clock is wrong about the lease, or only the mark changed."""
        report_id = stored.op.report_id
        try:
            if failure.word == "lease-lost":
                if not await self._under_our_lease(stored):
                    return False
                held = await self._renewals.renew(report_id) in (LeaseState.HELD, LeaseState.EXPIRING)
                if held:
                    await self._marks.again(stored, Reply(status=409, problem="in-progress"))
                return held
            if failure.status != 412:
                return False
            body = await self._api.report(report_id)
        except ApiFailure as silence:
            if not 400 <= silence.status < 500:
                await self._marks.again(stored, silence.outcome)
                return True
            return False
        decided = codec.decode(BeginRequest, stored.op.body).decision.report_version
        same = body.report.version == decided and body.summary.etag != stored.op.if_match
        if same:
            await self._marks.rematch(stored, body.summary.etag)
        return same

    async def _under_our_lease(self, stored: Stored) -> bool:
        """Whether the lease frozen into this begin is the one we hold; a later grant cannot save an older begin."""
        lease = await self._store.read(lambda conn: work.lease_of(conn, stored.op.report_id))
        return lease is not None and lease.lease_id == codec.decode(BeginRequest, stored.op.body).lease_id


class RecordsCourier:
    """Creates. Looked up first whenever an earlier try, or an earlier decision, may have made the record."""

    def __init__(
        self,
        place: Workplace,
        *,
        systems: Mapping[str, RecordsSystem],
        outbox: Outbox,
        marks: Marks,
        receipts: Receipts,
        links: Links,
        missing: Callable[[Stored, tuple[str, ...]], None],
        guard: Guard | None = None,
        enclosing: Enclosing | None = None,
    ) -> None:
        self._store = place.store
        self._enclosing = enclosing
        self._systems = systems
        self._outbox = outbox
        self._marks = marks
        self._receipts = receipts
        self._links = links
        self._clock = place.clock
        self._sendings = Sendings(place.clock)
        self._missing = missing
        self._guard = guard

    async def carry(self, stored: Stored) -> None:
        system = self._systems.get(stored.op.destination)
        if system is None:
            text = "This workstation has no way to this destination."
            await self._marks.needs_person(stored, Delivery.HELD, code="no_destination", text=text)
            return
        if self._links.state(stored.op.destination) is Link.SIGNED_OUT:
            await self._marks.held(stored, HeldBecause.AUTH, code="401", untried=True)
            return
        if stored.op.kind is OpKind.ATTACH and self._enclosing is not None:
            await self._enclosing.carry(stored, system)
            return
        if stored.op.kind is OpKind.SUPPLEMENT:
            await self._supplement(stored, system)
            return
        doubtful = stored.op.status is Delivery.UNCERTAIN or stored.look_first
        if doubtful and not await self._looked_up(stored, system):
            return
        if not await self._still_ours(stored, system) or not await self._outbox.mark_sending(stored.op.op_id):
            return
        self._sendings.leaves(stored)
        exchange = await system.create(stored.op.body, stored.op.op_id)
        self._links.heard(stored.op.destination, exchange.outcome, exchange.latency_ms)
        verdict = classify(exchange.outcome, idempotent=system.idempotent)
        if exchange.receipt is not None and verdict in (Verdict.DONE, Verdict.LINK):
            await self._receive(stored, exchange, found=verdict is Verdict.LINK)
        else:
            await self._marks.verdict(stored, verdict, exchange.outcome)

    async def _supplement(self, stored: Stored, system: RecordsSystem) -> None:
        """Add to a record that exists. No look-up tells whether it is there: the key does, or a person looks."""
        target = await self._store.read(lambda conn: record_of(conn, stored))
        if not target:
            raise BugError(f"decision {stored.decision_id} adds to no record")
        if not system.can.supplements:
            await self._by_hand(stored, target)
            return
        left = stored.op.status is Delivery.UNCERTAIN or stored.left
        if left and system.can.look_up is LookUp.LATE:  # it answers each sending, whatever that was for
            if not await self._looked_up(stored, system):
                return
        elif left and not await self._blind(stored, may_send=system.idempotent):
            return
        if not await self._still_ours(stored) or not await self._outbox.mark_sending(stored.op.op_id):
            return
        self._sendings.leaves(stored)
        exchange = await system.supplement(target, stored.op.body, stored.op.op_id)
        self._links.heard(stored.op.destination, exchange.outcome, exchange.latency_ms)
        verdict = classify(exchange.outcome, idempotent=system.idempotent)
        if exchange.receipt is not None and verdict is Verdict.DONE:
            await self._receive(stored, exchange, found=False)
        else:
            await self._marks.verdict(stored, verdict, exchange.outcome)

    async def _still_ours(self, stored: Stored, system: RecordsSystem | None = None) -> bool:
        """Whether nobody took the begun report over. Else the record that they made is linked, or the mark stored."""
        if self._guard is None:
            return True
        standing = await self._guard.look(stored)
        if standing is Standing.TAKEN and (system is None or await self._looked_up(stored, system)):
            await self._guard.keep_back(stored)
        return standing is Standing.OURS

    async def _by_hand(self, stored: Stored, target: str) -> None:
        """A system that takes no additions: a person makes them there, and says so by trying this again."""
        if stored.op.last_code == BY_HAND and stored.op.status is Delivery.QUEUED:
            reference = await self._store.read(lambda conn: reference_of(conn, stored, target))
            receipt = Receipt(record_id=target, references=(Referred("supplement", reference or target),))
            await self._store.write(lambda conn: self._receipts.created(conn, stored, receipt, found=True))
            return
        text = "This system takes no additions from here. Add what is new to the record there, then retry this line."
        await self._marks.needs_person(stored, Delivery.HELD, code=BY_HAND, text=text)

    async def _looked_up(self, stored: Stored, system: RecordsSystem) -> bool:
        """Whether it may be sent now; else a receipt or a mark is stored."""
        same_key = system.idempotent and not stored.look_first
        if system.can.look_up is LookUp.NONE:
            return await self._blind(stored, may_send=same_key or await self._first_to_leave(stored))
        op = stored.op
        exchange = await system.find_by_external(op.report_id, op.op_id, op.deliverables)
        self._links.heard(op.destination, exchange.outcome, exchange.latency_ms)
        if exchange.receipt is not None:
            await self._receive(stored, exchange, found=True)
            return False
        if not _says_not_there(exchange):
            if system.can.look_up is LookUp.LATE and isinstance(exchange.outcome, Reply):
                return await self._answered_late(stored, system, exchange.outcome)
            if _cannot_look_up(exchange):
                return await self._blind(stored, may_send=same_key)
            await self._unanswered(stored, exchange)
            return False
        known_there = stored.op.last_code == "exists"
        age = self._sendings.age(stored)
        if age is not None and age < system.index_delay and (known_there or not same_key):
            later = self._clock.now() + (system.index_delay - age)
            await self._marks.uncertain(stored, later, code=stored.op.last_code)
            return False
        if known_there:
            text = "The destination says that it has this record but does not find it."
            await self._marks.needs_person(stored, Delivery.HELD, code="exists", text=text)
            return False
        return True

    async def _answered_late(self, stored: Stored, system: RecordsSystem, outcome: Reply) -> bool:
        """Refused in its answer, or silent still; silent for longer than it may be, a person looks."""
        if classify(outcome, idempotent=True) is Verdict.REJECTED:
            await self._marks.verdict(stored, Verdict.REJECTED, outcome)
        elif (age := self._sendings.age(stored)) is not None and age > system.index_delay:
            return await self._blind(stored, may_send=False)
        else:
            await self._marks.uncertain(
                stored, self._clock.now() + LATE_LOOK, code=str(outcome.status), text=outcome.title
            )
        return False

    async def _first_to_leave(self, stored: Stored) -> bool:
        """Whether nothing that would make this record can have been made: this one never left, and each of before was
        refused at its first try. For a destination that cannot be asked."""
        op = stored.op

        def read(conn: Connection) -> bool:
            every = operations.of_report(conn, op.report_id, superseded=True)
            others = [one for one in every if one.op.destination == op.destination and one.op.op_id != op.op_id]
            begun_here = any(one.op.kind is OpKind.BEGIN for one in every)
            clean = all(not one.left or _refused_at_once(one) for one in others)
            return begun_here and clean and not stored.left

        return await self._store.read(read)

    async def _blind(self, stored: Stored, *, may_send: bool) -> bool:
        if not may_send:
            text = "It may have arrived, and the destination cannot be asked. Look there before you retry."
            await self._marks.needs_person(stored, Delivery.HELD, code=NO_LOOK_UP, text=text)
        return may_send

    async def _unanswered(self, stored: Stored, exchange: Exchange) -> None:
        """The look-up itself got no usable answer: nothing is known, so nothing changes but the time."""
        if isinstance(exchange.outcome, Reply) and exchange.outcome.status == 401:
            await self._marks.held(stored, HeldBecause.AUTH, code="401", untried=True)
        elif stored.op.status is Delivery.UNCERTAIN:
            await self._marks.verdict(stored, Verdict.UNCERTAIN, exchange.outcome)
        else:
            # Queued behind a doubtful earlier one: this one itself has not left.
            await self._marks.again(stored, Transport.NOT_SENT)

    async def _receive(self, stored: Stored, exchange: Exchange, *, found: bool) -> None:
        receipt = exchange.receipt
        assert receipt is not None
        await self._store.write(lambda conn: self._receipts.created(conn, stored, receipt, found=found))
        told = {entry.deliverable for entry in receipt.references}
        missing = tuple(key for key in stored.op.deliverables if key not in told)
        if missing:
            self._missing(stored, missing)


def _refused_at_once(stored: Stored) -> bool:
    return stored.op.status is Delivery.REJECTED and stored.op.attempts == 1


def _says_not_there(exchange: Exchange) -> bool:
    outcome = exchange.outcome
    return isinstance(outcome, Reply) and outcome.status == 200 and outcome.expected_type


def _cannot_look_up(exchange: Exchange) -> bool:
    outcome = exchange.outcome
    return isinstance(outcome, Reply) and outcome.status in _NO_LOOK_UP
