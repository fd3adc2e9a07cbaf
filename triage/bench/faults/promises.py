"""What a desktop promised its handler, held against what is there: the invariants that are looked at after each step.

A draft that was saved is there with every word, until its report is settled, given back (then the gateway has it) or
let go. A decision stands until it is settled, taken back, mended or let go.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from sqlalchemy import Connection, select

from triage.bench.faults.outside import Outside
from triage.bench.faults.workstation import Workstation
from triage.gateway import tables
from triage.models import codec
from triage.models.delivery import Delivery
from triage.models.draft import Draft
from triage.models.ids import ReportId
from triage.models.operation import OpKind
from triage.models.stage import Stage
from triage.services import audit, operations, work

_WORD = re.compile(r"\bw\d+\b")


class Broken(AssertionError):
    """A promise was not kept; the words say which one."""


@dataclass(frozen=True, slots=True)
class Held:
    """What the store of one desktop has of a report. ``words`` None: no work on it any more."""

    words: frozenset[str] | None
    stage: Stage | None
    standing: bool
    settles: int


def words_of(text: str) -> frozenset[str]:
    return frozenset(_WORD.findall(text))


def held(conn: Connection, report_id: ReportId) -> Held:
    found, draft = work.work_of(conn, report_id), work.draft_of(conn, report_id)
    every = operations.of_report(conn, report_id)
    settles = sum(s.op.kind is OpKind.SETTLE and s.op.status is Delivery.DELIVERED for s in every)
    begins = any(s.op.kind is OpKind.BEGIN and s.decision_id == found.decision_id for s in every) if found else False
    return Held(
        words=None if found is None else words_of(draft.rationale if draft else ""),
        stage=found.stage if found else None,
        standing=bool(found and found.stage is Stage.DECIDED and begins),
        settles=settles,
    )


@dataclass
class Promises:
    """One handler's. ``saved`` and ``standing`` are by report; ``settles``: how many were delivered before.

    ``maybe``: reports of which an act was cut short that may have ended the hold or the decision.
    """

    station: Workstation
    saved: dict[ReportId, frozenset[str]] = field(default_factory=dict)
    standing: set[ReportId] = field(default_factory=set)
    settles: dict[ReportId, int] = field(default_factory=dict)
    maybe: set[ReportId] = field(default_factory=set)

    def forget(self, report_id: ReportId) -> None:
        """The handler let it go."""
        self.saved.pop(report_id, None)
        self.standing.discard(report_id)

    async def check(self, outside: Outside) -> None:
        """Raises Broken."""
        if self.station.bugs:
            raise Broken(f"{self.station.who}: the desk called something a bug: {self.station.bugs}")
        for report_id in {*self.saved, *self.standing}:
            now = await self.station.store.read(lambda conn, key=report_id: held(conn, key))  # type: ignore[misc]
            if now.settles > self.settles.get(report_id, 0):
                self.settles[report_id] = now.settles
                self.forget(report_id)
                continue
            if now.words is None:
                await self._gone(report_id, outside)
                continue
            self._words(report_id, now)
            self._decision(report_id, now)
        self.maybe.clear()

    def _words(self, report_id: ReportId, now: Held) -> None:
        assert now.words is not None
        missing = self.saved.get(report_id, frozenset()) - now.words
        if missing:
            raise Broken(f"{self.station.who}: words of a saved draft are gone: {sorted(missing)} of {report_id}")
        self.saved[report_id] = now.words

    def _decision(self, report_id: ReportId, now: Held) -> None:
        if report_id not in self.standing or now.standing:
            return
        if report_id not in self.maybe:
            raise Broken(f"{self.station.who}: a decision is gone that nobody took back: {report_id} is {now.stage}")
        self.standing.discard(report_id)

    async def _gone(self, report_id: ReportId, outside: Outside) -> None:
        """The desk has no work on it: then it was cut short in giving it back, and the gateway has every word."""
        if report_id not in self.maybe:
            raise Broken(f"{self.station.who}: work on {report_id} is gone that nobody gave back")
        await self.given_back(report_id, outside)

    async def given_back(self, report_id: ReportId, outside: Outside) -> None:
        """The report went back to the queue: our words went before it."""
        there = await gateway_words(outside, report_id)
        missing = self.saved.get(report_id, frozenset()) - there
        if missing:
            raise Broken(f"{self.station.who}: the gateway lacks words that were given back: {sorted(missing)}")
        self.forget(report_id)


async def gateway_words(outside: Outside, report_id: ReportId) -> frozenset[str]:
    """The words of the draft that the gateway keeps for whoever is next."""
    drafts = tables.drafts
    async with outside.parts.database.read() as connection:
        found = await connection.scalar(select(drafts.c.draft).where(drafts.c.report_id == report_id))
    return words_of(codec.decode(Draft, bytes(found)).rationale) if found else frozenset()


async def check_chain(station: Workstation) -> None:
    """The audit of this workstation is whole; raises Broken."""
    wrong = await station.store.read(audit.verify)
    if wrong is not None:
        raise Broken(f"{station.who}: the audit's chain is broken at {wrong}")
