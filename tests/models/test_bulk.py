"""What may be done to many at once is told before it is done."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.builders import NOW, a_row
from triage.models.bulk import MOST, Act, Plan, Room, plan
from triage.models.delivery import Delivery
from triage.models.lease import LeaseState
from triage.models.stage import Stage

MINE = {"mine": True, "stage": Stage.IN_TRIAGE, "lease": LeaseState.HELD}


@pytest.fixture
def rows():  # type: ignore[no-untyped-def]
    made = [
        a_row(1),
        a_row(2, held_by="bob", row={"stage": Stage.CLAIMED}),
        a_row(3, row=MINE),
        a_row(4, row={"stage": Stage.CLOSED}),
        a_row(5, row={**MINE, "stage": Stage.DECIDED, "delivery": Delivery.QUEUED}),
        a_row(6, row={"put_off_until": NOW + timedelta(hours=1)}),
    ]
    return {row.summary.report_id: row for row in made}


def numbers(told: Plan, rows) -> list[int]:  # type: ignore[no-untyped-def]
    return [list(rows).index(one) + 1 for one in told.can]


@pytest.mark.parametrize(
    ("act", "can", "cannot"),
    [
        (Act.CLAIM, [1, 6], {"held by somebody else": 1, "yours already": 2, "closed": 1}),
        (Act.RELEASE, [3], {"not yours": 4, "sent or being recorded": 1}),
        (Act.PUT_OFF, [1, 3, 6], {"held by somebody else": 1, "closed": 1, "sent or being recorded": 1}),
        (Act.SHOW_AGAIN, [6], {"not put off by you here": 5}),
        (Act.TAG, [1, 2, 3, 4, 5, 6], {}),
    ],
)
def test_who_can_and_who_cannot(act: Act, can: list[int], cannot: dict[str, int], rows) -> None:  # type: ignore[no-untyped-def]
    told = plan(act, rows, rows, Room(claims=9))
    assert numbers(told, rows) == can
    assert dict(told.cannot) == cannot


def test_no_more_are_claimed_than_one_may_hold_and_the_gone_are_told(rows) -> None:  # type: ignore[no-untyped-def]
    told = plan(Act.CLAIM, [*rows, a_row(99).summary.report_id], rows, Room(claims=1))
    assert numbers(told, rows) == [1]
    assert dict(told.cannot)["more than you may hold"] == 1
    assert dict(told.cannot)["no longer in the queue"] == 1


def test_one_go_has_an_end() -> None:
    many = {row.summary.report_id: row for row in (a_row(number) for number in range(1, MOST + 6))}
    told = plan(Act.TAG, many, many, Room(claims=0))
    assert len(told.can) == MOST
    assert told.cannot == ((f"more than {MOST} in one go", 5),)
