"""Which decisions are drawn: at random, the same for whoever asks again, and foreseen by nobody.

Each settled decision of a week has a place in the order of its handler's decisions: the HMAC of a secret of this
gateway over the week and the decision. The first of that order are drawn. Nobody without the secret can tell the place
of a decision, no decision can be worded so that it comes first, and another handler's work changes nothing. When the
week is over the sample is what it is; a report that is erased drops out, and nothing takes its place.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from triage.gateway import tables
from triage.gateway.database import Database
from triage.gateway.sight import Sight
from triage.models.periods import Period

_DRAW = "quality_draw"
_BYTES = 32
SETTLED = "settled"


@dataclass(frozen=True, slots=True)
class Settled:
    """A settled decision. ``erased``: its report's words are gone."""

    report_id: str
    decision: int
    handler: str
    settled_at: datetime
    outcome: str
    erased: bool

    @property
    def key(self) -> tuple[str, int]:
        return self.report_id, self.decision


def place_of(secret: bytes, week: str, one: Settled) -> bytes:
    """Where this decision stands among its handler's of that week."""
    return hmac.digest(secret, f"{week}\n{one.report_id}\n{one.decision}".encode(), hashlib.sha256)


def draw(secret: bytes, week: str, settled: Iterable[Settled], most: int) -> Mapping[str, tuple[Settled, ...]]:
    """Handler → those drawn, in their order; ``most`` of each."""
    by_handler: dict[str, list[Settled]] = {}
    for one in settled:
        by_handler.setdefault(one.handler, []).append(one)
    return {
        handler: tuple(sorted(theirs, key=lambda one: place_of(secret, week, one))[:most])
        for handler, theirs in sorted(by_handler.items())
    }


async def secret_of(database: Database) -> bytes:
    """The secret of all gateways on this database, made when it is first needed."""
    async with database.read() as connection:
        kept = await _kept(connection)
    if kept is None:
        async with database.write() as connection:
            await database.serialise(connection, _DRAW)
            kept = await _kept(connection)
            if kept is None:
                kept = secrets.token_hex(_BYTES)
                await connection.execute(insert(tables.meta).values(key=_DRAW, value=kept))
    return bytes.fromhex(kept)


async def settled_in(
    connection: AsyncConnection, period: Period, sight: Sight, *conditions: ColumnElement[bool]
) -> list[Settled]:
    """The settled decisions of that time whose reports this person may see, and of which all conditions hold.

    A decision is its author's, whoever settled it.
    """
    settlements, decisions, reports = tables.settlements, tables.decisions, tables.reports
    query = (
        select(
            decisions.c.report_id,
            decisions.c.number,
            decisions.c.subject,
            settlements.c.settled_at,
            settlements.c.outcome,
            (decisions.c.decision == b"").label("erased"),
        )
        .select_from(settlements)
        .join(
            decisions,
            (decisions.c.report_id == settlements.c.report_id) & (decisions.c.number == settlements.c.decision_number),
        )
        .join(reports, reports.c.report_id == settlements.c.report_id)
        .where(
            settlements.c.settled_at >= period.since,
            settlements.c.settled_at < period.until,
            settlements.c.kind == SETTLED,
            sight.condition,
            *conditions,
        )
    )
    return [Settled(*row) for row in (await connection.execute(query)).all()]


async def _kept(connection: AsyncConnection) -> str | None:
    meta = tables.meta
    return await connection.scalar(select(meta.c.value).where(meta.c.key == _DRAW))
