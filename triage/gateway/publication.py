"""Shows what was read in the queue: every report, version and attachment of a round in one transaction."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import delete, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from triage.gateway import audit, tables
from triage.gateway import state as states
from triage.gateway.knowledge.index import keep
from triage.gateway.reading import Arrival, Reading
from triage.gateway.restriction import rules_to_publish
from triage.gateway.state import ReportState
from triage.models import codec
from triage.models.profile import RestrictedRule
from triage.models.report import Report
from triage.models.restriction import rule_among
from triage.models.stage import Stage, StageEvent, step


async def publish(
    connection: AsyncConnection, read: Sequence[tuple[Arrival, Reading]], now: datetime
) -> Sequence[Arrival]:
    """Put each in the queue, in the order given, unless somebody else did so meanwhile; gives those that were put.

    Whom each reaches is decided here, by the rules of this moment: it may have been read by older ones.
    """
    rules = await rules_to_publish(connection)
    unread = tables.unread
    taken = await connection.scalars(
        delete(unread).where(unread.c.id.in_([arrival.id for arrival, _ in read])).returning(unread.c.id)
    )
    ours = set(taken.all())
    mine = list(_by(rules, [pair for pair in read if pair[0].id in ours]))
    if not mine:
        return ()
    known = await _known(connection, [arrival.report_id for arrival, _ in mine])
    await _add_reports(connection, [pair for pair in mine if pair[0].report_id not in known], now)
    # One order of locks for everybody who takes several reports.
    for arrival, reading in sorted(mine, key=lambda pair: pair[0].report_id):
        if arrival.report_id in known:
            await _add_version(connection, arrival, reading, now)
    await _add_words(connection, mine)
    await connection.execute(insert(tables.second_looks), [_this(arrival) for arrival, _ in mine])
    await keep(connection, [reading.found_by for _, reading in mine if reading.found_by])
    for arrival, reading in mine:
        if not reading.read:
            await audit.record(
                connection, now, "gateway", "intake.unreadable", report_id=arrival.report_id,
                details={"version": arrival.version},
            )  # fmt: skip
    return [arrival for arrival, _ in mine]


def _by(rules: Sequence[RestrictedRule], read: Sequence[tuple[Arrival, Reading]]) -> Iterator[tuple[Arrival, Reading]]:
    """The same, each restricted as these rules say."""
    for arrival, reading in read:
        rule = rule_among(codec.decode(Report, reading.report_json), rules) if rules else ""
        yield arrival, reading if rule == reading.restricted else replace(reading, restricted=rule)


async def _known(connection: AsyncConnection, report_ids: Sequence[str]) -> set[str]:
    reports = tables.reports
    found = await connection.scalars(select(reports.c.report_id).where(reports.c.report_id.in_(report_ids)))
    return set(found.all())


async def _add_reports(connection: AsyncConnection, new: Sequence[tuple[Arrival, Reading]], now: datetime) -> None:
    if not new:
        return
    rows = [
        {
            "report_id": arrival.report_id,
            "submission_id": arrival.submission_id,
            "stage": Stage.INCOMING.value,
            "received_at": arrival.received_at,
            "restricted": reading.restricted,
            **_summed(arrival, reading),
        }
        for arrival, reading in new
    ]
    await states.publish_new(connection, rows, now)


async def _add_version(connection: AsyncConnection, arrival: Arrival, reading: Reading, now: datetime) -> None:
    state = await states.load(connection, arrival.report_id, lock=True)
    stage = _stage_after_version(state)
    await states.publish(
        connection,
        arrival.report_id,
        "version",
        now,
        stage=stage,
        closed_at=state.closed_at if stage is Stage.CLOSED else None,
        left_feed=False,
        **restriction(state, reading.restricted),
        **_summed(arrival, reading),
    )


async def _add_words(connection: AsyncConnection, read: Sequence[tuple[Arrival, Reading]]) -> None:
    """What each says, and its files."""
    words = [
        {**_this(arrival), "report": reading.report_json, "received_at": arrival.received_at}
        for arrival, reading in read
    ]
    await connection.execute(insert(tables.versions), words)
    files = [
        {
            **_this(arrival),
            "number": entry.number,
            "name": entry.name,
            "media_type": entry.media_type,
            "size": entry.size,
            "sha256": entry.sha256,
            "state": entry.state,
        }
        for arrival, reading in read
        for entry in reading.attachments
    ]
    if files:
        await connection.execute(insert(tables.attachments), files)


def _this(arrival: Arrival) -> Mapping[str, Any]:
    return {"report_id": arrival.report_id, "version": arrival.version}


def _summed(arrival: Arrival, reading: Reading) -> Mapping[str, Any]:
    return {
        "version": arrival.version,
        "rank": reading.rank,
        "kind": reading.kind,
        "suggested": reading.suggested,
        "due_at": reading.due_at,
        "summary": reading.summary_json,
        "assessment": reading.assessment_json,
    }


def restriction(state: ReportState, rule: str) -> Mapping[str, Any]:
    """What a newer version does to a report's restriction. It stays what it was: a reply to a complaint says nothing
    of the complaint. One that becomes restricted is taken from those who could see it (`triage.gateway.feed`).
    """
    return {} if state.restricted or not rule else {"restricted": rule, "restricted_late": True}


def _stage_after_version(state: ReportState) -> Stage:
    """A new version leaves the stage as it is; only one that is closed or waits for the reporter comes back."""
    if state.stage is Stage.AWAITING_REPORTER:
        return step(state.stage, StageEvent.ANSWERED)
    return step(state.stage, StageEvent.REOPEN) if state.stage is Stage.CLOSED else state.stage
