"""Since when a record can be there at the latest: what "not there" has to wait for."""

from __future__ import annotations

import contextlib
from datetime import datetime, timedelta

from triage.models.clock import ManualClock
from triage.models.ids import OpId, ReportId
from triage.models.operation import Operation, OpKind
from triage.services.operations import Stored
from triage.services.sendings import LONGEST_UNDERWAY, Sendings


def a_stored(sent_at: datetime | None) -> Stored:
    op = Operation(
        seq=1,
        op_id=OpId("op"),
        report_id=ReportId("r"),
        kind=OpKind.CREATE,
        destination="crime",
        created_at=ManualClock().now(),
        created_by="ann",
    )
    return Stored(op=op, decision_id=1, left=sent_at is not None, sent_at=sent_at, look_first=False)


def test_it_is_counted_from_the_end_of_the_request_however_that_ends() -> None:
    clock = ManualClock()
    sendings, stored = Sendings(clock), a_stored(sent_at=clock.now())
    with contextlib.suppress(ConnectionError), sendings.underway(stored):
        clock.advance(seconds=40)
        raise ConnectionError
    assert sendings.age(stored) == timedelta(0)
    clock.jump(hours=1)
    clock.advance(seconds=5)
    assert sendings.age(stored) == timedelta(seconds=5), "a clock put on makes it no older"


def test_what_left_before_the_program_started_ended_with_it_or_long_ago() -> None:
    clock = ManualClock()
    stored = a_stored(sent_at=clock.now())
    clock.advance(seconds=40)
    sendings = Sendings(clock)
    assert sendings.age(stored) == timedelta(0)
    clock.advance(seconds=5)
    assert sendings.age(stored) == timedelta(seconds=5)
    clock.advance(days=1)
    assert Sendings(clock).age(stored) == timedelta(days=1, seconds=45) - LONGEST_UNDERWAY


def test_what_never_left_has_no_age_and_is_doubted_from_its_first_look() -> None:
    clock = ManualClock()
    sendings, stored = Sendings(clock), a_stored(sent_at=None)
    clock.advance(hours=1)
    assert (sendings.age(stored), sendings.doubted(stored)) == (None, timedelta(0))
    clock.advance(seconds=5)
    assert sendings.doubted(stored) == timedelta(seconds=5)


def test_what_ended_at_this_very_moment_is_doubted_from_now() -> None:
    clock = ManualClock()
    sendings, stored = Sendings(clock), a_stored(sent_at=clock.now())
    sendings.doubted(stored)
    clock.advance(hours=1)
    with sendings.underway(stored):
        pass
    assert sendings.doubted(stored) == timedelta(0)
