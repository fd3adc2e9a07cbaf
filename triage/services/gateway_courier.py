"""How what is for the gateway travels: begin, settle, errands. It knows our keys, so the same again is always safe."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import Connection

from triage.models import codec
from triage.models.delivery import Delivery, HeldBecause
from triage.models.lease import LeaseState, state_at
from triage.models.operation import GATEWAY, UNDER_LEASE, WORDS, OpKind
from triage.models.queue import BeginRequest
from triage.models.verdict import Reply, Verdict, classify
from triage.models.views import Link
from triage.services import work
from triage.services.api.client import ApiFailure
from triage.services.api.queue import QueueApi
from triage.services.errands import Errands
from triage.services.hub import Notice, OutboxChanged, ReportsChanged
from triage.services.learning import NEEDS_APPROVAL, send_for_approval
from triage.services.links import Links
from triage.services.marks import Marks
from triage.services.operations import Stored
from triage.services.outbox import Outbox
from triage.services.receipts import Receipts
from triage.services.renewals import Renewals
from triage.services.workplace import Workplace

OFFLINE_WAIT = timedelta(seconds=30)
"""A held operation is looked at again after this, should nobody tell that the link is back."""


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
        self._hub = place.hub
        self._audit = place.audit
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
        if failure.word == NEEDS_APPROVAL and stored.op.kind in UNDER_LEASE:
            if await self._sent_for_approval(stored):
                return
            verdict = Verdict.REJECTED  # nobody moved it on: the person is told why
        if verdict is Verdict.LINK:
            verdict = Verdict.CONFLICT
        if verdict is Verdict.CONFLICT and stored.op.kind is OpKind.BEGIN and await self._cleared_up(stored, failure):
            return
        if verdict is Verdict.CONFLICT and stored.op.kind in WORDS:
            verdict = Verdict.REJECTED  # nobody else's work stands against words: the reason is told, and written anew
        await self._marks.verdict(stored, verdict, failure.outcome)

    async def _sent_for_approval(self, stored: Stored) -> bool:
        """Whether a trainee's decision goes to be approved, which was signed while nobody here knew of the role."""
        now, report_id = self._clock.now(), stored.op.report_id
        if not await self._store.write(lambda conn: send_for_approval(conn, stored, self._audit, now)):
            return False
        what = "A supervisor approves this decision first; it was sent for that."
        self._hub.publish(Notice("info", what, "You are told when it is answered.", report_id, key=f"said:{report_id}"))
        self._hub.publish(ReportsChanged(frozenset({report_id})))
        self._hub.publish(OutboxChanged(frozenset({report_id})))
        return True

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
