"""A dovecot of the tests' own: IMAP over TLS with a mailbox for every name, as an ordinary user, gone afterwards."""

from __future__ import annotations

import contextlib
import grp
import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from imapclient import IMAPClient  # type: ignore[import-untyped]

from tests.gateway.authority import Authority
from tests.system_packages import need
from triage.gateway.config import MailboxConfig

PASSWORD = "right-password"
ALL = (
    "IMAP4rev1 SASL-IR LOGIN-REFERRALS ID ENABLE IDLE LITERAL+ NAMESPACE UIDPLUS MOVE CHILDREN UNSELECT SPECIAL-USE"
    " LIST-EXTENDED LIST-STATUS"
)
CONFIG = """
base_dir = {home}/run
state_dir = {home}/run
log_path = {home}/log
protocols = imap
default_internal_user = {user}
default_internal_group = {group}
default_login_user = {user}
first_valid_uid = 1
first_valid_gid = 1
mail_location = maildir:{home}/mail/%u
mail_uid = {user}
mail_gid = {group}
mailbox_idle_check_interval = 1 secs
ssl = required
ssl_cert = <{certificate}
ssl_key = <{key}
ssl_min_protocol = TLSv1.2
disable_plaintext_auth = yes
auth_mechanisms = plain
passdb {{
  driver = static
  args = password={password}
}}
userdb {{
  driver = static
  args = uid={user} gid={group} home={home}/home/%u
}}
service imap-login {{
  chroot =
  inet_listener imap {{
    address = 127.0.0.1
    port = {plain_port}
  }}
  inet_listener imaps {{
    address = 127.0.0.1
    port = {port}
    ssl = yes
  }}
}}
service anvil {{
  chroot =
}}
protocol imap {{
  imap_capability = {capability}
  imap_idle_notify_interval = 29 mins
}}
"""


@dataclass
class Dovecot:
    """A running server. ``account`` names are made up as they are used."""

    program: Path
    home: Path
    port: int
    plain_port: int
    authority: Authority
    user: str | None
    process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        with (self.home / "errors").open("ab") as errors:
            self._run(errors)
        self._await_listening()

    def _run(self, errors: IO[bytes]) -> None:
        self.process = subprocess.Popen(
            [str(self.program), "-F", "-c", str(self.home / "dovecot.conf")],
            user=self.user,
            group=pwd.getpwnam(self.user).pw_gid if self.user else None,
            extra_groups=[] if self.user else None,
            cwd=self.home,
            stdout=subprocess.DEVNULL,
            stderr=errors,
            start_new_session=True,
        )

    def stop(self) -> None:
        """As an operator stops it: connections are closed."""
        if self.process is not None:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self.process.pid, signal.SIGTERM)
            self.process.wait(timeout=20)
            self.process = None

    def _await_listening(self) -> None:
        pause = threading.Event()
        for _ in range(200):
            with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", self.port), timeout=5) as bare:
                context = self.authority.trust()
                with context.wrap_socket(bare, server_hostname="localhost") as secure:
                    secure.settimeout(5)
                    if secure.recv(1024).startswith(b"* OK"):
                        return
            assert self.process is not None
            assert self.process.poll() is None, self.log()
            pause.wait(0.05)
        raise AssertionError(f"dovecot does not answer: {self.log()}")

    def log(self) -> str:
        return "\n".join(
            path.read_text(errors="replace") for path in (self.home / "log", self.home / "errors") if path.exists()
        )

    def config(self, account: str, folder: Path, **more: object) -> MailboxConfig:
        """What a gateway is told to work this account; its password file is put into ``folder``."""
        (folder / "mailbox-password").write_text(PASSWORD + "\n")
        told: dict[str, object] = {
            "host": "localhost",
            "port": self.port,
            "user": account,
            "password_file": str(folder / "mailbox-password"),
            "ca_file": str(self.authority.file),
            "poll_seconds": 0.2,
            **more,
        }
        return MailboxConfig(**told)  # type: ignore[arg-type]

    @contextlib.contextmanager
    def client(self, account: str) -> Iterator[IMAPClient]:
        """A mail program of ours, signed in."""
        with IMAPClient("localhost", self.port, ssl_context=self.authority.trust(), timeout=20) as client:
            client.login(account, PASSWORD)
            yield client

    def post(self, account: str, *mails: bytes) -> None:
        """Mails arrive."""
        with self.client(account) as client:
            for mail in mails:
                client.append("INBOX", mail)

    def lying(self, account: str) -> dict[str, int]:
        """How many mails lie in each folder."""
        with self.client(account) as client:
            return {name: client.folder_status(name, ["MESSAGES"])[b"MESSAGES"] for _, _, name in client.list_folders()}

    def subjects(self, account: str, folder: str) -> list[str]:
        with self.client(account) as client:
            client.select_folder(folder, readonly=True)
            found = client.fetch(client.search("ALL"), ["ENVELOPE"])
            return [told[b"ENVELOPE"].subject.decode() for _, told in sorted(found.items())]


@contextlib.contextmanager
def dovecot(*, without: tuple[str, ...] = ()) -> Iterator[Dovecot]:
    """A server with the usual abilities, but for those named in ``without`` ("IDLE", "MOVE", "UIDPLUS")."""
    program = need("dovecot", "dovecot-imapd")
    home = Path(tempfile.mkdtemp(prefix="triage-imap-"))
    user = _ordinary_user()
    try:
        authority = Authority(home, "mail-authority")
        pair = authority.issue("mail")
        port, plain_port = _free_ports()
        entry = pwd.getpwnam(user) if user else pwd.getpwuid(os.geteuid())
        told = CONFIG.format(
            home=home,
            user=entry.pw_name,
            group=grp.getgrgid(entry.pw_gid).gr_name,
            certificate=pair.certificate,
            key=pair.key,
            port=port,
            plain_port=plain_port,
            password=PASSWORD,
            capability=" ".join(word for word in ALL.split() if word not in without),
        )
        (home / "dovecot.conf").write_text(told)
        for folder in ("run", "mail", "home"):
            (home / folder).mkdir()
        if user:
            for path in (home, *home.rglob("*")):
                shutil.chown(path, user)
            home.chmod(0o755)
        server = Dovecot(program, home, port, plain_port, authority, user)
        server.start()
        try:
            yield server
        finally:
            server.stop()
    finally:
        shutil.rmtree(home, ignore_errors=True)


def _ordinary_user() -> str | None:
    """Whom to run it as when we are root."""
    if os.geteuid() != 0:
        return None
    known = {entry.pw_name for entry in pwd.getpwall()}
    return next(name for name in ("dovecot", "nobody") if name in known)


def _free_ports() -> tuple[int, int]:
    with socket.socket() as one, socket.socket() as other:
        one.bind(("127.0.0.1", 0))
        other.bind(("127.0.0.1", 0))
        return one.getsockname()[1], other.getsockname()[1]
