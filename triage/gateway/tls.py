"""TLS of our own listeners: 1.2 or newer, with the caller's certificate where an authority is named; renewed files
are taken up without a restart.
"""

from __future__ import annotations

import asyncio
import logging
import ssl
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

from triage.gateway.certificates import inspect
from triage.gateway.config import Config, Tls
from triage.gateway.logs import say
from triage.gateway.workers import Worker
from triage.models.clock import Clock
from triage.models.errors import FieldError, InputError

LOOK_SECONDS = 60.0
"""How often the files are looked at; a hang-up signal (SIGHUP) looks at once."""
SOON = timedelta(days=14)
Mark = tuple[tuple[int, int, int], ...]


class Renewable(ssl.SSLContext):
    """The context a listener is given once; each new connection is served by the newest one behind it."""

    newest: ssl.SSLContext

    def wrap_bio(self, *args: Any, **named: Any) -> ssl.SSLObject:
        return self.newest.wrap_bio(*args, **named)

    def wrap_socket(self, *args: Any, **named: Any) -> ssl.SSLSocket:
        return self.newest.wrap_socket(*args, **named)


class TlsFiles:
    """The certificate, key and authority of one listener, as they are on disk now."""

    def __init__(self, tls: Tls, section: str, clock: Clock) -> None:
        """Read the files.

        Raises:
            InputError: names each key whose file cannot be used.
        """
        self._tls = tls
        self._section = section
        self._clock = clock
        self.context = Renewable(ssl.PROTOCOL_TLS_SERVER)
        self._told_on = ""
        self._seen = self._mark()
        self._load()

    async def look(self) -> bool:
        """Take up files that have changed; bad ones are told and the old certificate stays. True: renewed."""
        self._tell_end()
        mark = await asyncio.to_thread(self._mark)
        if mark == self._seen:
            return False
        self._seen = mark
        try:
            self._load()
        except InputError as error:
            say("certificate-refused", logging.ERROR, section=self._section, faults=len(error.errors))
            return False
        say("certificate-renewed", section=self._section)
        return True

    def _load(self) -> None:
        self._ends = inspect(self._tls, self._section, self._clock.now()).ends
        self.context.newest = _context(self._tls, self._section)

    def _mark(self) -> Mark:
        """What changes when a file is written anew or another one put in its place."""
        marks = []
        for path in (self._tls.certificate, self._tls.key, self._tls.client_ca):
            try:
                found = Path(path).stat()
            except OSError:
                marks.append((0, 0, 0))
            else:
                marks.append((found.st_ino, found.st_mtime_ns, found.st_size))
        return tuple(marks)

    def _tell_end(self) -> None:
        """Once a day while the certificate is about to end."""
        now = self._clock.now()
        today = now.date().isoformat()
        if self._ends - now < SOON and self._told_on != today:
            self._told_on = today
            say("certificate-ends", logging.WARNING, section=self._section, days=(self._ends - now).days)


def _context(tls: Tls, section: str) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    context.options |= ssl.OP_NO_COMPRESSION | ssl.OP_NO_RENEGOTIATION
    try:
        context.load_cert_chain(tls.certificate, tls.key, password="")
        if tls.client_ca:
            context.load_verify_locations(cafile=tls.client_ca)
    except (OSError, ssl.SSLError) as error:
        fault = FieldError(section, "the files are refused by OpenSSL (a key too short, or a signature too old)")
        raise InputError(f"The certificates of [{section}] cannot be used.", (fault,), "Mend the files.") from error
    if tls.client_ca:
        context.verify_mode = ssl.CERT_REQUIRED
        # A ticket would let a caller in again after its authority was taken out.
        context.options |= ssl.OP_NO_TICKET
        context.num_tickets = 0
    return context


@dataclass(frozen=True, slots=True, kw_only=True)
class ListenerTls:
    """What each listener shows; None: it speaks plain HTTP."""

    queue: TlsFiles | None
    intake: TlsFiles | None

    def workers(self) -> list[Worker]:
        """The rounds of looking at the files; none when there are none."""
        files = [listener for listener in (self.queue, self.intake) if listener]

        async def round_() -> bool:
            for listener in files:
                await listener.look()
            return False

        return [Worker(name="certificates", every=LOOK_SECONDS, round=round_)] if files else []


def open_tls(config: Config, clock: Clock, *, apart: bool) -> ListenerTls:
    """Read the certificates of [tls] and [intake.tls]; ``apart``: intake has a listener of its own.

    Raises:
        InputError: names each key that cannot be used.
    """
    own = config.intake.tls
    if own and not apart:
        fault = FieldError("intake.tls", "needs an address of its own for the hub: --intake-listen")
        raise InputError("The gateway cannot start: settings are wrong.", (fault,))
    return ListenerTls(
        queue=TlsFiles(config.tls, "tls", clock) if config.tls else None,
        intake=TlsFiles(own, "intake.tls", clock) if own else None,
    )
