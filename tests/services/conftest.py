"""Fixtures of the services' tests."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.services.rig import KEY, Rig
from triage.services.store import Store


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[Store]:
    made = await Store.open(tmp_path / "desk.db", KEY)
    yield made
    await made.close()


@pytest.fixture
async def rig(tmp_path: Path) -> AsyncIterator[Rig]:
    made = await Rig(tmp_path / "desk.db").open()
    yield made
    await made.close()
