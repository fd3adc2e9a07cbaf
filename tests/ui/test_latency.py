"""Key to paint: what is timed, from when, until when, and what is not."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QSettings, Qt
from PySide6.QtGui import QAction
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit

from triage.ui.icons import Icons
from triage.ui.latency import MINUTE, KeyClock, LatencyFigures, LatencyMeter, percentile
from triage.ui.shell import Shell
from triage.ui.status_bar import key_words
from triage.ui.theme import Theme


@pytest.fixture
def shell(theme: Theme, icons: Icons, tmp_path: Path, qtbot):
    settings = QSettings(str(tmp_path / "window.ini"), QSettings.Format.IniFormat)
    made = Shell(theme, icons, settings, training=False)
    field = QLineEdit()
    made.set_queue(field)
    acted = QAction(made)
    acted.setShortcut("F8")
    acted.triggered.connect(lambda: field.setText("acted"))
    made.addAction(acted)
    made.show()
    qtbot.waitExposed(made)
    made.activateWindow()
    field.setFocus()
    qtbot.wait(20)
    yield made
    made.finish()


def settled(shell: Shell, qtbot, presses: int) -> LatencyMeter:
    meter = shell.meter
    qtbot.waitUntil(lambda: meter.figures().presses + meter.silent >= presses)
    return meter


def test_a_typed_letter_and_a_shortcut_are_each_timed_once(shell: Shell, qtbot) -> None:
    before = shell.meter.presses
    QTest.keyClick(shell.windowHandle(), ord("a"))
    QTest.keyClick(shell.windowHandle(), Qt.Key.Key_F8)
    meter = settled(shell, qtbot, before + 2)
    assert meter.presses - before == 2
    assert meter.figures().presses == 2
    assert 0 < meter.figures().worst < 1000


def test_a_press_that_shows_nothing_is_not_timed(shell: Shell, qtbot) -> None:
    shell.focusWidget().clearFocus()  # a caret begins to blink anew with each key
    qtbot.wait(20)
    QTest.keyClick(shell.windowHandle(), Qt.Key.Key_F12)
    meter = settled(shell, qtbot, 1)
    assert (meter.silent, meter.figures().presses) == (1, 0)


def test_a_key_that_waited_for_a_busy_window_counts_from_when_it_went_down() -> None:
    clock = KeyClock()
    assert clock.pressed(1000, 50.0) == 50.0
    assert clock.pressed(1100, 50.4) == pytest.approx(50.1)  # told 300 ms late
    assert clock.pressed(0, 51.0) == 51.0  # a platform that gives no time
    assert clock.pressed(5, 90.0) == 90.0  # its clock was set anew


def test_figures_are_those_of_the_last_minute() -> None:
    now = [100.0]
    meter = LatencyMeter(now=lambda: now[0])
    meter._waiting = [100.0 - 0.08]
    meter.painted()
    assert meter.figures().worst == pytest.approx(80)
    now[0] += MINUTE + 1
    assert meter.figures() == LatencyFigures()


def test_percentile_is_a_value_that_was_measured() -> None:
    assert percentile([], 0.95) == 0.0
    assert percentile([5.0], 0.95) == 5.0
    assert percentile([float(one) for one in range(1, 101)], 0.95) == 95.0


def test_words() -> None:
    assert key_words(LatencyFigures()) == ""
    assert key_words(LatencyFigures(presses=3, p95=11.6, worst=30.2)) == "Keys 12 ms, worst 30 ms"
