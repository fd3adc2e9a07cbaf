"""What workstations state of themselves beside what the gateway knows. Pure.

A workstation may not have heard of a change yet: what it states counts only when it was stated well after the
gateway's own last change of that report.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence, Set
from dataclasses import dataclass
from datetime import datetime, timedelta

from triage.gateway.accounting.books import Standing
from triage.models.account import Contradiction, Difference, StatedReport
from triage.models.ids import ReportId
from triage.models.operation import WORDS
from triage.models.stage import Stage

MARGIN = timedelta(minutes=2)
"""Between a change here and a statement that must know of it: the clocks' difference and a round of syncing."""
SILENT_AFTER = timedelta(hours=24)
"""A workstation with work to send that was not heard of for so long is one that somebody must look for."""
CALM = timedelta(hours=1)
"""A begun report that no workstation has: until then its workstation may just be on its way."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """One workstation's statement. ``subject``: who was signed in."""

    store: str
    subject: str
    stated_at: datetime
    received_at: datetime
    reports: tuple[StatedReport, ...]


class Desks:
    """All statements, by report."""

    def __init__(self, heard: Sequence[Heard]) -> None:
        self.count = len(heard)
        self._by_report: dict[str, list[tuple[Heard, StatedReport]]] = {}
        self._last: dict[str, datetime] = {}
        for one in heard:
            self._last[one.subject] = max(self._last.get(one.subject, one.stated_at), one.stated_at)
            for stated in one.reports:
                self._by_report.setdefault(stated.report_id, []).append((one, stated))

    @property
    def report_ids(self) -> Set[str]:
        return self._by_report.keys()

    def unknown(self, known: Set[str]) -> Iterator[Difference]:
        """Work on reports that the gateway never had, as after a restore that lost them."""
        for report_id in sorted(self.report_ids - known):
            for heard, stated in self._by_report[report_id]:
                yield _difference(Contradiction.DESK_KNOWS_UNKNOWN, heard, stated)

    def differing(self, standing: Standing, now: datetime) -> Iterator[Difference]:
        """What workstations state of this report that the gateway knows otherwise."""
        state = standing.state
        stated_by = self._by_report.get(state.report_id, ())
        holder = state.holder_at(now)
        for heard, stated in stated_by:
            silent = now - heard.received_at > SILENT_AFTER
            sending = [one for one in stated.operations if one.kind not in WORDS]
            if silent and (sending or stated.operations) and state.stage is not Stage.CLOSED:
                yield _difference(Contradiction.DESK_SILENT, heard, stated, other=holder, at=heard.received_at)
            if heard.stated_at < standing.changed_at + MARGIN:
                continue
            if stated.held and (holder != stated.owner or stated.fence != state.fence) and holder:
                kind = Contradiction.DESK_HOLDS_ANOTHERS
                yield _difference(kind, heard, stated, other=holder, at=standing.changed_at)
            if sending and state.stage is Stage.CLOSED:
                kind = Contradiction.DESK_WAITS_FOR_CLOSED
                yield _difference(kind, heard, stated, other=sending[0].kind.value, at=standing.changed_at)
        if state.stage is Stage.BEGUN and state.begun_at is not None and not stated_by:
            last = self._last.get(holder)
            if last is not None and last > state.begun_at + MARGIN and now - state.begun_at > CALM:
                yield Difference(
                    kind=Contradiction.BEGUN_NOWHERE,
                    report_id=ReportId(state.report_id),
                    version=state.version,
                    who=holder,
                    at=state.begun_at,
                )


def _difference(
    kind: Contradiction, heard: Heard, stated: StatedReport, *, other: str = "", at: datetime | None = None
) -> Difference:
    who = stated.owner or next((one.author for one in stated.operations), heard.subject)
    return Difference(
        kind=kind,
        report_id=stated.report_id,
        who=who,
        other=other,
        desk=heard.store,
        at=at or heard.stated_at,
    )
