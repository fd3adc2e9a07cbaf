"""Bounds the head of every request (its line and headers), which the HTTP parser alone would take without end."""

from __future__ import annotations

import asyncio
from typing import Any

import httptools
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

MOST_BYTES = 64 * 1024
MOST_HEADERS = 100
HEAD_SECONDS = 20.0
"""How long a caller may take to say what it wants, from its connection or from the first byte of a further request."""


class BoundedHeads(HttpToolsProtocol):
    """A head that is too long is answered 400 and the connection closed; one that never ends is cut off.

    Public: what uvicorn's `Config(http=…)` takes.
    """

    most_bytes = MOST_BYTES
    head_seconds = HEAD_SECONDS

    def __init__(self, *args: Any, **named: Any) -> None:
        super().__init__(*args, **named)
        self._in_head = True
        self._pieces = 0
        self._waiting: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self._begin()

    def connection_lost(self, exc: Exception | None) -> None:
        self._stop_waiting()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        super().data_received(data)
        if self._in_head and self._waiting is not None and not self.transport.is_closing():
            self._pieces += len(data)
            if self._pieces > self.most_bytes:
                self.send_400_response("The request's head is too long.")

    def on_message_begin(self) -> None:
        super().on_message_begin()
        self._begin()

    def on_header(self, name: bytes, value: bytes) -> None:
        if not self._in_head:
            # After a chunked body: nobody here reads them, and nothing bounds how many there are.
            raise httptools.HttpParserError("trailers are not taken")
        super().on_header(name, value)

    def on_headers_complete(self) -> None:
        self._stop_waiting()
        self._in_head = False
        size = len(self.url) + sum(len(name) + len(value) for name, value in self.headers)
        if size > self.most_bytes or len(self.headers) > MOST_HEADERS:
            raise httptools.HttpParserError("head too long")
        super().on_headers_complete()

    def _begin(self) -> None:
        self._stop_waiting()
        self._in_head = True
        self._pieces = 0
        self._waiting = self.loop.call_later(self.head_seconds, self._too_slow)

    def _too_slow(self) -> None:
        self._waiting = None
        if not self.transport.is_closing():
            self.transport.close()

    def _stop_waiting(self) -> None:
        if self._waiting is not None:
            self._waiting.cancel()
            self._waiting = None
