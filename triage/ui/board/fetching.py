"""When the board asks for its figures: at once when it is opened, soon after news, and now and then without any."""

from __future__ import annotations

from datetime import datetime, timedelta

from PySide6.QtCore import QObject, Signal

from triage.models.errors import KnownError
from triage.models.figures import BoardFigures
from triage.ui.presenter.context import Context

REST = timedelta(seconds=3)
"""Between two askings, however much is told."""
WITHOUT_NEWS = timedelta(seconds=15)
"""Time alone changes what is late and what is held for long."""


class Fetching(QObject):
    """``came(BoardFigures)`` or ``failed(KnownError)`` after each asking. Only while `begin` holds, one at a time."""

    came = Signal(object)
    failed = Signal(object)

    def __init__(self, context: Context, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._on = self._busy = self._news = False
        self._asked: datetime | None = None

    def begin(self) -> None:
        self._on = True
        self.ask()

    def end(self) -> None:
        self._on = False

    def news(self) -> None:
        self._news = True
        self.tick()

    def tick(self) -> None:
        """Ask if it is time to."""
        gone = self._context.desk.clock.now() - self._asked if self._asked else WITHOUT_NEWS
        if gone < timedelta(0) or gone >= (REST if self._news else WITHOUT_NEWS):
            self.ask()

    def ask(self) -> None:
        """Ask now, unless an answer is awaited."""
        if self._on and not self._busy:
            self._busy, self._news = True, False
            self._asked = self._context.desk.clock.now()
            self._context.spawn("figures", self._fetch())

    async def _fetch(self) -> None:
        try:
            told: BoardFigures = await self._context.desk.figures.figures()
        except KnownError as error:
            self.failed.emit(error)
        else:
            self.came.emit(told)
        finally:
            self._busy = False
