"""Cyclic garbage is collected on the GUI thread only.

Python collects cycles in whatever thread happens to allocate, the database threads among them. A widget that is part of
a cycle would then be destroyed outside the GUI thread, which Qt answers with a crash now and then, under load.
"""

from __future__ import annotations

import gc
import time
from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer, Slot

LOOK_MS = 200
PATIENCE = 150
"""Looks in a row that find somebody typing, after which it is collected all the same: half a minute."""
PAUSE = 5
"""Looks in a row without a key, after which the oldest generation may be looked through: a second."""
LONG_MS = 20.0
"""A look that took longer is not repeated soon: what it left is set aside."""
LONG_PAUSE = 300
"""Looks in a row without a key, after which what was set aside is looked through: a minute."""


class GuiCollector(QObject):
    """While it lives, automatic collection is off and this thread does it, a generation at a time, in the pauses of
    whoever types: an old generation takes longer than a frame. ``presses`` counts the keys pressed so far.

    A report of ten thousand people is half a million objects, none of them garbage while it is open. What a long look
    has left is set aside and looked through again in a long pause only.
    """

    def __init__(
        self,
        parent: QObject,
        presses: Callable[[], int] = lambda: 0,
        seconds: Callable[[], float] = time.perf_counter,
    ) -> None:
        super().__init__(parent)
        self._presses, self._seconds = presses, seconds
        self._pressed = presses()
        self._busy = self._calm = 0
        self._aside = False
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

    def set_aside(self) -> None:
        """The same until the next long pause: something large came in, of which little is garbage."""
        gc.freeze()
        self._aside = True

    @Slot()
    def look(self) -> None:
        """Collect the oldest generation that is due, as the interpreter would have done by itself."""
        pressed, self._pressed = self._pressed, self._presses()
        typing = pressed != self._pressed
        self._busy, self._calm = (self._busy + 1, 0) if typing else (0, self._calm + 1)
        if typing and self._busy < PATIENCE:
            return
        self._busy = 0
        if self._aside and self._calm >= LONG_PAUSE:
            gc.unfreeze()
            gc.collect()
            gc.freeze()
            self._aside = False
            return
        counts = gc.get_count()
        oldest = 2 if typing or self._calm > PAUSE else 1
        for generation in range(oldest, -1, -1):
            if counts[generation] > self._thresholds[generation]:
                self._collect(generation)
                return

    def _collect(self, generation: int) -> None:
        begun = self._seconds()
        gc.collect(generation)
        if (self._seconds() - begun) * 1000 > LONG_MS:
            self.set_aside()  # garbage of an older generation too

    def stop(self) -> None:
        """Back to automatic collection; from here on no other thread may hold widgets."""
        self._timer.stop()
        gc.collect()
        gc.unfreeze()
        gc.enable()
