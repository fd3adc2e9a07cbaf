"""A page of the audit log is found along an index: a log of years is never walked from end to end for it."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import Select, text
from sqlalchemy.ext.asyncio import AsyncConnection

from tests.gateway.bench import Bench
from triage.gateway.knowledge.trail import Looked, gateways_own, workstations

EVERYTHING = Looked(limit=100)


async def plan_of(connection: AsyncConnection, query: Select[Any]) -> str:
    """How the engine would go about it, were the table long (the few rows of a test it would sooner read through)."""
    engine = connection.dialect
    asked = query.compile(dialect=engine, compile_kwargs={"literal_binds": True})
    if engine.name == "postgresql":
        await connection.execute(text("SET LOCAL enable_seqscan = off"))
        await connection.execute(text("SET LOCAL enable_sort = off"))
        # What other tests left in these tables was counted; it says nothing of a force's lines.
        await connection.execute(text("DELETE FROM pg_statistic WHERE starelid = 'audit'::regclass"))
    said = await connection.exec_driver_sql(
        f"{'EXPLAIN' if engine.name == 'postgresql' else 'EXPLAIN QUERY PLAN'} {asked}"
    )
    return "\n".join(" ".join(map(str, row)) for row in said)


@pytest.mark.parametrize(
    ("query", "index"),
    [
        (gateways_own(EVERYTHING, None), "ix_audit_at"),
        (gateways_own(Looked(limit=100, subject="ann"), None), "ix_audit_subject"),
        (gateways_own(Looked(limit=100, terms="5f" * 32), None), "ix_audit_terms"),
        (workstations(Looked(limit=100, subject="ann"), None), "ix_workstation_lines_who"),
        (gateways_own(Looked(limit=100, action="unlocked"), None), "ix_audit_action"),
        (workstations(Looked(limit=100, action="claimed"), None), "ix_workstation_lines_what"),
    ],
    ids=[
        "everything",
        "by whom",
        "by words",
        "by whom at workstations",
        "what was done",
        "what was done at workstations",
    ],
)
async def test_an_index_gives_the_lines_in_their_order(bench: Bench, query: Select[Any], index: str) -> None:
    async with bench.parts.database.write() as connection:
        plan = await plan_of(connection, query)
    assert index in plan, plan
    assert "Sort" not in plan, plan
    assert "TEMP B-TREE" not in plan, plan
