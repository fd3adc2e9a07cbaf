"""A gateway that sends by a real relay, on both engines."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.gateway.authority import Authority
from tests.gateway.bench import Bench, open_bench, settings_for
from tests.gateway.mailbox.dovecot import Dovecot
from tests.gateway.messages.relay import Relay, config_for, relaying
from tests.gateway.messages.writing import Desk
from triage.gateway.config import Config


@pytest.fixture
def authority(tmp_path: Path) -> Authority:
    return Authority(tmp_path, "mail")


@pytest.fixture
async def relay(authority: Authority) -> AsyncIterator[Relay]:
    async with relaying(authority) as running:
        yield running


@pytest.fixture
async def bench(database_url: str, relay: Relay, authority: Authority, tmp_path: Path) -> AsyncIterator[Bench]:
    config = Config(messages=config_for(relay, authority, tmp_path))
    async with open_bench(settings_for(database_url, config=config)) as opened:
        yield opened


@pytest.fixture
def server(mail_server: Dovecot) -> Dovecot:
    return mail_server


@pytest.fixture
async def desk(bench: Bench) -> Desk:
    return Desk(bench)
