"""Cyclic garbage is collected on the GUI thread only.

Python collects cycles in whatever thread happens to allocate, the database threads among them. A widget that is part of
a cycle would then be destroyed outside the GUI thread, which Qt answers with a crash now and then, under load.
"""

from __future__ import annotations

import gc

from PySide6.QtCore import QObject, QTimer, Slot

LOOK_MS = 200


class GuiCollector(QObject):
    """While it lives, automatic collection is off and this thread does it, a generation at a time."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._thresholds = gc.get_threshold()
        gc.disable()
        gc.freeze()  # what was loaded at start stays; looking through it again and again would cost frames
        self._timer = QTimer(self)
        self._timer.setInterval(LOOK_MS)
        self._timer.timeout.connect(self.look)
        self._timer.start()

    @Slot()
    def look(self) -> None:
        """Collect the oldest generation that is due, as the interpreter would have done by itself."""
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
