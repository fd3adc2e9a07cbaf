"""A hub's media host with its own authority, and a gateway beside it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.gateway.authority import Authority
from tests.gateway.bench import Bench
from tests.gateway.media.desk import MediaDesk, settings
from tests.gateway.media.hub import Hub, media_host


@pytest.fixture
def authority(tmp_path: Path) -> Authority:
    return Authority(tmp_path, "hub-ca")


@pytest.fixture
async def hub(authority: Authority) -> AsyncIterator[Hub]:
    async with media_host(authority.issue("media")) as opened:
        yield opened


@pytest.fixture
def desk(bench: Bench, hub: Hub, authority: Authority) -> MediaDesk:
    return MediaDesk(bench, hub, settings(authority, hub))
