"""One signed-in IMAP connection to the mailbox. Every call blocks and belongs to one thread (`line.Line`); only
`interrupt` and `cut` come from outside.

IDLE is RFC 2177, MOVE RFC 6851, UIDPLUS RFC 4315. Where the server lacks one of them there is a way around it.
"""

from __future__ import annotations

import contextlib
import select
import socket
import ssl
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from imapclient import IMAPClient  # type: ignore[import-untyped]
from imapclient.exceptions import IMAPClientAbortError, IMAPClientError  # type: ignore[import-untyped]

from triage.gateway.config import MailboxConfig
from triage.gateway.mailbox.faults import MailboxFault, as_faults

BATCH = 100
IDLE_LONGEST = 28 * 60
"""Seconds; a server may end a connection that idles for 30 minutes (RFC 2177 §3)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """A mail in a folder. ``keywords``: its flags without the system's own, lower case."""

    uid: int
    size: int
    received_at: datetime
    keywords: tuple[str, ...] = ()


class _Client(IMAPClient):  # type: ignore[misc]
    """`idle_check` reads what is there already and never waits: waiting is ours, because it must be interruptible.

    The library would only look at the socket, and miss a line that came together with the answer to IDLE.
    """

    def _poll_socket(self, sock: Any, timeout: float | None = None) -> list[Any]:  # noqa: ARG002
        return [sock]

    _select_poll_socket = _poll_socket


class Session:
    """Opened by `open`; afterwards the folder of new mail is selected."""

    def __init__(self, config: MailboxConfig) -> None:
        self._config = config
        self._client: _Client | None = None
        self._wake, self._waker = socket.socketpair()
        self._idle_since: float | None = None
        self._looked_at = time.monotonic()
        self.uidvalidity = 0
        self.idles = False

    def open(self) -> None:
        """Connect, sign in, make the folders that are missing, select the folder of new mail.

        Raises:
            MailboxFault: named by its word.
        """
        password = _password(self._config)
        context = tls_context(self._config)
        with as_faults():
            client = self._connect(context)
            self._client = client
            client.normalise_times = False
            client.login(self._config.user, password)
            for folder in (self._config.processed, self._config.needs_attention):
                self._make(client, folder)
            self._select(client)
            self.idles = bool(client.has_capability("IDLE"))

    def _connect(self, context: ssl.SSLContext) -> _Client:
        config = self._config
        if config.tls == "tls":
            return _Client(config.host, config.port, ssl_context=context, timeout=config.timeout_seconds)
        client = _Client(config.host, config.port, ssl=False, timeout=config.timeout_seconds)
        if not client.has_capability("STARTTLS"):
            client.shutdown()
            raise MailboxFault("no-starttls")
        client.starttls(context)
        return client

    def _make(self, client: _Client, folder: str) -> None:
        try:
            if not client.folder_exists(folder):
                client.create_folder(folder)
                client.subscribe_folder(folder)
        except IMAPClientAbortError:
            raise
        except IMAPClientError as error:
            raise MailboxFault("folder") from error

    def _select(self, client: _Client) -> None:
        try:
            told = client.select_folder(self._config.folder)
        except IMAPClientAbortError:
            raise
        except IMAPClientError as error:
            raise MailboxFault("folder") from error
        self.uidvalidity = int(told.get(b"UIDVALIDITY", 0))

    @contextlib.contextmanager
    def _asking(self) -> Iterator[_Client]:
        """The client, out of IDLE, with its errors as faults."""
        with as_faults():
            if self._client is None:
                raise MailboxFault("connection")
            self._leave_idle(self._client)
            yield self._client

    def waiting(self) -> tuple[Waiting, ...]:
        """The oldest mails of the folder, at most `BATCH`. An emptied folder may have a new UIDVALIDITY only after it
        was selected anew, which every new connection does.
        """
        with self._asking() as client:
            self._looked_at = time.monotonic()
            client.noop()
            return _listed(client, sorted(client.search("UNDELETED"))[:BATCH])

    def fetch(self, uid: int) -> bytes | None:
        """The mail's bytes, not marked as read; None when it is gone."""
        with self._asking() as client:
            found = client.fetch([uid], ["BODY.PEEK[]"]).get(uid, {})
            content = found.get(b"BODY[]")
            return content if isinstance(content, bytes) else None

    def move(self, uid: int, folder: str, keyword: str = "") -> None:
        """Put a mail into another folder, with a flag and a keyword when one is told."""
        with self._asking() as client:
            if keyword:
                with contextlib.suppress(IMAPClientError):  # a server without keywords: the folder says it too
                    client.add_flags([uid], [b"\\Flagged", keyword.encode()], silent=True)
            try:
                _move(client, uid, folder)
            except IMAPClientAbortError:
                raise
            except IMAPClientError:  # the folder may have been taken away meanwhile
                self._make(client, folder)
                _move(client, uid, folder)

    def lying_in(self, folder: str, most: int) -> tuple[Waiting, ...]:
        """The newest mails of another folder. Selects the folder of new mail again."""
        with self._asking() as client:
            try:
                client.select_folder(folder, readonly=True)
                return _listed(client, sorted(client.search("UNDELETED"))[-most:])
            finally:
                self._select(client)
                # What came before this is in the folder as it is selected now, so IDLE never tells of it: `wait` looks.
                self._looked_at = float("-inf")

    def count(self, folder: str) -> tuple[int, int]:
        """(mails, next UID) of a folder without selecting it: tells whether anything changed there."""
        with self._asking() as client:
            told = client.folder_status(folder, ["MESSAGES", "UIDNEXT"])
            return int(told.get(b"MESSAGES", 0)), int(told.get(b"UIDNEXT", 0))

    def wait(self, seconds: float, look_after: float) -> bool:
        """Wait for news, at most ``seconds``. True: it is time to look (`waiting`): there is news, or the last look
        was ``look_after`` seconds ago (without IDLE: ``poll_seconds``).
        """
        with as_faults():
            if self._client is None:
                raise MailboxFault("connection")
            if self.idles and self._idle_since is None:
                self._client.idle()
                self._idle_since = time.monotonic()
                if self._client.idle_check(timeout=0):
                    return True
            longest = min(look_after, IDLE_LONGEST) if self.idles else self._config.poll_seconds
            left = max(0.0, self._looked_at + longest - time.monotonic())
            watched = [self._wake, self._client.socket()] if self.idles else [self._wake]
            ready = select.select(watched, [], [], min(seconds, left))[0]
            if self._wake in ready:
                return False
            return bool(ready) or left <= seconds

    def _leave_idle(self, client: _Client) -> None:
        if self._idle_since is not None:
            self._idle_since = None
            client.idle_done()

    def interrupt(self) -> None:
        """End `wait` now, from any thread."""
        with contextlib.suppress(OSError):
            self._waker.send(b"!")

    def cut(self) -> None:
        """End whatever blocks now, from any thread: the connection is gone afterwards."""
        if self._client is not None:
            with contextlib.suppress(Exception):
                # On the TLS object itself it would change what the other thread is just using.
                socket.socket.shutdown(self._client.socket(), socket.SHUT_RDWR)

    def close(self) -> None:
        """Sign out, in the thread of the connection."""
        client, self._client = self._client, None
        if client is not None:
            with contextlib.suppress(Exception):
                self._leave_idle(client)
                client.logout()
            with contextlib.suppress(Exception):
                client.shutdown()
        self._wake.close()
        self._waker.close()


