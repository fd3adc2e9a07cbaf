"""The rules of restriction that hold now: those of the newest profile in the database, whichever one this gateway has.

A report may be read by rules that were replaced meanwhile, here or by a gateway that has not heard of the new ones. So
whoever writes a report's restriction asks here, in that very transaction, and new rules are applied to what is shown
already (`triage.gateway.workflow.restricting`). Between the two nothing slips through: each of them holds `ROUND`, the
round alone and publications together, so a publication is either seen by the round or sees its rules.
"""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select, text
from sqlalchemy.ext.asyncio import AsyncConnection

from triage.gateway import tables
from triage.gateway.database import lock_number
from triage.models import codec
from triage.models.profile import RestrictedRule

ROUND = "restricting"
"""The name of the lock (`Database.serialise`)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Rules:
    """What is looked at of a profile."""

    restricted: tuple[RestrictedRule, ...] = ()


async def rules_now(connection: AsyncConnection) -> tuple[RestrictedRule, ...]:
    """The rules of the newest profile; none while there is no profile."""
    profiles = tables.profiles
    body = await connection.scalar(select(profiles.c.profile).order_by(profiles.c.number.desc()).limit(1))
    return () if body is None else codec.decode(_Rules, bytes(body)).restricted


async def rules_to_publish(connection: AsyncConnection) -> tuple[RestrictedRule, ...]:
    """The same for who shows reports by them: until this transaction ends no round begins."""
    if connection.dialect.name != "sqlite":  # which has one writer at a time anyway
        lock = text("SELECT pg_advisory_xact_lock_shared(:number)")
        await connection.execute(lock, {"number": lock_number(ROUND)})
    return await rules_now(connection)
