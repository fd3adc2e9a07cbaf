"""Chasing handoffs that nobody answered: told once when the term is over, back into the queue after a second term."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import select, update
from sqlalchemy.engine import RowMapping
from sqlalchemy.ext.asyncio import AsyncConnection

from triage.gateway import audit, tables
from triage.gateway import state as states
from triage.gateway.database import Database
from triage.gateway.state import ReportState
from triage.gateway.workflow.handoffs import FLAG
from triage.gateway.workflow.words import log
from triage.models.stage import Stage, StageEvent, step
from triage.models.workflow import HandoffState

BATCH = 50
GATEWAY = "gateway"


class Chasing:
    def __init__(self, database: Database) -> None:
        self._database = database

    async def round(self, now: datetime) -> tuple[int, bool]:
        """Chase what is due; returns how many, and whether more is waiting.

        Each in its own transaction, the report's row locked first as everywhere: two gateways that find the same
        handoff chase it once.
        """
        handoffs = tables.handoffs
        query = select(handoffs.c.id, handoffs.c.report_id).where(handoffs.c.chase_at <= now)
        async with self._database.read() as connection:
            due = (await connection.execute(query.order_by(handoffs.c.chase_at).limit(BATCH))).all()
        chased = 0
        for entry in due:
            async with self._database.write() as connection:
                chased += await self._one(connection, entry.report_id, entry.id, now)
        return chased, len(due) == BATCH

    async def _one(self, connection: AsyncConnection, report_id: str, handoff_id: int, now: datetime) -> bool:
        state = await states.load(connection, report_id, lock=True)
        handoffs = tables.handoffs
        query = select(*(column for column in handoffs.c if column.name != "package")).where(
            handoffs.c.id == handoff_id, handoffs.c.chase_at <= now
        )
        row = (await connection.execute(query)).mappings().first()
        if row is None:
            return False
        if state.stage is not Stage.AWAITING_ACCEPTANCE:
            await _update(connection, handoff_id, chase_at=None)
            return False
        term = timedelta(seconds=row["term_seconds"])
        word = await (self._back if row["chases"] else self._mark)(connection, state, row, term, now)
        await log(connection, report_id, GATEWAY, word, "", now)
        details = {"handoff": row["number"], "chases": row["chases"] + 1}
        await audit.record(connection, now, GATEWAY, f"handoff.{word}", report_id=report_id, details=details)
        return True

    async def _mark(
        self, connection: AsyncConnection, state: ReportState, row: RowMapping, term: timedelta, now: datetime
    ) -> str:
        await _update(connection, row["id"], chases=1, chased_at=now, chase_at=row["due_at"] + term)
        flags = {**state.flags, FLAG: f"Not accepted for {_hours(term)}"}
        await states.publish(connection, state.report_id, "chased", now, flags=flags)
        return "chased"

    async def _back(
        self, connection: AsyncConnection, state: ReportState, row: RowMapping, term: timedelta, now: datetime
    ) -> str:
        """Into the queue, due now: whoever claims next gets it with the raised ones (`triage.models.query`)."""
        gone = HandoffState.CHASED_BACK.value
        await _update(connection, row["id"], chases=2, chased_at=now, chase_at=None, state=gone)
        flags = {**state.flags, FLAG: f"Not accepted for {_hours(2 * term)} by {row['to_name']}"}
        await states.publish(
            connection,
            state.report_id,
            "chased-back",
            now,
            stage=step(state.stage, StageEvent.TAKE_BACK),
            flags=flags,
            due_at=min(state.due_at, now),
        )
        return "chased-back"


def _hours(term: timedelta) -> str:
    return f"{term.total_seconds() / 3600:g} h"


async def _update(connection: AsyncConnection, handoff_id: int, **values: object) -> None:
    handoffs = tables.handoffs
    await connection.execute(update(handoffs).where(handoffs.c.id == handoff_id).values(**values))
