"""What each kind of answer means for the outbox."""

from __future__ import annotations

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from triage.models.verdict import Reply, Transport, Verdict, classify

STATUSES = st.integers(0, 999)


@pytest.mark.parametrize(
    ("outcome", "idempotent", "verdict"),
    [
        (Transport.NOT_SENT, False, Verdict.RETRY),
        (Transport.NO_ANSWER, True, Verdict.RETRY),
        (Transport.NO_ANSWER, False, Verdict.UNCERTAIN),
        (Reply(status=200), False, Verdict.DONE),
        (Reply(status=201), False, Verdict.DONE),
        (Reply(status=208), False, Verdict.DONE),
        (Reply(status=200, expected_type=False), False, Verdict.UNCERTAIN),
        (Reply(status=200, expected_type=False), True, Verdict.RETRY),
        (Reply(status=302), True, Verdict.RETRY),
        (Reply(status=401), False, Verdict.AUTH),
        (Reply(status=401, expected_type=False), False, Verdict.AUTH),
        (Reply(status=408), False, Verdict.RETRY),
        (Reply(status=425), False, Verdict.RETRY),
        (Reply(status=429, retry_after=3.0), False, Verdict.RETRY),
        (Reply(status=403, expected_type=False), False, Verdict.RETRY),
        (Reply(status=407, expected_type=False), False, Verdict.RETRY),
        (Reply(status=403), False, Verdict.REJECTED),
        (Reply(status=409, problem="in-progress"), False, Verdict.RETRY),
        (Reply(status=409, problem="exists"), False, Verdict.LINK),
        (Reply(status=409, problem="lease-lost"), False, Verdict.CONFLICT),
        (Reply(status=409, problem="begun-elsewhere"), False, Verdict.CONFLICT),
        (Reply(status=412), True, Verdict.CONFLICT),
        (Reply(status=422, problem="idempotency-key-reused"), True, Verdict.BUG),
        (Reply(status=422), True, Verdict.REJECTED),
        (Reply(status=400), True, Verdict.REJECTED),
        (Reply(status=404), True, Verdict.REJECTED),
        (Reply(status=500), False, Verdict.UNCERTAIN),
        (Reply(status=503), True, Verdict.RETRY),
        (Reply(status=102), True, Verdict.BUG),
        (Reply(status=700), True, Verdict.BUG),
    ],
)
def test_the_table(outcome: Reply | Transport, idempotent: bool, verdict: Verdict) -> None:
    assert classify(outcome, idempotent=idempotent) is verdict


@given(
    STATUSES,
    st.booleans(),
    st.booleans(),
    st.sampled_from(["", "exists", "in-progress", "lease-lost", "stale", "else"]),
)
def test_every_answer_has_a_verdict(status: int, idempotent: bool, expected: bool, problem: str) -> None:
    reply = Reply(status=status, expected_type=expected, problem=problem)
    assert classify(reply, idempotent=idempotent) in Verdict


@given(STATUSES)
def test_nothing_that_is_not_our_content_type_is_done(status: int) -> None:
    for idempotent in (True, False):
        assert classify(Reply(status=status, expected_type=False), idempotent=idempotent) is not Verdict.DONE


@given(st.integers(500, 599))
def test_without_idempotency_a_server_error_is_never_resent_blindly(status: int) -> None:
    assert classify(Reply(status=status), idempotent=False) is Verdict.UNCERTAIN


@pytest.mark.parametrize(("outcome", "idempotent"), list(product(Transport, (True, False))))
def test_a_broken_exchange_is_never_done_or_dropped(outcome: Transport, idempotent: bool) -> None:
    assert classify(outcome, idempotent=idempotent) in {Verdict.RETRY, Verdict.UNCERTAIN}
