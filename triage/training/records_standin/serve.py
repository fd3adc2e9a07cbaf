"""``triage training records``: the stand-in as a process of its own, on loopback.

Prints one JSON line ``{"listen": "http://127.0.0.1:PORT"}`` once it accepts connections, and ends with 0 on SIGTERM
or SIGINT.
"""

from __future__ import annotations

import asyncio
import json
import signal
import socket
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext, suppress
from pathlib import Path

import uvicorn

from triage.logs import tell_line
from triage.models.clock import Clock, SystemClock
from triage.models.errors import KnownError
from triage.models.resources import read_resource
from triage.training.records_standin.app import RecordsStandin
from triage.training.records_standin.cutting import Connections
from triage.training.records_standin.keeping import RecordsStore

SCHEMA = "schemas/record-1.schema.json"
LOOPBACK = ("127.0.0.1", "::1", "localhost")


def run_standin(listen: str, database: Path, control_token: str = "") -> int:
    """Serve on ``listen`` ("HOST:PORT") until told to end; returns the exit status.

    Raises:
        KnownError: the address is not loopback or taken, or the file has no folder.
    """
    if not database.parent.is_dir():
        raise KnownError(f"There is no folder {database.parent} for the records file.", "Choose another --db.")
    with bind(listen) as listener, suppress(KeyboardInterrupt):
        server = new_server(database, listener, control_token=control_token, announce=tell_line)
        with _quiet_end():
            asyncio.run(server.serve(sockets=[listener]))
    return 0


@contextmanager
def _quiet_end() -> Iterator[None]:
    """uvicorn raises the signal that ended it once more after its orderly end: take it, so that the status is 0."""
    before = signal.signal(signal.SIGTERM, lambda *_: None)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


class AnnouncingServer(uvicorn.Server):
    """A server that says where it listens once it really accepts connections."""

    def __init__(self, config: uvicorn.Config, url: str, announce: Callable[[str], None] | None) -> None:
        super().__init__(config)
        self.url = url
        self._announce = announce

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets=sockets)
        if self._announce is not None:
            self._announce(json.dumps({"listen": self.url}))


class QuietServer(uvicorn.Server):
    """A server inside another program: signals are not its own to take."""

    def capture_signals(self) -> AbstractContextManager[None]:  # type: ignore[override]
        return nullcontext()

    def end(self) -> None:
        """Stop serving, without waiting for whoever is still connected."""
        self.should_exit = self.force_exit = True


def server_of(standin: RecordsStandin) -> QuietServer:
    """Serves these records for ``serve(sockets=[listener])``, in the loop of whoever asks."""
    return QuietServer(uvicorn.Config(standin.app(), lifespan="off", log_config=None, access_log=False))


def new_server(
    database: Path | str,
    listener: socket.socket,
    *,
    control_token: str = "",
    clock: Clock | None = None,
    announce: Callable[[str], None] | None = None,
) -> AnnouncingServer:
    """A server ready for ``serve(sockets=[listener])``; also what tests and the training ground start in a thread."""
    connections = Connections()
    store = RecordsStore(database, clock or SystemClock())
    standin = RecordsStandin(store, json.loads(read_resource(SCHEMA)), connections, control_token=control_token)
    config = uvicorn.Config(
        standin.app(),
        http=connections.protocol(),
        lifespan="on",
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=False,
        timeout_graceful_shutdown=3,
    )
    host, port = listener.getsockname()[:2]
    return AnnouncingServer(config, f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}", announce)


def bind(listen: str) -> socket.socket:
    """A bound loopback socket for "HOST:PORT"; raises KnownError when it may not or cannot listen there."""
    host, _, port = listen.rpartition(":")
    host = host.strip("[]")
    if host not in LOOPBACK or not port.isdigit() or int(port) > 65535:
        raise KnownError(f"“{listen}” is not a loopback address with a port.", "Use for instance 127.0.0.1:0.")
    listener = socket.socket(socket.AF_INET6 if host == "::1" else socket.AF_INET)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, int(port)))
    except OSError as error:
        listener.close()
        raise KnownError(f"Nothing can listen on {listen}: {error.strerror}.", "Choose another port.") from error
    return listener
