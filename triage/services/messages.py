"""Words to people and the contact log, from this desk: what waits here and what the gateway knows.

Everything said is an operation of the outbox first, so it survives a crash and an absent gateway and never goes twice.
"""

from __future__ import annotations

from dataclasses import replace

from sqlalchemy import Connection

from triage.models import codec
from triage.models.correspondence import Correspondence, Waiting
from triage.models.delivery import Delivery
from triage.models.errors import InputError, KnownError
from triage.models.ids import OpId, ReportId, new_op_id
from triage.models.messages import AgainRequest, ContactRequest, MessageRequest, Template
from triage.models.operation import WORDS, OpKind
from triage.models.outcome_draft import Question
from triage.models.outcome_problems import question_problems
from triage.models.proposal import ProposalRequest
from triage.models.withdrawal import MARKS, NotWithdrawnRequest, WithdrawalRequest
from triage.services import operations, state
from triage.services.api.client import ApiFailure
from triage.services.api.handoffs import HandoffsApi
from triage.services.api.messages import MessagesApi
from triage.services.errands import Numbered
from triage.services.hub import Corresponded, OutboxChanged, ReportsChanged
from triage.services.leaving import message_of
from triage.services.operations import NewOp, Stored
from triage.services.workplace import Workplace

TEMPLATES = "messages.templates"
KEPT = 40
"""Reports whose log is remembered for when the gateway is away; only in memory."""
_NO_DECISION = 0


class Messages:
    def __init__(self, place: Workplace, api: MessagesApi, handoffs: HandoffsApi) -> None:
        self._store = place.store
        self._hub = place.hub
        self._clock = place.clock
        self._audit = place.audit
        self._me = place.me
        self._api = api
        self._handoffs = handoffs
        self._known: dict[ReportId, Correspondence] = {}

    async def templates(self) -> tuple[Template, ...]:
        """The gateway's templates; those of the last time when it is away, none before the first."""
        try:
            found = await self._api.templates()
        except ApiFailure:
            text = await self._store.read(lambda conn: state.get(conn, TEMPLATES))
            return _templates(text)
        told = codec.encode(found).decode()
        await self._store.write(lambda conn: state.put(conn, TEMPLATES, told))
        return found

    async def kept_templates(self) -> tuple[Template, ...]:
        """The templates as fetched last, without asking anybody."""
        return _templates(await self._store.read(lambda conn: state.get(conn, TEMPLATES)))

    async def correspondence(self, report_id: ReportId) -> Correspondence:
        """All that was said about a report; what the gateway told last while it is away."""
        # What waits is looked up first: words that leave between the two are seen twice for a moment, never not at all.
        waiting = await self._store.read(lambda conn: _waiting(conn, report_id))
        try:
            log = await self._api.log(report_id)
            handoffs = await self._handoffs.of_report(report_id)
        except ApiFailure as failure:
            before = self._known.get(report_id, Correspondence(report_id=report_id))
            trouble = "" if failure.status == 0 or failure.status >= 500 else failure.what
            told = replace(before, stale_since=before.stale_since or self._clock.now(), trouble=trouble)
        else:
            told = Correspondence(report_id=report_id, lines=log.lines, handoffs=handoffs, known=True)
        self._remember(told)
        return replace(told, waiting=waiting)

    async def write(self, report_id: ReportId, question: Question) -> OpId:
        """Queue a message that asks nothing the report waits for.

        Raises:
            KnownError: something of it is missing.
        """
        lacking = next(question_problems(question), None)
        if lacking is not None:
            raise KnownError("The message is not complete.", lacking.words)
        body = codec.encode(message_of(question))
        return await self._queue(report_id, OpKind.MESSAGE, body, template=question.template, channel=question.channel)

    async def again(self, report_id: ReportId, number: int, safe_reason: str = "") -> OpId:
        """Queue a message once more that did not arrive, or of which nobody knows."""
        again = AgainRequest(confirmed_safe=bool(safe_reason.strip()), safe_reason=safe_reason.strip())
        return await self._queue(
            report_id, OpKind.AGAIN, codec.encode(Numbered(number=number, again=again)), message=number
        )

    async def note(self, report_id: ReportId, contact: ContactRequest) -> OpId:
        """Log a call, a visit or an attempt by hand; ``at`` None means now."""
        told = contact if contact.at is not None else replace(contact, at=self._clock.now())
        return await self._queue(report_id, OpKind.CONTACT, codec.encode(told), outcome=contact.outcome)

    async def withdraws(self, report_id: ReportId, told: WithdrawalRequest) -> OpId:
        """Note that the reporter asked to withdraw; ``at`` None means now. It moves nothing of the report."""
        told = told if told.at is not None else replace(told, at=self._clock.now())
        return await self._queue(report_id, OpKind.WITHDRAWAL, codec.encode(told), freedom=told.freedom.value)

    async def not_withdrawn(self, report_id: ReportId, number: int, why: str) -> OpId:
        """That withdrawal was noted by mistake; raises KnownError without a reason."""
        if not why.strip():
            raise KnownError("Taking a note back needs a reason.", "Say why it was a mistake.")
        body = codec.encode(Numbered(number=number, mistake=NotWithdrawnRequest(why=why.strip())))
        return await self._queue(report_id, OpKind.NOT_WITHDRAWN, body, line=number)

    async def discard(self, op_id: OpId) -> None:
        """Drop words of ours that were refused or never left; raises KnownError when they are on their way."""

        def write(conn: Connection) -> ReportId:
            stored = operations.get(conn, op_id)
            words = WORDS - {OpKind.LOCK_FILE}
            gone = stored is None or stored.op.kind not in words or stored.op.created_by != self._me
            if stored is None or gone or not operations.drop(conn, op_id):
                raise KnownError("These words are on their way already.", "Look at the contact log in a moment.")
            self._audit.line(conn, "op.dropped", stored.op.report_id, op=op_id)
            return stored.op.report_id

        self._tell(await self._store.write(write))

    async def _queue(self, report_id: ReportId, kind: OpKind, body: bytes, **detail: str | int | bool | None) -> OpId:
        new = words_op(report_id, kind, body, self._me)

        def write(conn: Connection) -> None:
            operations.append(conn, new, self._clock.now())
            self._audit.line(conn, "op.queued", report_id, op=new.op_id, kind=kind.value, **detail)

        await self._store.write(write)
        self._tell(report_id)
        return new.op_id

    def _tell(self, report_id: ReportId) -> None:
        self._hub.publish(OutboxChanged(frozenset({report_id})))
        self._hub.publish(Corresponded(report_id))
        self._hub.publish(ReportsChanged(frozenset({report_id})))

    def _remember(self, told: Correspondence) -> None:
        self._known.pop(told.report_id, None)
        while len(self._known) >= KEPT:
            self._known.pop(next(iter(self._known)))
        self._known[told.report_id] = told


