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

import uvicorn
from starlette.types import ASGIApp

from triage.gateway.app import build
from triage.gateway.logs import say
from triage.gateway.parts import Parts, open_parts
from triage.gateway.settings import Address, GatewaySettings
from triage.gateway.sweeper import sweeper
from triage.gateway.workers import Worker
from triage.models.clock import Clock
from triage.models.errors import KnownError

STOP_SECONDS = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Running:
    """A gateway that accepts connections. ``intake`` equals ``listen`` when one listener serves both."""

    listen: str
    intake: str
    parts: Parts


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
async def running(settings: GatewaySettings, clock: Clock) -> AsyncIterator[Running]:
    """A gateway for as long as the block lasts.

    Raises:
        KnownError: an address is taken, or the database cannot be used.
    """
    async with open_parts(settings, clock) as parts:
        apart = settings.intake_listen
        sockets = [_bind(settings.listen)] + ([_bind(apart)] if apart else [])
        apps: list[ASGIApp] = [build(parts, intake=apart is None, queue=True)]
        if apart:
            apps.append(build(parts, intake=True, queue=False))
        servers = [_server(app) for app in apps]
        listen = settings.listen.url(sockets[0].getsockname()[1])
        intake = apart.url(sockets[1].getsockname()[1]) if apart else listen
        async with asyncio.TaskGroup() as group:
            work = [
                group.create_task(server.serve(sockets=[bound])) for server, bound in zip(servers, sockets, strict=True)
            ]
            rounds = [group.create_task(worker.work_for_ever()) for worker in workers_of(parts)]
            try:
                for server in servers:
                    await server.accepting.wait()
                yield Running(listen=listen, intake=intake, parts=parts)
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
    return [sweeper(parts)]


async def serve_until_told(settings: GatewaySettings, clock: Clock, announce: Announce) -> None:
    """Serve until SIGTERM or SIGINT, then end in order."""
    told = asyncio.Event()
    loop = asyncio.get_running_loop()
    if sys.platform != "win32":  # there Ctrl-C raises KeyboardInterrupt, which ends the runner in order as well
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(number, told.set)
    if not settings.tokens.tokens:
        say("no-sign-in", logging.WARNING, hint="nobody can sign in: start with --dev-token-file on a loopback address")
    async with running(settings, clock) as gateway:
        say("started", version_of_profile=settings.profile.version)
        announce(gateway)
        await told.wait()
        say("stopping")
    say("stopped")


def _bind(address: Address) -> socket.socket:
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


def _server(app: ASGIApp) -> _Server:
    return _Server(
        uvicorn.Config(
            app,
            lifespan="off",
            log_config=None,
            access_log=False,
            server_header=False,
            proxy_headers=False,
            ws="none",
            timeout_keep_alive=75,
            timeout_graceful_shutdown=STOP_SECONDS,
        )
    )
