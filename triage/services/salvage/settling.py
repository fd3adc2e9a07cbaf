"""What a salvaged store means: each piece of work stands whole, or goes back to where it can be done again.

Nothing that is left may be sent a second time: what may have left this machine without our knowing is uncertain, and is
looked up at its destination first.
"""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import datetime

from sqlalchemy import Connection, and_, delete, func, or_, select, update

from triage.models import codec
from triage.models.decision import Decision
from triage.models.delivery import Delivery, HeldBecause
from triage.models.ids import ReportId
from triage.models.operation import UNDER_LEASE, WORDS
from triage.models.salvage import Fate, Salvaged
from triage.models.stage import Stage
from triage.services import operations, snapshot, state, work
from triage.services.moments import millis
from triage.services.receipts import Receipts
from triage.services.salvage.carrying import Came
from triage.services.tables import DECISIONS, DISPATCHES, LEASES, WORK
from triage.services.tables import OPERATIONS as O
from triage.services.work import Work

_WAITING = (Delivery.QUEUED.value, Delivery.SENDING.value, Delivery.UNCERTAIN.value)
_FREE_AGAIN = (HeldBecause.AUTH.value, HeldBecause.GATEWAY.value, HeldBecause.LEASE.value, HeldBecause.UNDO.value)


class Settling:
    """Over a new store that holds all that came of the damaged one."""

    def __init__(self, conn: Connection, came: Came, now: datetime, receipts: Receipts) -> None:
        self._conn = conn
        self._came = came
        self._now = now
        self._receipts = receipts
        self._doubted: frozenset[ReportId] = frozenset()

    def settle(self) -> tuple[Salvaged, ...]:
        """Bring the store in order; what became of each thing."""
        self._doubted = self._doubt()
        in_hand = sorted(_ids(self._came, "work") | _ids(self._came, "drafts"))
        things = [thing for report_id in in_hand for thing in self._report(report_id)]
        things += _words(self._conn, self._doubted)
        doubtful = {*in_hand, *_ids(self._came, "operations")}
        state.put(self._conn, state.DOUBTFUL, json.dumps(sorted(doubtful)))
        return (*things, *unread(self._came))

    def _doubt(self) -> frozenset[ReportId]:
        """What waits to be sent may have been sent by a transaction that is lost; what may still be undone was not."""
        undo = and_(O.c.held == HeldBecause.UNDO.value, O.c.next_at > millis(self._now))
        waiting = or_(O.c.status.in_(_WAITING), and_(O.c.status == Delivery.HELD.value, O.c.held.in_(_FREE_AGAIN)))
        where = and_(O.c.superseded == 0, waiting, ~func.coalesce(undo, 0))
        found = frozenset(ReportId(found) for found in self._conn.scalars(select(O.c.report_id).where(where)))
        values = {"status": Delivery.UNCERTAIN.value, "held": None, "next_at": None, "left": 1}
        self._conn.execute(update(O).where(where).values(**values, sent_at=millis(self._now)))
        return found

    def _report(self, report_id: ReportId) -> list[Salvaged]:
        found = work.work_of(self._conn, report_id)
        if found is not None and found.stage is Stage.DECIDED:
            return [self._decided(found)]
        draft = work.draft_of(self._conn, report_id) is not None
        gone = not draft and (report_id in _ids(self._came, "drafts") or _cannot_tell(self._came, "drafts"))
        whole = found is not None and self._can_go_on(report_id)
        things = []
        if draft or gone:
            things.append(self._thing("draft", Fate.SAVED if draft else Fate.FETCH, report_id))
        if not whole or gone:
            self._ask_again(report_id)
        if not whole or not things:
            things.append(self._thing("report", Fate.SAVED if whole else Fate.FETCH, report_id))
        return things

    def _decided(self, found: Work) -> Salvaged:
        """A decision stands with all its operations, or is put back, to be decided again from the words it was of."""
        report_id, decision = found.report_id, self._decision(found)
        draft = work.draft_of(self._conn, report_id) or (decision.draft if decision else None)
        if draft is not None:  # a decision holds the very words it was made of
            work.put_draft(self._conn, draft, by=found.owner, now=self._now)
        if decision is not None and self._complete(found, decision):
            for stored in operations.of_report(self._conn, report_id):
                self._receipts.settle_if_complete(self._conn, stored)
            return self._thing("decision", Fate.DOUBTFUL if report_id in self._doubted else Fate.SAVED, report_id)
        operations.supersede(self._conn, report_id)
        if draft is not None and self._can_go_on(report_id):
            work.put_work(self._conn, replace(found, stage=Stage.IN_TRIAGE, decision_id=None))
        else:
            self._ask_again(report_id)
        return self._thing("decision", Fate.LOST, report_id)

    def _decision(self, found: Work) -> Decision | None:
        query = select(DECISIONS.c.body).where(DECISIONS.c.decision_id == found.decision_id)
        body = self._conn.scalar(query)
        return codec.decode(Decision, body) if body else None

    def _complete(self, found: Work, decision: Decision) -> bool:
        """Whether the begin (or what stands for it) is there, and something for each destination."""
        every = operations.of_report(self._conn, found.report_id, superseded=True)
        of_it = [stored.op.kind for stored in every if stored.decision_id == found.decision_id]
        voice = select(DISPATCHES.c.report_id).where(DISPATCHES.c.report_id == found.report_id)
        by_voice = self._conn.scalar(voice) is not None
        wanted = {one.destination for one in decision.deliverables if not (by_voice and one.key == "incident")}
        return any(kind in UNDER_LEASE for kind in of_it) and wanted <= {stored.op.destination for stored in every}

    def _can_go_on(self, report_id: ReportId) -> bool:
        """Whether the report itself and our hold on it are here."""
        body, lease = snapshot.body_of(self._conn, report_id), work.lease_of(self._conn, report_id)
        return body is not None and lease is not None

    def _ask_again(self, report_id: ReportId) -> None:
        """Without a row of work the report is taken in anew from the gateway, under the words that are here."""
        for table in (WORK, LEASES):
            self._conn.execute(delete(table).where(table.c.report_id == report_id))

    def _thing(self, what: str, fate: Fate, report_id: ReportId) -> Salvaged:
        return Salvaged(what=what, fate=fate, report_id=report_id, name=self._came.names.get(report_id, ""))