def words_op(report_id: ReportId, kind: OpKind, body: bytes, by: str) -> NewOp:
    """The outbox row of words that belong to no decision."""
    return NewOp(op_id=new_op_id(), report_id=report_id, decision_id=_NO_DECISION, kind=kind, body=body, created_by=by)


def _templates(text: str) -> tuple[Template, ...]:
    try:
        return codec.decode(tuple[Template, ...], text) if text else ()
    except InputError:  # kept by another version
        return ()


def _waiting(conn: Connection, report_id: ReportId) -> tuple[Waiting, ...]:
    return tuple(_one(stored) for stored in operations.words_of(conn, report_id))


def _one(stored: Stored) -> Waiting:
    op = stored.op
    refused = op.status in (Delivery.REJECTED, Delivery.CONFLICT)
    why = "; ".join(error.detail for error in op.errors) or op.last_text
    return Waiting(
        op_id=op.op_id,
        kind=op.kind.value,
        what=_what(op.kind, op.body),
        status=op.status,
        at=op.created_at,
        why=why if refused or op.status is not Delivery.QUEUED else "",
    )


def _what(kind: OpKind, body: bytes) -> str:
    if kind is OpKind.MESSAGE:
        return f"Message to {codec.decode(MessageRequest, body).address}"
    if kind is OpKind.PROPOSE:
        return f"Proposed: {codec.decode(ProposalRequest, body).why}"
    if kind is OpKind.CONTACT:
        told = codec.decode(ContactRequest, body)
        return told.note or told.outcome.replace("_", " ")
    if kind is OpKind.WITHDRAWAL:
        asked = codec.decode(WithdrawalRequest, body)
        return f"{MARKS[asked.freedom]} {asked.words}".strip()
    told_of = codec.decode(Numbered, body)
    if kind is OpKind.NOT_WITHDRAWN:
        return f"Withdrawal {told_of.number} noted by mistake"
    if kind is OpKind.AGAIN:
        return f"Message {told_of.number} once more"
    if kind is OpKind.TAKEN_ON and told_of.accept:
        return f"Handover {told_of.number} taken on by {told_of.accept.acceptor}, {told_of.accept.reference}"
    return f"Handover {told_of.number} refused"
