"""A bare line of text under the same keys, meter and event loop, beside the desktop: how slow the machine itself is."""

from __future__ import annotations

import asyncio
import json
import sys

from triage.logs import tell_line

PAUSE_SECONDS = 0.25
TOLD_EVERY = 8
"""Keys between two lines of figures; whoever started this takes the last one and ends it."""
WORDS = "the quick brown fox jumps over the lazy dog "


def run() -> int:
    """Type for ever; told to end, it ends."""
    import qasync
    from PySide6.QtCore import Qt
    from PySide6.QtGui import QWindow
    from PySide6.QtWidgets import QApplication, QLineEdit

    from triage.bench.keys.striker import Striker
    from triage.ui.latency import LatencyMeter

    app = QApplication.instance() or QApplication(sys.argv[:1])
    line = QLineEdit()
    line.show()
    line.activateWindow()
    line.setFocus()

    def handle() -> QWindow:
        window = line.windowHandle()
        assert window is not None
        return window

    meter = LatencyMeter(line)
    meter.watch(line, handle())
    striker = Striker(handle, meter)

    async def type_on() -> None:
        number = 0
        while True:
            letter = WORDS[number % len(WORDS)]
            await striker.strike(letter, PAUSE_SECONDS, ord(letter), Qt.KeyboardModifier.NoModifier)
            number += 1
            if number % len(WORDS) == 0:
                line.clear()
            if number % TOLD_EVERY == 0:
                tell_line(json.dumps({"bare": striker.figures()}))
            await asyncio.sleep(0)

    with qasync.QEventLoop(app) as loop:
        loop.run_until_complete(type_on())
    return 0
