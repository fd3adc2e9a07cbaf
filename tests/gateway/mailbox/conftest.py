"""One mail server for all tests of a process; each test has an account of its own."""

from __future__ import annotations

import uuid
from pathlib import Path

import pytest

from tests.gateway.bench import Bench
from tests.gateway.mailbox.dovecot import Dovecot
from triage.gateway.config import MailboxConfig
from triage.gateway.mailbox.box import Mailbox
from triage.gateway.mailbox.replies import NoReplies


@pytest.fixture
def server(mail_server: Dovecot) -> Dovecot:
    return mail_server


@pytest.fixture
def account() -> str:
    return f"reports-{uuid.uuid4().hex[:12]}"


@pytest.fixture
def config(server: Dovecot, account: str, tmp_path: Path) -> MailboxConfig:
    return server.config(account, tmp_path)


@pytest.fixture
def mailbox(bench: Bench, config: MailboxConfig) -> Mailbox:
    return Mailbox(config, bench.parts, NoReplies())
