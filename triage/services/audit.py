"""Who did what to which report on this workstation: append-only, hash-chained, in the action's own transaction.

The form of a line and its hash are in `triage.models.audit`, which the gateway shares.
"""

from __future__ import annotations

import uuid

from sqlalchemy import Connection, insert, select

from triage.models import codec
from triage.models.audit import FIRST, AuditLine, Chain, line_hash
from triage.models.clock import Clock
from triage.services import state
from triage.services.tables import AUDIT

__all__ = ["FIRST", "Audit", "AuditLine", "Chain", "chain_of", "ensure_chain", "lines", "verify"]

Detail = str | int | bool | None


def ensure_chain(conn: Connection, installation: str) -> Chain:
    """The store's chain; made on first use. ``installation`` is remembered then and not changed later."""
    if not state.get(conn, state.STORE_ID):
        state.put(conn, state.INSTALLATION, installation or str(uuid.uuid4()))
        state.put(conn, state.STORE_ID, str(uuid.uuid4()))
        state.put(conn, state.EPOCH, "1")
    return chain_of(conn)


def chain_of(conn: Connection) -> Chain:
    return Chain(
        installation=state.get(conn, state.INSTALLATION),
        store=state.get(conn, state.STORE_ID),
        epoch=int(state.get(conn, state.EPOCH, "1")),
    )


class Audit:
    """Writes lines in the name of one person."""

    def __init__(self, clock: Clock, who: str) -> None:
        self._clock = clock
        self._who = who

    def line(self, conn: Connection, what: str, report_id: str = "", **detail: Detail) -> None:
        """Append a line in the caller's transaction."""
        last = conn.execute(select(AUDIT.c.seq, AUDIT.c.hash).order_by(AUDIT.c.seq.desc()).limit(1)).first()
        chain = chain_of(conn)
        fields = {
            "seq": (last.seq if last else 0) + 1,
            "epoch": chain.epoch,
            "at": self._clock.now().isoformat(),
            "who": self._who,
            "what": what,
            "report_id": report_id,
            "detail": codec.canonical(detail).decode(),
            "previous": last.hash if last else FIRST,
        }
        conn.execute(insert(AUDIT).values(**fields, hash=line_hash(chain, fields)))


def lines(conn: Connection, report_id: str = "") -> tuple[AuditLine, ...]:
    query = select(AUDIT).order_by(AUDIT.c.seq)
    if report_id:
        query = query.where(AUDIT.c.report_id == report_id)
    return tuple(AuditLine(**row._mapping) for row in conn.execute(query))


def verify(conn: Connection) -> int | None:
    """The number of the first line that does not fit the chain; None when all do."""
    chain = chain_of(conn)
    previous, expected = FIRST, 1
    for row in conn.execute(select(AUDIT).order_by(AUDIT.c.seq)):
        fields = dict(row._mapping)
        told = fields.pop("hash")
        if fields["seq"] != expected or fields["previous"] != previous or told != line_hash(chain, fields):
            return expected
        previous, expected = told, expected + 1
    return None
