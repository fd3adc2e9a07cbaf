"""Leases by the server's clock."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.builders import NOW
from triage.models.ids import LeaseId, ReportId
from triage.models.lease import Lease, LeaseState, renew_due, state_at


def a_lease(seconds: float = 900, *, lost: bool = False) -> Lease:
    return Lease(
        report_id=ReportId("r"),
        lease_id=LeaseId("l"),
        fence=1,
        granted_at=NOW,
        expires_at=NOW + timedelta(seconds=seconds),
        lost=lost,
    )


@pytest.mark.parametrize(
    ("after", "state"),
    [
        (0, LeaseState.HELD),
        (719, LeaseState.HELD),
        (721, LeaseState.EXPIRING),
        (899, LeaseState.EXPIRING),
        (900, LeaseState.LAPSED),
        (90_000, LeaseState.LAPSED),
        (-60, LeaseState.HELD),
    ],
)
def test_the_state_follows_the_servers_clock(after: float, state: LeaseState) -> None:
    assert state_at(a_lease(), NOW + timedelta(seconds=after)) is state


def test_no_lease_is_a_state_too() -> None:
    assert state_at(None, NOW) is LeaseState.NONE


@given(st.floats(-1e6, 1e6))
def test_a_lost_lease_stays_lost_and_is_never_renewed(after: float) -> None:
    at = NOW + timedelta(seconds=after)
    assert state_at(a_lease(lost=True), at) is LeaseState.LOST
    assert not renew_due(a_lease(lost=True), at)


@given(st.floats(1, 1e5), st.floats(-1e5, 1e5), st.floats(0, 1e5))
def test_a_lease_never_comes_back_by_itself(life: float, after: float, later: float) -> None:
    order = [LeaseState.HELD, LeaseState.EXPIRING, LeaseState.LAPSED]
    first = state_at(a_lease(life), NOW + timedelta(seconds=after))
    second = state_at(a_lease(life), NOW + timedelta(seconds=after + later))
    assert order.index(first) <= order.index(second)


def test_renewal_is_due_at_a_third_of_the_life() -> None:
    assert not renew_due(a_lease(), NOW + timedelta(seconds=299))
    assert renew_due(a_lease(), NOW + timedelta(seconds=300))
