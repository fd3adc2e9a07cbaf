"""Adding up the account: places counted, lines held against the log's own count, differences in the order found."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from triage.models.account import (
    AccountFile,
    AccountLine,
    AccountPage,
    Contradiction,
    Difference,
    FilePlace,
    Place,
)
from triage.models.ids import ReportId

_TO_KNOW = frozenset({FilePlace.LEFT_OUT, FilePlace.WAITING, FilePlace.UNREADABLE, FilePlace.MISSING})


@dataclass(frozen=True, slots=True, kw_only=True)
class CountedFile:
    """A file that did not simply go to its record: left out, waiting, or one that cannot be sent."""

    report_id: ReportId
    version: int
    file: AccountFile


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """The result. ``acknowledged``: by the log of intake; ``accounted``: lines that have a place.

    ``outcomes``: what closed reports were decided to be, by the profile's keys; ``desks``: workstations that stated
    what they hold; ``looked_up``: look-ups at records, None when none were wanted; ``unanswered``: those without a
    usable answer, which prove nothing. ``files``: of decided reports, one for each records system that takes it;
    ``not_arrived``: those of them that a person should know of.
    """

    since: datetime | None
    until: datetime
    acknowledged: int
    accounted: int
    places: Mapping[Place, int]
    outcomes: Mapping[str, int]
    differences: tuple[Difference, ...]
    desks: int
    looked_up: int | None = None
    unanswered: int = 0
    files: Mapping[FilePlace, int] = field(default_factory=dict)
    not_arrived: tuple[CountedFile, ...] = ()

    @property
    def balanced(self) -> bool:
        """Everything is accounted for, and no book contradicts another."""
        return self.acknowledged == self.accounted and not self.differences


class Tally:
    """Takes in pages one after the other."""

    def __init__(self, since: datetime | None) -> None:
        self._since = since
        self._places: Counter[Place] = Counter()
        self._outcomes: Counter[str] = Counter()
        self._differences: list[Difference] = []
        self._acknowledged: int | None = None
        self._until: datetime | None = None
        self._desks = 0
        self.filed: list[AccountLine] = []
        """Lines with files."""
        self.newest: dict[ReportId, AccountLine] = {}
        """The last version of each report that has been read, for whom records are asked about."""

    @property
    def listed(self) -> int:
        return sum(self._places.values())

    @property
    def until(self) -> datetime:
        """Where the account ends, by the gateway's clock; there must have been a page."""
        assert self._until is not None
        return self._until

    def take(self, page: AccountPage) -> None:
        self._until, self._desks = page.until, page.desks
        self._differences.extend(page.differences)
        for line in page.items:
            self._places[line.place] += 1
            if line.outcome:
                self._outcomes[line.outcome] += 1
            if line.files:
                self.filed.append(line)
            if not line.restricted and line.place is not Place.UNREAD:
                self.newest[line.report_id] = line
        if page.acknowledged is not None:
            self._acknowledged = page.acknowledged

    def close(
        self,
        found: tuple[Difference, ...] = (),
        *,
        looked_up: int | None = None,
        unanswered: int = 0,
        seen: Mapping[tuple[ReportId, int, AccountFile], FilePlace] | None = None,
    ) -> Account:
        """The sum, with the differences ``found`` at records; every page must have been taken in.

        ``seen``: where files are as records themselves say, which counts.
        """
        acknowledged = self.listed if self._acknowledged is None else self._acknowledged
        differences = [*self._differences, *found]
        if acknowledged != self.listed:
            apart = str(abs(acknowledged - self.listed))
            differences.append(Difference(kind=Contradiction.NOT_LISTED, report_id=ReportId(""), other=apart))
        every = [
            CountedFile(
                report_id=line.report_id,
                version=line.version,
                file=replace(file, place=(seen or {}).get((line.report_id, line.version, file), file.place)),
            )
            for line in self.filed
            for file in line.files
        ]
        files = Counter(one.file.place for one in every)
        return Account(
            since=self._since,
            until=self.until,
            acknowledged=acknowledged,
            accounted=self.listed - self._places[Place.MISSING],
            places={place: self._places[place] for place in Place if self._places[place]},
            outcomes=dict(sorted(self._outcomes.items())),
            differences=tuple(differences),
            desks=self._desks,
            looked_up=looked_up,
            unanswered=unanswered,
            files={place: files[place] for place in FilePlace if files[place]},
            not_arrived=tuple(one for one in every if one.file.place in _TO_KNOW),
        )
