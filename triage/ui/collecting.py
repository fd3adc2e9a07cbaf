"""Cyclic garbage is collected on the GUI thread only.

Python collects cycles in whatever thread happens to allocate, the database threads among them. A widget that is part of
a cycle would then be destroyed outside the GUI thread, which Qt answers with a crash now and then, under load.
"""

from __future__ import annotations

import gc
from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer, Slot

LOOK_MS = 200
PATIENCE = 150
"""Looks in a row that find somebody typing, after which it is collected all the same: half a minute."""


class GuiCollector(QObject):
    """While it lives, automatic collection is off and this thread does it, a generation at a time, in the pauses of
    whoever types: an old generation takes longer than a frame. ``presses`` counts the keys pressed so far."""

    def __init__(self, parent: QObject, presses: Callable[[], int] = lambda: 0) -> None:
        super().__init__(parent)
        self._presses = presses
        self._pressed = presses()
        self._busy = 0
        self._thresholds = gc.get_threshold()
        gc.disable()
        gc.freeze()  # what was loaded at start stays; looking through it again and again would cost frames
        self._timer = QTimer(self)
        self._timer.setInterval(LOOK_MS)
        self._timer.timeout.connect(self.look)
        self._timer.start()

    def keep(self) -> None:
        """What is here now stays as long as the window: do not look through it again."""
        gc.freeze()

    @Slot()
    def look(self) -> None:
        """Collect the oldest generation that is due, as the interpreter would have done by itself."""
        pressed, self._pressed = self._pressed, self._presses()
        self._busy = self._busy + 1 if pressed != self._pressed else 0
        if 0 < self._busy < PATIENCE:
            return
        self._busy = 0
        counts = gc.get_count()
        for generation in (2, 1, 0):
            if counts[generation] > self._thresholds[generation]:
                gc.collect(generation)
                return

    def stop(self) -> None:
        """Back to automatic collection; from here on no other thread may hold widgets."""
        self._timer.stop()
        gc.collect()
        gc.unfreeze()
        gc.enable()