def _words(conn: Connection, doubted: frozenset[ReportId]) -> list[Salvaged]:
    """Messages, contacts and handovers that wait to be sent."""
    kinds = [kind.value for kind in WORDS]
    open_ones = and_(O.c.superseded == 0, O.c.status != Delivery.DELIVERED.value, O.c.kind.in_(kinds))
    found = conn.scalars(select(O.c.report_id).where(open_ones)).all()
    fates = [Fate.DOUBTFUL if ReportId(report_id) in doubted else Fate.SAVED for report_id in found]
    return [Salvaged(what="words", fate=fate, count=fates.count(fate)) for fate in sorted(set(fates))]


def unread(came: Came) -> list[Salvaged]:
    """What an index names and no page gives, and the tables of which nobody can say what is missing."""
    things = []
    if any(_cannot_tell(came, table) for table in ("work", "drafts", "operations")):
        things.append(Salvaged(what="unknown", fate=Fate.LOST))
    here = {(row["report_id"], row["seq"]) for row in came.rows["operations"]}
    named = {(row["report_id"], row["seq"]) for row in came.named.get("operations") or ()}
    if gone := len(named - here):
        things.append(Salvaged(what="words", fate=Fate.LOST, count=gone))
    if gone := len(_ids(came, "dispatches")) - len(came.rows["dispatches"]):
        things.append(Salvaged(what="dispatch", fate=Fate.LOST, count=gone))
    lines = came.rows["audit"]
    if "audit" not in came.whole:
        last = max((row["seq"] for row in lines), default=0)
        things.append(Salvaged(what="audit", fate=Fate.LOST, count=max(last - len(lines), 1)))
    if not {"tags", "snoozes", "seen"} <= came.whole:
        things.append(Salvaged(what="mark", fate=Fate.LOST))
    return things


def _ids(came: Came, table: str) -> set[ReportId]:
    told = [*came.rows[table], *(came.named.get(table) or ())]
    return {ReportId(row["report_id"]) for row in told}


def _cannot_tell(came: Came, table: str) -> bool:
    return table not in came.whole and came.named.get(table) is None
