"""Accounts to look at: one that balances and one that does not."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from tests.builders import NOW
from triage.models.account import AccountFile, Contradiction, Difference, FilePlace, Place
from triage.models.balance import Account, CountedFile
from triage.models.decision import Reference
from triage.models.ids import ReportId

PLACES = {
    Place.UNREAD: 2, Place.UNREADABLE: 1, Place.QUEUE: 312, Place.WORKED: 9, Place.AWAITING_REPORTER: 58,
    Place.AWAITING_APPROVAL: 4, Place.OFFERED: 17, Place.BEGUN: 3, Place.RECORDED: 10_873, Place.ATTACHED: 641,
    Place.TRANSFERRED: 377, Place.NO_RECORD: 12, Place.ERASED: 92,
}  # fmt: skip


WHY = "The same picture is on the record of the first report, which the officer in the case attached by hand."


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


def filed() -> Account:
    """With files: most arrived, some of every other kind, one missing at records."""
    report_ids = [ReportId(f"{number}7c9d05e-5f10") for number in range(1, 7)]
    stands = (
        AccountFile(number=2, destination="crime", place=FilePlace.LEFT_OUT, who="a.probart", why=WHY),
        AccountFile(number=1, destination="control", place=FilePlace.WAITING, who="c.rees"),
        AccountFile(number=3, destination="crime", place=FilePlace.UNREADABLE, why="infected"),
        AccountFile(number=1, destination="crime", place=FilePlace.UNREADABLE, why="locked"),
        AccountFile(number=4, destination="crime", place=FilePlace.UNREADABLE, why="failed"),
        AccountFile(number=1, destination="crime", place=FilePlace.MISSING),
    )
    missing = Difference(
        kind=Contradiction.FILE_NOT_AT_RECORDS,
        report_id=report_ids[-1],
        version=1,
        other="1",
        destination="crime",
        references=(Reference(deliverable="crime-1", destination="crime", reference="77/012345/26"),),
    )
    return replace(
        _made(PLACES, missing),
        files={
            FilePlace.ARRIVED: 4_127, FilePlace.SENT: 36, FilePlace.WAITING: 1, FilePlace.LEFT_OUT: 1,
            FilePlace.UNREADABLE: 3, FilePlace.MISSING: 1,
        },
        not_arrived=tuple(
            CountedFile(report_id=report_id, version=1, file=file)
            for report_id, file in zip(report_ids, stands, strict=True)
        ),
    )  # fmt: skip


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
