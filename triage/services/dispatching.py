"""Dispatch now (F9): a report handed over by voice, standing red until a reference and an acceptor are entered.

It needs nothing: no hold on the report, no gateway, no checks, no approval. It is written down before anything else is
done, and what was said goes into the contact log so that everybody who opens the report sees it.
"""

from __future__ import annotations

from sqlalchemy import Connection, select, update
from sqlalchemy.dialects.sqlite import insert

from triage.models import codec
from triage.models.clock import london
from triage.models.correspondence import Dispatch
from triage.models.errors import KnownError
from triage.models.ids import ReportId
from triage.models.messages import ContactRequest
from triage.models.operation import OpKind
from triage.services import operations, snapshot
from triage.services.hub import Corresponded, OutboxChanged, ReportsChanged
from triage.services.messages import words_op
from triage.services.moments import maybe_moment, millis, moment
from triage.services.tables import DISPATCHES
from triage.services.workplace import Workplace


class Dispatching:
    def __init__(self, place: Workplace, author_name: str) -> None:
        self._store = place.store
        self._hub = place.hub
        self._clock = place.clock
        self._audit = place.audit
        self._me = place.me
        self._name = author_name

    async def ask(self, report_id: ReportId) -> Dispatch:
        """Begin the clock; asked again while it stands, nothing changes."""

        def write(conn: Connection) -> tuple[Dispatch, bool]:
            known = of_report(conn, report_id)
            if known is not None and not known.why_not:
                return known, False
            now = self._clock.now()
            summary = snapshot.summary_of(conn, report_id)
            title = f"{summary.title}, {summary.customer_reference}" if summary else "A report"
            made = Dispatch(report_id=report_id, title=title, asked_at=now, asked_by=self._me)
            values = {
                "title": title, "asked_at": millis(now), "asked_by": self._me, "reference": "", "acceptor": "",
                "accepted_at": None, "why_not": "",
            }  # fmt: skip
            row = insert(DISPATCHES).values(report_id=report_id, **values)
            conn.execute(row.on_conflict_do_update(index_elements=["report_id"], set_=values))
            self._audit.line(conn, "dispatch.asked", report_id)
            self._note(conn, report_id, "other", f"Handed to dispatch by voice by {self._name}.")
            return made, True

        made, fresh = await self._store.write(write)
        if fresh:
            self._tell(report_id)
        return made

    async def accepted(self, report_id: ReportId, reference: str, acceptor: str) -> Dispatch:
        """Somebody there took it on.

        Raises:
            KnownError: the reference or the acceptor is missing, or nothing stands.
        """
        reference, acceptor = reference.strip(), acceptor.strip()
        if not reference:
            raise KnownError("The reference is missing.", "Ask the control room for it and enter it.")
        if not acceptor:
            raise KnownError("The acceptor is missing.", "Ask who took it on and enter their name or number.")

        def write(conn: Connection) -> Dispatch:
            found = self._standing(conn, report_id)
            now = self._clock.now()
            values = {"reference": reference, "acceptor": acceptor, "accepted_at": millis(now)}
            conn.execute(update(DISPATCHES).where(DISPATCHES.c.report_id == report_id).values(**values))
            took = int((now - found.asked_at).total_seconds())
            self._audit.line(conn, "dispatch.accepted", report_id, reference=reference, acceptor=acceptor, after=took)
            words = f"Dispatch taken on by {acceptor} at {london(now):%H:%M:%S}, reference {reference}."
            self._note(conn, report_id, "reached", words)
            return found

        await self._store.write(write)
        self._tell(report_id)
        after = await self.of(report_id)
        assert after is not None
        return after

    async def take_back(self, report_id: ReportId, why: str) -> None:
        """It was no emergency, or F9 was a slip of the finger; raises KnownError without a reason."""
        if not why.strip():
            raise KnownError("A reason is missing.", "Say why dispatch is not needed.")

        def write(conn: Connection) -> None:
            self._standing(conn, report_id)
            conn.execute(update(DISPATCHES).where(DISPATCHES.c.report_id == report_id).values(why_not=why.strip()))
            self._audit.line(conn, "dispatch.taken_back", report_id)
            self._note(conn, report_id, "other", f"Dispatch taken back by {self._name}: {why.strip()}")

        await self._store.write(write)
        self._tell(report_id)

    async def of(self, report_id: ReportId) -> Dispatch | None:
        return await self._store.read(lambda conn: of_report(conn, report_id))

    async def standing(self) -> tuple[Dispatch, ...]:
        """All that nobody has taken on yet, the oldest first."""

        def read(conn: Connection) -> tuple[Dispatch, ...]:
            open_ones = select(DISPATCHES).where(DISPATCHES.c.accepted_at.is_(None), DISPATCHES.c.why_not == "")
            rows = conn.execute(open_ones.order_by(DISPATCHES.c.asked_at)).mappings()
            return tuple(_dispatch(dict(row)) for row in rows)

        return await self._store.read(read)

    def _standing(self, conn: Connection, report_id: ReportId) -> Dispatch:
        found = of_report(conn, report_id)
        if found is None or not found.standing:
            raise KnownError("This report is not waiting for dispatch.", "Press F9 to hand it to dispatch.")
        return found

    def _note(self, conn: Connection, report_id: ReportId, outcome: str, words: str) -> None:
        told = ContactRequest(
            channel="phone", outcome="reached" if outcome == "reached" else "other", at=self._clock.now(), note=words
        )
        new = words_op(report_id, OpKind.CONTACT, codec.encode(told), self._me)
        operations.append(conn, new, self._clock.now())

    def _tell(self, report_id: ReportId) -> None:
        self._hub.publish(Corresponded(report_id))
        self._hub.publish(ReportsChanged(frozenset({report_id})))
        self._hub.publish(OutboxChanged(frozenset({report_id})))


def of_report(conn: Connection, report_id: ReportId) -> Dispatch | None:
    row = conn.execute(select(DISPATCHES).where(DISPATCHES.c.report_id == report_id)).mappings().first()
    return None if row is None else _dispatch(dict(row))


def _dispatch(row: dict[str, object]) -> Dispatch:
    accepted = row["accepted_at"]
    return Dispatch(
        report_id=ReportId(str(row["report_id"])),
        title=str(row["title"]),
        asked_at=moment(int(str(row["asked_at"]))),
        asked_by=str(row["asked_by"]),
        reference=str(row["reference"]),
        acceptor=str(row["acceptor"]),
        accepted_at=maybe_moment(int(str(accepted))) if accepted is not None else None,
        why_not=str(row["why_not"]),
    )
