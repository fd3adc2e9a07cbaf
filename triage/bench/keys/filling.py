"""A queue of 100,000 lines at a gateway (SQLite) and in a desktop's store, without posting each."""

from __future__ import annotations

import threading
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy import Connection, Engine, bindparam, create_engine, event, func, insert, select, update

from triage.bench.startup import CHUNK, summaries
from triage.gateway import tables
from triage.gateway.state import etag_for
from triage.models import codec
from triage.models.clock import SystemClock
from triage.models.indicators import RiskLevel
from triage.models.profile import Profile
from triage.models.queue import Summary
from triage.models.stage import Stage
from triage.services import snapshot, state
from triage.services.secret import TrainingKeyFile
from triage.services.store import Store
from triage.settings import DeskSettings

LOW_RANK = 3
LATER = timedelta(hours=12)
PAGE = 500
EVERY_SECONDS = 1.0


def waiting(count: int, seed: int) -> list[Summary]:
    """``count`` lines that wait behind the scripted reports: low risk, due later than any of those."""
    now = SystemClock().now()
    return [_behind(summary, number, now + LATER) for number, summary in enumerate(summaries(count, seed))]


def _behind(summary: Summary, number: int, due: datetime) -> Summary:
    etag = etag_for(summary.report_id, 1, Stage.INCOMING, 0, 0)
    moment = due + timedelta(seconds=number % 400_000)
    return replace(summary, etag=etag, risk=RiskLevel.LOW, rank=LOW_RANK, why=(), due_at=moment)


def fill_gateway(database: Path, lines: list[Summary]) -> None:
    """Put these lines into the database of a gateway that runs; its feed tells them like any others."""
    engine = create_engine(f"sqlite:///{database}", connect_args={"timeout": 60})
    _in_our_hands(engine)
    with engine.begin() as connection:
        first = (connection.scalar(select(func.max(tables.changes.c.seq))) or 0) + 1
        for start in range(0, len(lines), CHUNK):
            _put(connection, lines[start : start + CHUNK], first + start)
    engine.dispose()


def tell_again(database: Path, lines: list[Summary], stop: threading.Event) -> None:
    """Until ``stop``: a page of these lines a second comes again by the feed, as on a force's worst day."""
    engine = create_engine(f"sqlite:///{database}", connect_args={"timeout": 60})
    _in_our_hands(engine)
    number = 0
    while not stop.wait(EVERY_SECONDS):
        part = [lines[(number + at) % len(lines)] for at in range(PAGE)]
        number += PAGE
        with engine.begin() as connection:
            first = (connection.scalar(select(func.max(tables.changes.c.seq))) or 0) + 1
            places = [{"name": line.report_id, "place": first + at} for at, line in enumerate(part)]
            connection.execute(insert(tables.changes), [_change(line, first + at) for at, line in enumerate(part)])
            moved = update(tables.reports).where(tables.reports.c.report_id == bindparam("name"))
            connection.execute(moved.values(seq=bindparam("place")), places)
    engine.dispose()


def _change(line: Summary, seq: int) -> dict[str, object]:
    stage, at = Stage.INCOMING.value, line.received_at
    return {"seq": seq, "tx": 0, "report_id": line.report_id, "word": "changed", "stage": stage, "at": at}


def _in_our_hands(engine: Engine) -> None:
    """One transaction for all: the driver would end it by itself before some statements."""

    @event.listens_for(engine, "connect")
    def _connect(raw: object, _record: object) -> None:
        raw.isolation_level = None  # type: ignore[attr-defined]

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        connection.exec_driver_sql("BEGIN IMMEDIATE")


def _put(connection: Connection, lines: list[Summary], first: int) -> None:
    changes, reports = [], []
    for seq, line in enumerate(lines, first):
        name, stage, at = line.report_id, Stage.INCOMING.value, line.received_at
        changes.append(_change(line, seq))
        row = {"report_id": name, "submission_id": name, "version": 1, "stage": stage, "rank": line.rank}
        row |= {"due_at": line.due_at, "received_at": at, "summary": codec.encode(line), "assessment": b"{}"}
        reports.append(row | {"tx": 0, "seq": seq})
    connection.execute(insert(tables.changes), changes)
    connection.execute(insert(tables.reports), reports)


async def fill_desk(settings: DeskSettings, lines: list[Summary], profile: Profile) -> None:
    """Put these lines into the store of a desktop that does not run. It knows no cursor, so it fetches all anew."""
    settings.home.mkdir(parents=True, exist_ok=True, mode=0o700)
    store = await Store.open(settings.store_path, TrainingKeyFile(settings.home / "training.key").load())
    try:
        text = codec.encode(profile).decode()
        await store.write(lambda conn: state.put(conn, state.PROFILE, text))
        for start in range(0, len(lines), CHUNK):
            part = lines[start : start + CHUNK]
            await store.write(lambda conn, part=part: snapshot.put_summaries(conn, part))  # type: ignore[misc]
    finally:
        await store.close()
