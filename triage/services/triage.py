"""The only writer of stages: open, decide, undo, recall, mend. Each is one transaction (rule R7).

Nothing is sent that was not first committed: a decision's row, audit line and operations stand or fall together.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from sqlalchemy import Connection, update

from triage.models.decision import Decision
from triage.models.delivery import Delivery
from triage.models.errors import KnownError
from triage.models.ids import ReportId
from triage.models.operation import MAKES, OpKind
from triage.models.profile import Profile
from triage.models.queue import ReportBody
from triage.models.stage import Stage, StageEvent
from triage.services import operations, seen, snapshot, work
from triage.services.api.queue import QueueApi
from triage.services.deciding import Deciding
from triage.services.hub import Notice, OutboxChanged, ReportsChanged
from triage.services.outbox import needs_person
from triage.services.renewals import not_held
from triage.services.tables import DECISIONS
from triage.services.workplace import Workplace


class Triage:
    """Who works here signs what is decided here, with ``author_name`` beside the id."""

    def __init__(
        self,
        place: Workplace,
        api: QueueApi,
        profile: Callable[[], Profile],
        author_name: str,
    ) -> None:
        self._store = place.store
        self._api = api
        self._hub = place.hub
        self._clock = place.clock
        self._audit = place.audit
        self._profile = profile
        self._deciding = Deciding(place.audit, profile, place.me, author_name)

    async def open(self, report_id: ReportId) -> Stage:
        """The handler looks at a report that we hold: CLAIMED becomes IN_TRIAGE; any other stage stays.

        Raises:
            KnownError: we do not hold it.
        """

        def write(conn: Connection) -> tuple[Stage, bool]:
            found = _held(conn, report_id)
            seen.mark(conn, report_id)
            if found.stage is not Stage.CLAIMED:
                return found.shown, False
            self._audit.line(conn, "opened", report_id)
            return work.advance(conn, found, StageEvent.OPEN).stage, True

        stage, changed = await self._store.write(write)
        if changed:
            self._hub.publish(ReportsChanged(frozenset({report_id})))
        return stage

    async def decide(self, report_id: ReportId) -> Decision:
        """Sign the draft as it is saved and queue what it delivers, held for the undo time.

        Raises:
            InputError: something is still needed; one error for each `Problem`.
            IllegalStep: it is decided already.
            KnownError: we do not hold it, or a newer version must be read first.
        """
        decision = await self._store.write(lambda conn: self._deciding.decide(conn, report_id, self._clock.now()))
        self._changed(report_id)
        return decision

    async def undo(self, report_id: ReportId) -> None:
        """Take the decision back: see `recall`."""
        await self.recall(report_id)

    async def recall(self, report_id: ReportId) -> None:
        """Take the decision back while nothing of it can have left this machine.

        Raises:
            KnownError: it is on its way already, or there is nothing to recall.
        """

        def write(conn: Connection) -> None:
            found = _held(conn, report_id)
            if found.stage is not Stage.DECIDED or found.decision_id is None:
                raise KnownError("There is no decision to take back.", "Open the report to see how it stands.")
            if not operations.recallable(conn, report_id, found.decision_id):
                raise KnownError(
                    "This decision is on its way already, so it cannot be taken back.",
                    "When records refuse it you can mend it; otherwise ask a supervisor to have it changed there.",
                )
            self._retire(conn, found, StageEvent.RECALL, "recalled")

        await self._store.write(write)
        self._changed(report_id)

    async def mend(self, report_id: ReportId) -> None:
        """Open a decision again that records refused or that met a conflict; the next decide makes new operations.

        Raises:
            KnownError: nothing of it needs mending, or only the settle does (the records are made then).
        """

        def write(conn: Connection) -> tuple[str, ...]:
            found = _held(conn, report_id)
            every = [stored.op for stored in operations.of_report(conn, report_id, superseded=True)]
            undone = [s.op for s in operations.of_report(conn, report_id) if s.op.status is not Delivery.DELIVERED]
            if found.stage is not Stage.DECIDED or not any(needs_person(op) for op in undone):
                raise KnownError("Nothing of this report needs mending.", "Open the outbox to see how it stands.")
            if any(op.status is Delivery.SENDING for op in undone):
                raise KnownError("Part of this is being sent just now.", "Wait a moment; then do it again.")
            if any(op.kind is OpKind.SETTLE for op in undone):
                raise KnownError(
                    "The records are made; only the gateway does not know yet.",
                    "Retry it in the outbox, or ask a supervisor.",
                )
            self._retire(conn, found, StageEvent.RECORDS_REFUSED, "mended")
            made = [op.destination for op in every if op.kind in MAKES and op.status is Delivery.DELIVERED]
            return tuple(dict.fromkeys(made))

        made = await self._store.write(write)
        self._changed(report_id)
        if made:
            self._tell_made(report_id, made)

    async def take_new_version(self, report_id: ReportId) -> ReportBody:
        """Fetch what the public sent meanwhile; every word of the draft stays.

        Raises:
            KnownError: we do not hold it, or the gateway cannot be reached.
        """
        await self._store.read(lambda conn: _held(conn, report_id))
        body = await self._api.report(report_id)

        def write(conn: Connection) -> None:
            found = _held(conn, report_id)
            snapshot.put_body(conn, body)
            if found.begun_etag:
                work.put_work(conn, replace(found, begun_etag=body.summary.etag))
            draft = work.draft_of(conn, report_id)
            if draft is not None and draft.base_version != body.report.version:
                newer = replace(draft, base_version=body.report.version, revision=draft.revision + 1)
                work.put_draft(conn, newer, by=found.owner, now=self._clock.now())
            seen.mark(conn, report_id)
            self._audit.line(conn, "version.taken", report_id, version=body.report.version)

        await self._store.write(write)
        self._hub.publish(ReportsChanged(frozenset({report_id})))
        return body

    def _retire(self, conn: Connection, found: work.Work, event: StageEvent, word: str) -> None:
        """Put the standing decision and its undelivered operations out of use; the stage goes back to editing."""
        for op_id in operations.supersede(conn, found.report_id):
            self._audit.line(conn, "op.superseded", found.report_id, op=op_id, why=word)
        work.advance(conn, replace(found, decision_id=None), event)
        conn.execute(update(DECISIONS).where(DECISIONS.c.decision_id == found.decision_id).values(state=word))
        self._audit.line(conn, f"decision.{word}", found.report_id, decision=found.decision_id)

    def _tell_made(self, report_id: ReportId, made: tuple[str, ...]) -> None:
        """A mend creates only where nothing was made yet: the person must know what it does not reach."""
        names = " and ".join(place.name for place in self._profile().destinations if place.key in made)
        what = f"{names} made its record already; what you change now does not reach it."
        do = "Change it there by hand where that matters."
        self._hub.publish(Notice("warning", what, do, report_id, key=f"made:{report_id}"))

    def _changed(self, report_id: ReportId) -> None:
        self._hub.publish(ReportsChanged(frozenset({report_id})))
        self._hub.publish(OutboxChanged(frozenset({report_id})))


def _held(conn: Connection, report_id: ReportId) -> work.Work:
    found = work.work_of(conn, report_id)
    if found is None:
        raise not_held()
    return found
