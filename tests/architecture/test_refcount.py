"""PySide6 6.12.0 takes one reference too many from None and True on Python 3.11, and the process aborts.

Below 3.12 these objects are not immortal: some hundred signals or some thousand setText calls end everything without
a word. requirements/runtime.in keeps PySide6 below 6.12; this test fails when a pin lets the fault back in.
"""

from __future__ import annotations

import sys

import pytest
from PySide6 import QtCore, QtWidgets
from pytestqt.qtbot import QtBot

pytestmark = pytest.mark.skipif(sys.version_info >= (3, 12), reason="None and True are immortal from Python 3.12 on")

CALLS = 200  # well below the some 570 references that True starts with, so that a failure is a failure, not an abort
NOISE = 50  # references that the interpreter itself may gain or drop meanwhile


class Sender(QtCore.QObject):
    sent = QtCore.Signal()


def test_emitting_a_signal_keeps_true_alive() -> None:
    sender = Sender()
    before = sys.getrefcount(True)
    for _ in range(CALLS):
        sender.sent.emit()
    assert sys.getrefcount(True) > before - NOISE


def test_calls_that_return_nothing_keep_none_alive(qtbot: QtBot) -> None:
    label = QtWidgets.QLabel()
    qtbot.addWidget(label)
    before = sys.getrefcount(None)
    for _ in range(CALLS):
        label.setText("x")
    assert sys.getrefcount(None) > before - NOISE
