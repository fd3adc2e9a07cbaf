"""Words that people give as reasons, checked once; and the log of what they did, kept with those words."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from triage.gateway import tables
from triage.gateway.problems import invalid
from triage.models.workflow import MOST_WORDS

MOST_NAME = 200


def reason(told: str, *, pointer: str = "/why") -> str:
    """A reason that must be given; raises Refusal (422) when it is empty or too long."""
    if not told.strip():
        raise invalid(pointer, "say why")
    return remark(told, pointer=pointer)


def remark(told: str, *, pointer: str = "/why") -> str:
    """Words that may be left out; raises Refusal (422) when they are too long."""
    if len(told) > MOST_WORDS:
        raise invalid(pointer, f"must have at most {MOST_WORDS} characters")
    return told.strip()


def name(told: str, *, pointer: str) -> str:
    """A short name or reference; raises Refusal (422) when it is empty or too long."""
    if not told.strip():
        raise invalid(pointer, "must not be empty")
    if len(told) > MOST_NAME:
        raise invalid(pointer, f"must have at most {MOST_NAME} characters")
    return told.strip()


async def log(connection: AsyncConnection, report_id: str, subject: str, word: str, why: str, at: datetime) -> None:
    """Keep who did what and why. The audit holds no words of people, so they are here, and erased with the report."""
    await connection.execute(
        insert(tables.movements).values(report_id=report_id, at=at, subject=subject, word=word, why=why)
    )
