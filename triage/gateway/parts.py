"""The gateway's parts, put together once: what routes are given to work with."""

from __future__ import annotations

import contextlib
from collections.abc import AsyncIterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from triage.gateway import schema
from triage.gateway.alarms.room import AlarmRoom, open_alarms
from triage.gateway.arrivals import Arrivals
from triage.gateway.audit_writer import AuditWriter
from triage.gateway.back_tests import BackTests
from triage.gateway.claims import Claims
from triage.gateway.compliance.keeper import CourseKeeper
from triage.gateway.database import Database, database_url
from triage.gateway.decisions import Decisions
from triage.gateway.door import Door
from triage.gateway.figures.room import FiguresRoom, open_figures
from triage.gateway.idempotency import Idempotency
from triage.gateway.intake import Intake
from triage.gateway.knowledge.rules import Rules, load_rules
from triage.gateway.leases import Leases
from triage.gateway.listen import Listener
from triage.gateway.lookups.opening import open_lookups
from triage.gateway.lookups.room import Lookups
from triage.gateway.media.opening import open_media
from triage.gateway.media.worker import Media
from triage.gateway.messages.room import Messages, open_messages
from triage.gateway.metrics import Metrics
from triage.gateway.polls import Polls
from triage.gateway.pressure import Pressure
from triage.gateway.profile_watch import ProfileWatch
from triage.gateway.profiles import ProfileBook
from triage.gateway.quality.room import QualityRoom
from triage.gateway.reader import Reader
from triage.gateway.readers import Readers
from triage.gateway.relay.room import Relay
from triage.gateway.second_looks import SecondLooks
from triage.gateway.server_time import shared_clock
from triage.gateway.settings import GatewaySettings
from triage.gateway.settling import Settling
from triage.gateway.wake import Wake
from triage.gateway.workflow.desk import Workflow, open_workflow
from triage.models.clock import Clock

if TYPE_CHECKING:
    from httpx import AsyncClient

READING_THREADS = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Parts:
    settings: GatewaySettings
    clock: Clock
    wake: Wake
    database: Database
    pool: ThreadPoolExecutor
    door: Door
    figures: FiguresRoom
    intake: Intake
    pressure: Pressure
    quality: QualityRoom
    reader: Reader
    rules: Rules
    second_looks: SecondLooks
    leases: Leases
    claims: Claims
    courses: CourseKeeper
    back_tests: BackTests
    polls: Polls
    listener: Listener
    audit_writer: AuditWriter
    decisions: Decisions
    settling: Settling
    workflow: Workflow
    idempotency: Idempotency
    media: Media
    lookups: Lookups
    relay: Relay
    messages: Messages
    alarms: AlarmRoom
    metrics: Metrics
    profiles: ProfileBook
    profile_watch: ProfileWatch


@asynccontextmanager
async def open_parts(
    settings: GatewaySettings, clock: Clock, wire: AsyncClient | None = None, *, kind: type[Database] = Database
) -> AsyncIterator[Parts]:
    """The parts on a prepared database; closed in order at the end. ``wire`` as `Relay` takes it; ``kind`` of database.

    Raises:
        InputError: a setting of the door cannot be used.
        KnownError: the database is unreachable or of a newer program.
    """
    door, config = Door(settings, clock), settings.config
    rules, wake = load_rules(config.risk), Wake(config.queue.answers_per_second)
    database = kind(database_url(settings.db), wake, busy_seconds=settings.busy_seconds, server=config.database)
    pool, readers = _hands(Readers(config.intake.processes, pack=rules.pack))
    try:
        clock, profiles = await _prepared(database, clock, settings)
        listener, pressure = Listener(database, wake), Pressure()
        reader = Reader(database, clock, profiles, readers, pressure)
        intake = Intake(Arrivals(database), profiles, clock, pool, pressure, reader.worker.nudge)
        leases = Leases(database, lambda: profiles.current, config.queue.most_deliveries)
        workflow = open_workflow(database, clock, leases, lambda: profiles.current, config.handoffs)
        relay = Relay(database, clock, lambda: profiles.current, config.relay, wire)
        async with open_lookups(config.lookups, clock) as lookups, contextlib.aclosing(relay):
            yield Parts(
                settings=settings,
                clock=clock,
                wake=wake,
                database=database,
                pool=pool,
                door=door,
                figures=open_figures(door, database, clock, profiles),
                intake=intake,
                pressure=pressure,
                quality=QualityRoom(database, lambda: profiles.current, pool),
                reader=reader,
                rules=rules,
                second_looks=SecondLooks(database, clock, pool, pressure, rules.pack, wanted=config.intake.second_look),
                leases=leases,
                claims=Claims(database, leases, clock),
                courses=CourseKeeper(database, pool, pressure, lambda: profiles.current),
                back_tests=BackTests(database, pool, pressure, rules.pack, lambda: profiles.current),
                polls=Polls(database, clock, wake, lambda: listener.hears),
                listener=listener,
                audit_writer=AuditWriter(database, clock),
                decisions=Decisions(),
                settling=Settling(leases, workflow.handing_off, lambda: profiles.current),
                workflow=workflow,
                idempotency=Idempotency(database),
                lookups=lookups,
                relay=relay,
                media=open_media(settings.config.media, database, clock, pool, pressure),
                messages=open_messages(settings.config.messages, database, clock, leases, intake, profiles, pool),
                alarms=open_alarms(config, database, clock, profiles),
                metrics=Metrics(database, clock),
                profiles=profiles,
                profile_watch=ProfileWatch(profiles, settings.profile_path),
            )
    finally:
        _rest(wake, readers, pool)
        await door.close()
        await database.close()


def _hands(readers: Readers) -> tuple[ThreadPoolExecutor, Readers]:
    """Who does what would hold the loop up: threads of this process, and processes that read."""
    return ThreadPoolExecutor(READING_THREADS, thread_name_prefix="reading"), readers


def _rest(wake: Wake, readers: Readers, pool: ThreadPoolExecutor) -> None:
    """Nobody waits for changes, and no hand works any more."""
    wake.close()
    readers.close()
    pool.shutdown(wait=True, cancel_futures=True)


async def _prepared(database: Database, clock: Clock, settings: GatewaySettings) -> tuple[Clock, ProfileBook]:
    """The database brought up to date, its time, and the profile that it holds."""
    await schema.prepare(database)
    clock = await shared_clock(database, clock)
    profiles = ProfileBook(database, clock, settings.profile)
    await profiles.open(settings.profile, settings.profile_path.name if settings.profile_path else "")
    return clock, profiles
