"""Kill -9 at commit points: the next life goes on, nothing is lost or doubled. `triage bench crash` does them all."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from tests.crash.mortal import mortal
from triage.bench.crash.orders import Order
from triage.bench.crash.watched import AFTER, BEFORE

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="lives are forked")

KILLS = (
    Order(point="drafts.Drafts.save", moment=AFTER, nth=3),
    Order(point="triage.Triage.decide", moment=AFTER),
    Order(point="outbox.Outbox.mark_sending", moment=AFTER, nth=2),
    Order(point="records_courier.RecordsCourier._receive", moment=BEFORE),
    Order(point="enclosing.Enclosing._attach", moment=BEFORE),
    Order(point="gateway_courier.GatewayCourier._send", moment=BEFORE, nth=2),
)


async def test_a_handler_who_is_killed_again_and_again_loses_and_doubles_nothing(tmp_path: Path) -> None:
    async with mortal(tmp_path, reports=len(KILLS)) as there:
        for order in KILLS:
            assert await there.lives.live(order) == -9, order
        assert await there.lives.live(Order(reports=0)) == 0
        told = there.acks.read()
    points = [(ack["point"], ack["moment"]) for ack in told if ack["what"] == "dying"]
    assert points == [(order.point, order.moment) for order in KILLS]
    assert not [ack for ack in told if ack["what"] == "draft lost"]
    decided, accounts = there.acks.decided(), there.accounts()
    assert decided
    assert set(accounts.settled) >= decided
    assert accounts.settlements == len(accounts.settled)
    assert all(len(made) == len(set(made)) for made in accounts.records.values())
    assert accounts.references_agree(decided)
    assert accounts.in_order(decided)
    assert sorted(accounts.filed["crime"]) == sorted(accounts.settled)


async def test_a_disk_that_is_full_for_a_while_costs_nothing_but_the_while(tmp_path: Path) -> None:
    async with mortal(tmp_path, reports=2) as there:
        assert await there.lives.live(Order(reports=2, full_from=0.01, full_for=1.0)) == 0
    decided, accounts = there.acks.decided(), there.accounts()
    assert len(decided) == 2
    assert set(accounts.settled) == decided
    assert all(sorted(made) == sorted(decided) for made in accounts.records.values())
