"""How what is for a records system travels: looked up first wherever it may be there, then created, then its files.

Every path ends in a stored mark or a receipt. Whatever breaks in between leaves the row SENDING or UNCERTAIN, and both
are looked into again; nothing is ever taken for delivered without an answer that says so.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import timedelta

from sqlalchemy import Connection

from triage.models.delivery import Delivery, HeldBecause
from triage.models.errors import BugError
from triage.models.operation import OpKind
from triage.models.verdict import Reply, Transport, Verdict, classify
from triage.models.views import Link
from triage.records.connector import Exchange, LookUp, Receipt, RecordsSystem, Referred
from triage.services import operations
from triage.services.enclosing import Enclosing
from triage.services.guarding import Guard, Standing
from triage.services.links import Links
from triage.services.marks import Marks
from triage.services.operations import Stored
from triage.services.outbox import BY_HAND, NO_LOOK_UP, Outbox
from triage.services.receipts import Receipts
from triage.services.sendings import Sendings
from triage.services.targets import record_of, reference_of
from triage.services.workplace import Workplace

LATE_LOOK = timedelta(seconds=15)
"""How often the answers of a system are looked for that gives them later, of itself."""
_NO_LOOK_UP = frozenset({404, 405, 501})


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
        with self._sendings.underway(stored):
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
        with self._sendings.underway(stored):
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
        age = self._sendings.doubted(stored)
        if age < system.index_delay and (known_there or not same_key):
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
