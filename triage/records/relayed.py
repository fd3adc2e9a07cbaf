"""Exchanges of connectors as the relay's wire types, there and back."""

from __future__ import annotations

from triage.models.decision import Reference
from triage.models.relay import RelayAnswer, RelayHit, RelayRecord
from triage.models.verdict import Reply, Transport
from triage.records.connector import Exchange, Found, Hit, LookedUp, Receipt, Referred


def tell_exchange(exchange: Exchange, destination: str) -> RelayAnswer:
    receipts = (exchange.receipt,) if exchange.receipt is not None else ()
    return _answer(exchange.outcome, receipts, destination)


def tell_found(found: Found, destination: str) -> RelayAnswer:
    return _answer(found.outcome, found.receipts, destination)


def tell_looked_up(told: LookedUp) -> RelayAnswer:
    hits = tuple(
        RelayHit(record_id=hit.record_id, external_reference=hit.external_reference, created_at=hit.created_at)
        for hit in told.hits
    )
    reply, lost = _parted(told.outcome)
    return RelayAnswer(reply=reply, lost=lost, hits=hits)


def hear_exchange(answer: RelayAnswer, latency_ms: float) -> Exchange:
    receipts = _receipts(answer)
    return Exchange(outcome=_outcome(answer), receipt=receipts[0] if receipts else None, latency_ms=latency_ms)


def hear_found(answer: RelayAnswer, latency_ms: float) -> Found:
    return Found(outcome=_outcome(answer), receipts=_receipts(answer), latency_ms=latency_ms)


def hear_looked_up(answer: RelayAnswer, latency_ms: float) -> LookedUp:
    hits = tuple(Hit(hit.record_id, hit.external_reference, hit.created_at) for hit in answer.hits)
    return LookedUp(outcome=_outcome(answer), hits=hits, latency_ms=latency_ms)


def _answer(outcome: Reply | Transport, receipts: tuple[Receipt, ...], destination: str) -> RelayAnswer:
    reply, lost = _parted(outcome)
    records = tuple(
        RelayRecord(record_id=receipt.record_id, references=receipt.as_references(destination)) for receipt in receipts
    )
    return RelayAnswer(reply=reply, lost=lost, records=records)


def _parted(outcome: Reply | Transport) -> tuple[Reply | None, Transport | None]:
    return (None, outcome) if isinstance(outcome, Transport) else (outcome, None)


def _outcome(answer: RelayAnswer) -> Reply | Transport:
    return answer.reply or answer.lost or Transport.NO_ANSWER


def _receipts(answer: RelayAnswer) -> tuple[Receipt, ...]:
    return tuple(
        Receipt(record_id=record.record_id, references=tuple(_referred(one) for one in record.references))
        for record in answer.records
    )


def _referred(reference: Reference) -> Referred:
    return Referred(reference.deliverable, reference.reference)