def _move(client: _Client, uid: int, folder: str) -> None:
    if client.has_capability("MOVE"):
        client.move([uid], folder)
        return
    client.copy([uid], folder)
    client.add_flags([uid], [b"\\Deleted"], silent=True)
    if client.has_capability("UIDPLUS"):
        client.uid_expunge([uid])
    # Without UIDPLUS an EXPUNGE would also remove what others have marked; `Session.waiting` passes it over.


def _listed(client: _Client, uids: list[int]) -> tuple[Waiting, ...]:
    if not uids:
        return ()
    found = client.fetch(uids, ["RFC822.SIZE", "INTERNALDATE", "FLAGS"])
    return tuple(_waiting(uid, found[uid]) for uid in uids if uid in found)


def _waiting(uid: int, told: dict[bytes, Any]) -> Waiting:
    received = told.get(b"INTERNALDATE")
    flags = (flag.decode("ascii", "replace").lower() for flag in told.get(b"FLAGS", ()))
    return Waiting(
        uid=uid,
        size=int(told.get(b"RFC822.SIZE", 0)),
        received_at=received.astimezone(UTC) if isinstance(received, datetime) else datetime(1970, 1, 1, tzinfo=UTC),
        keywords=tuple(flag for flag in flags if not flag.startswith("\\")),
    )


def _password(config: MailboxConfig) -> str:
    try:
        told = Path(config.password_file).read_text(encoding="utf-8").strip("\r\n")
    except (OSError, UnicodeDecodeError) as error:
        raise MailboxFault("password-file") from error
    if not told:
        raise MailboxFault("password-file")
    return told


def tls_context(config: MailboxConfig) -> ssl.SSLContext:
    """TLS 1.2 or newer, certificate and name always verified.

    Raises:
        MailboxFault: the ca_file cannot be used, or TLS from the first byte is asked of the plain port.
    """
    if config.tls == "tls" and config.port == 143:
        raise MailboxFault("plain-port")
    try:
        context = ssl.create_default_context(cafile=config.ca_file or None)
    except (OSError, ssl.SSLError) as error:
        raise MailboxFault("ca-file") from error
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    return context
