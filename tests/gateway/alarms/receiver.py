"""A receiver of webhooks over TLS: keeps what came and answers by a script."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from tests.gateway.authority import Authority


@dataclass
class Receiver:
    """``script``: the next answers' statuses, 204 when it is empty; 0 closes without one."""

    port: int = 0
    taken: list[tuple[dict[str, str], bytes]] = field(default_factory=list)
    script: list[int] = field(default_factory=list)

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = (await reader.readuntil(b"\r\n\r\n")).decode().split("\r\n")
        headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in head[1:] if line)}
        body = await reader.readexactly(int(headers["content-length"]))
        status = self.script.pop(0) if self.script else 204
        self.taken.append((headers, body))
        if status:
            place = "Location: https://elsewhere.example/\r\n" if 300 <= status < 400 else ""
            writer.write(f"HTTP/1.1 {status} Told\r\n{place}Connection: close\r\nContent-Length: 0\r\n\r\n".encode())
        writer.close()


@asynccontextmanager
async def receiving(authority: Authority) -> AsyncIterator[Receiver]:
    context = authority.issue("localhost").serving()
    receiver = Receiver()
    server = await asyncio.start_server(receiver.serve, "127.0.0.1", 0, ssl=context)
    receiver.port = server.sockets[0].getsockname()[1]
    try:
        yield receiver
    finally:
        server.close()
