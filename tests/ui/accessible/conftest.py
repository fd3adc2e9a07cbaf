"""One screen with one desktop for all tests of a process: they come one after the other and leave no overlay open."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.system_packages import need_accessibility
from tests.ui.accessible.room import Room, open_room


@pytest.fixture(scope="package")
def room(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Room]:
    with open_room(tmp_path_factory.mktemp("room"), need_accessibility()) as room:
        yield room
