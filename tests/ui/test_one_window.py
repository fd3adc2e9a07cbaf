"""Two starts on one folder: the window that is open comes forward, and the second knows whether it did."""

from __future__ import annotations

from collections.abc import Coroutine
from pathlib import Path
from typing import Any

import pytest
import qasync
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from triage.ui.one_window import OneWindow, call_the_other


def on_qt(qapp: QApplication, work: Coroutine[Any, Any, bool]) -> bool:
    """A local socket of Qt needs Qt's own loop, as the desktop has it."""
    with qasync.QEventLoop(qapp) as loop:
        return bool(loop.run_until_complete(work))


@pytest.mark.qt_log_ignore("This plugin does not support raise")
def test_a_second_start_brings_the_first_window_forward(qapp: QApplication, qtbot: QtBot, tmp_path: Path) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    window.showMinimized()
    told: list[str] = []
    first = OneWindow(tmp_path, window, lambda: told.append("again"))
    assert on_qt(qapp, call_the_other(tmp_path))
    assert told == ["again"]
    assert not window.windowState() & Qt.WindowState.WindowMinimized
    first.close()


def test_where_no_window_is_open_nobody_answers(qapp: QApplication, tmp_path: Path) -> None:
    assert not on_qt(qapp, call_the_other(tmp_path))
