"""Runs a gateway: one or two servers in one process, the sweeper beside them, an ordered end."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import signal
import socket
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Literal

import uvicorn
from starlette.types import ASGIApp

from triage.gateway.app import build
from triage.gateway.database import Database
from triage.gateway.knowledge.indexer import indexer
from triage.gateway.knowledge.looking import looker
from triage.gateway.logs import say
from triage.gateway.mailbox.box import mailbox_workers
from triage.gateway.parts import Parts, open_parts
from triage.gateway.retention import retention
from triage.gateway.settings import Address, GatewaySettings
from triage.gateway.sweeper import sharing, sweeper
from triage.gateway.tls import TlsFiles, open_tls
from triage.gateway.workers import Worker
from triage.models.clock import Clock
from triage.models.errors import KnownError

STOP_SECONDS = 10
MOST_HEAD_BYTES = 64 * 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class Running:
    """A gateway that accepts connections. ``intake`` equals ``listen`` when one listener serves both."""

    listen: str
    intake: str
    parts: Parts
    workers: list[Worker]

    def look_again(self) -> None:
        """Let every worker begin its next round now: files that have changed are taken up."""
        for worker in self.workers:
            worker.nudge()


Announce = Callable[[Running], None]


class _Server(uvicorn.Server):
    """Signals are ours: two servers in one process must end together. ``accepting`` is set once it accepts."""

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.accepting = asyncio.Event()

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self.accepting.set()

    def capture_signals(self) -> contextlib.AbstractContextManager[None]:  # type: ignore[override]
        return contextlib.nullcontext()


@asynccontextmanager
async def running(
    settings: GatewaySettings, clock: Clock, *, database: type[Database] = Database
) -> AsyncIterator[Running]:
    """A gateway for as long as the block lasts. ``database``: the kind of its database.

    Raises:
        InputError: a certificate or its key cannot be used.
        KnownError: an address is taken, or the database cannot be used.
    """
    tls = open_tls(settings.config, clock, apart=settings.intake_listen is not None)
    async with open_parts(settings, clock, kind=database) as parts:
        apart = settings.intake_listen
        workers = [*workers_of(parts), *tls.workers()]  # before the sockets: settings may be refused here
        sockets = [bind(settings.listen)] + ([bind(apart)] if apart else [])
        servers = [_server(build(parts, intake=apart is None, queue=True), tls.queue)]
        if apart:
            servers.append(_server(build(parts, intake=True, queue=False), tls.intake))
        listen = settings.listen.url(sockets[0].getsockname()[1], secure=tls.queue is not None)
        intake = apart.url(sockets[1].getsockname()[1], secure=tls.intake is not None) if apart else listen
        async with asyncio.TaskGroup() as group:
            work = [
                group.create_task(server.serve(sockets=[bound])) for server, bound in zip(servers, sockets, strict=True)
            ]
            rounds = [group.create_task(worker.work_for_ever()) for worker in workers]
            try:
                for server in servers:
                    await server.accepting.wait()
                yield Running(listen=listen, intake=intake, parts=parts, workers=workers)
            finally:
                # Long polls first, or the servers would wait for them.
                parts.wake.close()
                for server in servers:
                    server.should_exit = True
                await asyncio.wait(work)
                for task in rounds:
                    task.cancel()


def workers_of(parts: Parts) -> list[Worker]:
    """Every worker that this gateway's settings call for."""
    return [
        parts.reader.worker,
        parts.second_looks.worker,
        sweeper(parts),
        *parts.figures.workers,
        parts.courses.worker,
        *sharing(parts),
        parts.profile_watch.worker(),
        retention(parts),
        *parts.media.workers(),
        *parts.door.workers(),
        indexer(parts),
        looker(parts),
        *parts.messages.workers,
        *parts.alarms.workers,
        *mailbox_workers(parts, parts.messages.replies),
        parts.workflow.worker(parts.settings.sweep_seconds),
    ]


async def serve_until_told(settings: GatewaySettings, clock: Clock, announce: Announce) -> None:
    """Serve until SIGTERM or SIGINT, then end in order."""
    told = asyncio.Event()
    loop = asyncio.get_running_loop()
    if sys.platform != "win32":  # there Ctrl-C raises KeyboardInterrupt, which ends the runner in order as well
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(number, told.set)
    if not settings.tokens.tokens and settings.config.sign_in is None:
        say("no-sign-in", logging.WARNING, hint="nobody can sign in: set [sign_in], or --dev-token-file on loopback")
    async with running(settings, clock) as gateway:
        say("started", version_of_profile=settings.profile.version)
        if sys.platform != "win32":
            loop.add_signal_handler(signal.SIGHUP, gateway.look_again)
        announce(gateway)
        await told.wait()
        say("stopping")
    say("stopped")


def bind(address: Address) -> socket.socket:
    """A listening socket.

    Raises:
        KnownError: the address is taken or is not this machine's.
    """
    family = socket.AF_INET6 if ":" in address.host else socket.AF_INET
    bound = socket.socket(family, socket.SOCK_STREAM)
    try:
        if sys.platform != "win32":  # there it would let another program listen on the very same port
            bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        bound.bind((address.host, address.port))
        bound.listen(1024)
        bound.setblocking(False)
    except OSError as error:
        bound.close()
        raise KnownError(
            f"The gateway cannot listen on {address.host}:{address.port} ({error.strerror}).",
            "Stop what uses that address, or choose another with --listen or --intake-listen.",
        ) from error
    return bound


def _http() -> Literal["h11"] | type[asyncio.Protocol]:
    """The fast parser with its bounds; on Windows, where it is not, h11, which has its own."""
    if sys.platform == "win32":
        return "h11"
    from triage.gateway.heads import BoundedHeads

    return BoundedHeads


def _server(app: ASGIApp, tls: TlsFiles | None) -> _Server:
    return _Server(
        uvicorn.Config(
            app,
            lifespan="off",
            log_config=None,
            access_log=False,
            server_header=False,
            proxy_headers=False,
            ws="none",
            http=_http(),
            h11_max_incomplete_event_size=MOST_HEAD_BYTES,
            timeout_keep_alive=75,
            timeout_graceful_shutdown=STOP_SECONDS,
            ssl_context_factory=(lambda _config, _default: tls.context) if tls else None,
        )
    )
