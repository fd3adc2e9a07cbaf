"""The decided part of a measured month: who looked, what they decided, and the references that came back."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from triage.bench.handler import fill
from triage.gateway.reading import Reading
from triage.models import codec
from triage.models.decision import Decision
from triage.models.draft import empty_draft
from triage.models.indicators import Assessment
from triage.models.profile_file import default_profile
from triage.models.report import Report


async def fill_decided(connection: AsyncConnection, readings: list[Reading], now: datetime) -> None:
    """Decisions for every report of ``made`` that is closed or begun, settlements for those that are closed."""
    await connection.execute(text("CREATE TEMP TABLE decided_of (n int, decision bytea)"))
    rows = [{"n": n, "decision": _decision(one, now)} for n, one in enumerate(readings)]
    await connection.execute(text("INSERT INTO decided_of VALUES (:n, :decision)"), rows)
    for statement in _STATEMENTS:
        await connection.execute(text(statement))


def _decision(reading: Reading, now: datetime) -> bytes:
    report = codec.decode(Report, reading.report_json)
    assessment = codec.decode(Assessment, reading.assessment_json)
    profile = default_profile()
    draft: Any = fill(report, empty_draft(report.report_id, 1), profile, assessment=assessment, by="handler-1", now=now)
    return codec.canonical(
        Decision(
            report_id=report.report_id,
            report_version=1,
            author="handler-1",
            author_name="Handler",
            decided_at=now,
            profile_version=profile.version,
            draft=draft,
        )
    )


_STATEMENTS = (
    """
    INSERT INTO decisions (report_id, number, fence, report_version, subject, decision, decision_sha256, begun_at)
    SELECT id, 1, 1, 1, 'handler-' || made.n % 200, d.decision, md5(id), made.at + interval '1 hour 50 minutes'
    FROM made JOIN decided_of d ON d.n = made.template WHERE stage IN ('closed', 'awaiting_approval')
    """,
    """
    INSERT INTO settlements (report_id, decision_number, fence, subject, outcome, "references", settled_at)
    SELECT id, 1, 1, 'handler-' || made.n % 200, 'crime', convert_to(json_build_array(
            json_build_object('deliverable', 'incident', 'destination', 'control', 'reference', 'CAD ' || n),
            json_build_object('deliverable', 'crime-1', 'destination', 'crime', 'reference', '44/' || n)
        )\\:\\:text, 'UTF8'), at + interval '2 hours'
    FROM made WHERE stage = 'closed'
    """,
)
