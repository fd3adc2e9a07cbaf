"""An application as a real server on loopback, in a thread of its own."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import uvicorn
from starlette.types import ASGIApp

from triage.training.records_standin.serve import AnnouncingServer, bind


@contextmanager
def serving(app: ASGIApp, **tls: Any) -> Iterator[str]:
    """The address while it runs; ``tls``: uvicorn's own settings of certificates."""
    listener = bind("127.0.0.1:0")
    url = f"http{'s' if tls else ''}://127.0.0.1:{listener.getsockname()[1]}"
    up = threading.Event()
    config = uvicorn.Config(app, log_level="error", lifespan="off", timeout_graceful_shutdown=1, **tls)
    server = AnnouncingServer(config, url, lambda _line: up.set())
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, name="system")
    thread.start()
    try:
        assert up.wait(20), "the system did not start"
        yield url
    finally:
        server.should_exit = True
        thread.join(20)
        listener.close()
