"""Where the browser comes back to: a port of this machine's own address, open for one sign-in (RFC 8252 §7.3)."""

from __future__ import annotations

import asyncio
import html
from collections.abc import Callable
from urllib.parse import parse_qs, urlsplit

from triage.models.errors import KnownError
from triage.services.sign_in.attempt import Answer
from triage.services.tasks import Tasks

HOST = "127.0.0.1"
PATH = "/callback"
LONGEST_REQUEST = 16 * 1024
REQUEST_SECONDS = 5.0
DONE = ("You are signed in", "Go back to Triage. You can close this page.")
STRANGE = ("This page belongs to no sign-in", "Triage is waiting for another one. Go back to it and start again.")
_PAGE = """<!doctype html><html lang="en"><meta charset="utf-8"><title>{title} · Triage</title>
<style>body{{font:18px/1.5 system-ui,sans-serif;margin:15vh auto;max-width:32em;padding:0 1em;color-scheme:light dark}}
</style><h1>{title}</h1><p>{text}</p></html>"""


class Loopback:
    """Listens from `open` to `close`."""

    def __init__(self, tasks: Tasks) -> None:
        self._tasks = tasks
        self._belongs: Callable[[Answer], bool] = lambda _answer: False
        self._server: asyncio.Server | None = None
        self._answer: asyncio.Future[Answer] = asyncio.get_running_loop().create_future()

    async def open(self) -> str:
        """The address to come back to, on a port that the system chose.

        Raises:
            KnownError: this machine lets no program listen on its own address.
        """
        try:
            self._server = await asyncio.start_server(self._came, HOST, 0, limit=LONGEST_REQUEST)
        except OSError as error:
            raise KnownError(
                "Triage cannot listen for the browser on this machine.", "Ask IT whether a firewall forbids it."
            ) from error
        return f"http://{HOST}:{self._server.sockets[0].getsockname()[1]}{PATH}"

    async def answer(self, belongs: Callable[[Answer], bool]) -> Answer:
        """What the browser brought back; what does not belong to our sign-in leaves it waiting."""
        self._belongs = belongs
        return await self._answer

    async def close(self) -> None:
        """Nobody can come back any more; twice is fine."""
        server, self._server = self._server, None
        if server is not None:
            server.close()
        self._answer.cancel()

    def _came(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if self._tasks.spawn("sign-in answer", self._serve(reader, writer)) is None:
            writer.close()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            async with asyncio.timeout(REQUEST_SECONDS):
                request = await reader.readuntil(b"\r\n\r\n")
                writer.write(self._reply(request))
                await writer.drain()
        except (OSError, TimeoutError, asyncio.IncompleteReadError, asyncio.LimitOverrunError):
            return  # not a browser, or one that went away
        finally:
            writer.close()

    def _reply(self, request: bytes) -> bytes:
        """The page for the browser; an answer that is ours is kept, the first one only."""
        method, _, rest = request.partition(b"\r\n")[0].decode("latin-1").partition(" ")
        target = rest.rpartition(" ")[0]
        try:
            parts = urlsplit(target)
            answer: Answer = parse_qs(parts.query, keep_blank_values=True, strict_parsing=False, max_num_fields=20)
        except ValueError:
            return _page(400, *STRANGE)
        if method != "GET" or parts.path != PATH:
            return _page(404, *STRANGE)
        if self._answer.done() or not self._belongs(answer):
            return _page(400, *STRANGE)
        self._answer.set_result(answer)
        if "error" in answer:
            return _page(200, "You are not signed in", "Go back to Triage, which says why.")
        return _page(200, *DONE)


def _page(status: int, title: str, text: str) -> bytes:
    body = _PAGE.format(title=html.escape(title), text=html.escape(text)).encode()
    head = (
        f"HTTP/1.1 {status} {'OK' if status == 200 else 'No'}\r\nContent-Type: text/html; charset=utf-8\r\n"
        f"Content-Length: {len(body)}\r\nConnection: close\r\nCache-Control: no-store\r\n"
        "Content-Security-Policy: default-src 'none'; style-src 'unsafe-inline'\r\n"
        "Referrer-Policy: no-referrer\r\nX-Content-Type-Options: nosniff\r\n\r\n"
    )
    return head.encode() + body
