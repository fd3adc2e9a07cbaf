"""A window with one text field and nothing else, typed into: what the meter shows where there is nothing to block."""

from __future__ import annotations

import asyncio
import json
import sys

import qasync
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMainWindow, QPlainTextEdit

from triage.bench.hostile.lag import LagMeter
from triage.logs import tell_line

WORDS = "The account is credible; nothing contradicts it. " * 4
LETTER_SECONDS = 0.05


def run() -> int:
    """Type for ten seconds; tells the longest block as one JSON line."""
    app = QApplication.instance() or QApplication(sys.argv[:1])
    window = QMainWindow()
    field = QPlainTextEdit()
    window.setCentralWidget(field)
    window.resize(1366, 768)
    window.show()
    with qasync.QEventLoop(app) as loop:
        loop.run_until_complete(_type(field))
    return 0


async def _type(field: QPlainTextEdit) -> None:
    field.setFocus(Qt.FocusReason.OtherFocusReason)
    meter = LagMeter()
    await asyncio.sleep(LETTER_SECONDS)
    meter.step()
    for letter in WORDS:
        QTest.keyClicks(field, letter)
        await asyncio.sleep(LETTER_SECONDS)
    tell_line(json.dumps(meter.step().told()))
    meter.stop()
