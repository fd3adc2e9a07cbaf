"""Accounts to look at: one that balances and one that does not."""

from __future__ import annotations

from datetime import timedelta

from tests.builders import NOW
from triage.models.account import Contradiction, Difference, Place
from triage.models.balance import Account
from triage.models.decision import Reference
from triage.models.ids import ReportId

PLACES = {
    Place.UNREAD: 2, Place.UNREADABLE: 1, Place.QUEUE: 312, Place.WORKED: 9, Place.AWAITING_REPORTER: 58,
    Place.AWAITING_APPROVAL: 4, Place.OFFERED: 17, Place.BEGUN: 3, Place.RECORDED: 10_873, Place.ATTACHED: 641,
    Place.TRANSFERRED: 377, Place.NO_RECORD: 12, Place.ERASED: 92,
}  # fmt: skip


def balanced() -> Account:
    return _made(PLACES)


def different() -> Account:
    twice = (Reference(deliverable="", destination="crime", reference="77/012345/26"),)
    return _made(
        {**PLACES, Place.MISSING: 1},
        Difference(kind=Contradiction.NOT_STORED, report_id=ReportId("2a7f00d1-5f10"), version=1),
        Difference(
            kind=Contradiction.DESK_HOLDS_ANOTHERS, report_id=ReportId("5b1cc9e0-5f10"), who="a.probart", other="c.rees"
        ),
        Difference(
            kind=Contradiction.TWICE_AT_RECORDS,
            report_id=ReportId("91bb0a77-5f10"),
            destination="crime",
            references=twice,
        ),
        Difference(kind=Contradiction.DESK_WAITS_FOR_CLOSED, report_id=ReportId(""), restricted=True),
    )


def _made(places: dict[Place, int], *differences: Difference) -> Account:
    number = sum(places.values())
    return Account(
        since=NOW - timedelta(days=7),
        until=NOW,
        acknowledged=number,
        accounted=number - places.get(Place.MISSING, 0),
        places=places,
        outcomes={},
        differences=differences,
        desks=14,
        looked_up=24_806,
    )
