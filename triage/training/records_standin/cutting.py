"""Cutting a connection for real: the client gets no answer and no goodbye, as when a cable is pulled.

uvicorn lets the HTTP protocol class be chosen; this one remembers its transport under the peer's address, which is
also what an application finds in its scope.
"""

from __future__ import annotations

import asyncio
import socket
import struct
from typing import Any

from starlette.types import Receive, Scope
from uvicorn.protocols.http.h11_impl import H11Protocol


class Connections:
    """The open connections of one server, by the client's (host, port)."""

    def __init__(self) -> None:
        self._open: dict[tuple[str, int], asyncio.Transport] = {}

    def protocol(self) -> type[H11Protocol]:
        """The protocol class to give to uvicorn's ``http`` setting."""
        connections = self

        class Cuttable(H11Protocol):
            def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
                connections.opened(transport)
                super().connection_made(transport)

            def connection_lost(self, exc: Exception | None) -> None:
                connections.closed(self.transport)
                super().connection_lost(exc)

        return Cuttable

    def opened(self, transport: asyncio.Transport) -> None:
        self._open[_peer(transport)] = transport

    def closed(self, transport: asyncio.Transport) -> None:
        self._open.pop(_peer(transport), None)

    async def cut(self, scope: Scope, receive: Receive) -> None:
        """Reset the connection of this request and return once it is gone, with nothing answered."""
        client = scope.get("client")
        transport = self._open.get((client[0], client[1])) if client else None
        if transport is None:
            raise RuntimeError("the server does not run with the protocol of these connections")
        raw: socket.socket | None = transport.get_extra_info("socket")
        if raw is not None:
            # Linger of zero: closing sends RST at once, so the client cannot take it for an orderly end.
            raw.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        transport.abort()
        while (await receive())["type"] != "http.disconnect":
            continue


def _peer(transport: asyncio.BaseTransport) -> tuple[str, int]:
    peer: Any = transport.get_extra_info("peername")
    return (str(peer[0]), int(peer[1])) if peer else ("", 0)
