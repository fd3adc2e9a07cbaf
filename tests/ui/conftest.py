"""What every widget test needs: a theme on the one application, icons, and a clock that stands still."""

from __future__ import annotations

import gc
from collections.abc import Iterator

import pytest
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QApplication

from tests.ui.letting_go import let_all_go
from triage.models.clock import ManualClock
from triage.ui.icons import Icons
from triage.ui.theme import Mode, Theme

HOSTILE = (
    "<b>bold</b><img src='http://example.com/x.png'>",
    "<a href='file:///etc/passwd'>click</a>",
    "abc\u202egnp.exe",
    "zero\u200bwidth",
    "& ampersand && mnemonic",
    "a" * 5000,
)


@pytest.fixture
def theme(qapp: QApplication) -> Iterator[Theme]:
    gc.collect()  # what tests before left in cycles goes here: never in a thread of this one, with its Qt timers
    gc.freeze()  # what is left lives on, and need not be looked through again by the next test
    made = Theme(Mode.LIGHT)
    made.apply(qapp)
    yield made
    let_all_go()
    qapp.styleHints().colorSchemeChanged.disconnect(made._system_changed)


@pytest.fixture
def icons(theme: Theme) -> Icons:
    return Icons(theme)


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock()


@pytest.fixture
def accessible(qapp: QApplication) -> None:
    """Have Qt build its accessibility tree, as it does when a screen reader asks."""
    QAccessible.setActive(True)
