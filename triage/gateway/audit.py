"""Who did what to which report, reads included (DPA 2018 s62). Lines are only ever added; they hold ids, counts and
codes, never anything a person told us.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from triage.gateway import tables
from triage.gateway.credentials import Subject

Scalar = str | int | bool | None


def line(
    at: datetime,
    who: Subject | str,
    action: str,
    *,
    report_id: str = "",
    request_id: str = "",
    details: Mapping[str, Scalar] | None = None,
) -> dict[str, Any]:
    """The columns of one line. ``who`` is a word for a program ("hub", "gateway")."""
    subject, role = (who.id, who.role.value) if isinstance(who, Subject) else (who, "program")
    return {
        "at": at,
        "subject": subject,
        "role": role,
        "action": action,
        "report_id": report_id,
        "request_id": request_id,
        "details": dict(details or {}),
    }


async def record(
    connection: AsyncConnection,
    at: datetime,
    who: Subject | str,
    action: str,
    *,
    report_id: str = "",
    request_id: str = "",
    details: Mapping[str, Scalar] | None = None,
) -> None:
    """Add one line in the transaction of the act itself (`line` says what the words mean)."""
    told = line(at, who, action, report_id=report_id, request_id=request_id, details=details)
    await connection.execute(insert(tables.audit).values(told))
