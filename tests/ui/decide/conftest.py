"""The decide column by itself, as wide as in the window."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from pytestqt.qtbot import QtBot

from tests.builders import NOW
from triage.models.clock import ManualClock
from triage.ui.decide.panel import DecidePanel
from triage.ui.icons import Icons
from triage.ui.theme import Theme


@pytest.fixture
def panel(qtbot: QtBot, theme: Theme, icons: Icons) -> Iterator[DecidePanel]:
    made = DecidePanel(theme, icons, ManualClock(NOW), "R. Adeyemi")
    qtbot.addWidget(made)
    made.resize(410, 700)
    made.show()
    made.activateWindow()
    yield made
    made.sent._timer.stop()
