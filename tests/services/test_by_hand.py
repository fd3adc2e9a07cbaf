"""What only a person can find out: whether a record is there that the desk cannot ask for."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.services.rig import Rig
from triage.models.delivery import Delivery, HeldBecause
from triage.models.errors import KnownError
from triage.models.ids import ReportId
from triage.models.operation import Operation
from triage.models.verdict import Reply
from triage.records.connector import Exchange
from triage.services.by_hand import ByHand
from triage.services.receipts import Receipts


@pytest.fixture
async def blind(tmp_path: Path) -> AsyncIterator[Rig]:
    """Neither destination knows keys, and neither can be asked."""
    rig = await Rig(tmp_path / "desk.db", idempotent=False).open()

    async def cannot(*_asked: object) -> Exchange:
        return Exchange(outcome=Reply(status=404))

    for system in rig.systems.values():
        system.find_by_external = cannot  # type: ignore[method-assign,assignment]
    yield rig
    await rig.close()


def by_hand(rig: Rig) -> ByHand:
    return ByHand(rig.place, Receipts(rig.clock, rig.place.audit))


async def lost_answer(rig: Rig, fault: str) -> tuple[ReportId, Operation]:
    """A record was sent for, and nobody knows whether it was made."""
    report_id = await rig.arrive(1)
    await rig.triage.open(report_id)
    await rig.triage.decide(report_id)
    await rig.push_next()
    await rig.push_next(fault)
    await rig.settle_down()
    waiting = next(op for op in await rig.outbox.operations(report_id) if op.status is not Delivery.DELIVERED)
    assert (waiting.status, waiting.held) == (Delivery.HELD, HeldBecause.PERSON)
    return report_id, waiting


async def test_seen_there_it_counts_under_the_reference_that_was_read(blind: Rig) -> None:
    report_id, waiting = await lost_answer(blind, "dropped")
    await by_hand(blind).is_there(waiting.op_id, " CAD 77 of 28NOV26 ")
    await blind.settle_down()
    assert blind.systems["control"].made_for(report_id) == 1
    (settle,) = blind.gateway.reports[report_id].settles
    assert ("incident", "CAD 77 of 28NOV26") in [(one.deliverable, one.reference) for one in settle.references]


async def test_seen_missing_it_is_sent_again(blind: Rig) -> None:
    report_id, waiting = await lost_answer(blind, "lost")
    await by_hand(blind).is_not_there(waiting.op_id)
    await blind.settle_down()
    assert blind.systems["control"].made_for(report_id) == 1
    assert len(blind.gateway.reports[report_id].settles) == 1


async def test_only_what_waits_for_a_person_is_decided_by_one(rig: Rig) -> None:
    report_id = await rig.arrive(1)
    await rig.triage.open(report_id)
    await rig.triage.decide(report_id)
    for op in await rig.outbox.operations(report_id):
        with pytest.raises(KnownError, match="does not wait"):
            await by_hand(rig).is_not_there(op.op_id)
    with pytest.raises(KnownError, match="reference"):
        await by_hand(rig).is_there((await rig.outbox.operations(report_id))[0].op_id, " ")
