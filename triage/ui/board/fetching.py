"""When a page asks the gateway: at once when it is opened, soon after news, and now and then without any.

What nobody waits for any more is broken off, and the gateway, which sees that, need not work it out to its end.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from typing import Any

from PySide6.QtCore import QObject, Signal

from triage.models.errors import KnownError
from triage.ui.presenter.context import Context

Call = Callable[[], Awaitable[object]]
REST = timedelta(seconds=3)
"""Between two askings, however much is told."""
WITHOUT_NEWS = timedelta(seconds=15)
"""Time alone changes what is late and what is held for long."""


class Fetching(QObject):
    """``came(answer)`` or ``failed(KnownError)`` after each asking from `begin` until `end`; the last asking counts.

    ``rest``: at least so long between two askings; ``without_news``: asked anew after so long though nothing was told.
    """

    came = Signal(object)
    failed = Signal(object)

    def __init__(
        self,
        context: Context,
        name: str,
        parent: QObject,
        *,
        rest: timedelta = REST,
        without_news: timedelta = WITHOUT_NEWS,
    ) -> None:
        super().__init__(parent)
        self._context, self._name = context, name
        self._rest, self._without_news = rest, without_news
        self._call: Call | None = None
        self._busy = self._news = False
        self._number = 0
        self._asked: datetime | None = None
        self._task: asyncio.Task[Any] | None = None

    @property
    def on(self) -> bool:
        return self._call is not None

    @property
    def busy(self) -> bool:
        """An answer is awaited."""
        return self._busy

    def begin(self, call: Call) -> None:
        """Ask this at once, and again when it is time to. An answer awaited before is broken off."""
        self.end()
        self._call = call
        self.ask()

    def end(self) -> None:
        """Nothing is asked any more, and what is awaited is broken off."""
        self._call, self._busy = None, False
        self._number += 1
        task, self._task = self._task, None
        if task is not None:
            task.cancel()

    def news(self) -> None:
        self._news = True
        self.tick()

    def tick(self) -> None:
        """Ask if it is time to."""
        gone = self._context.desk.clock.now() - self._asked if self._asked else self._without_news
        if gone < timedelta(0) or gone >= (self._rest if self._news else self._without_news):
            self.ask()

    def ask(self) -> None:
        """Ask now, unless an answer is awaited."""
        if self._call is not None and not self._busy:
            self._busy, self._news = True, False
            self._asked = self._context.desk.clock.now()
            self._task = self._context.spawn(self._name, self._fetch(self._call, self._number))

    async def _fetch(self, call: Call, number: int) -> None:
        try:
            told = await call()
        except KnownError as error:
            if self._ends(number):
                self.failed.emit(error)
        else:
            if self._ends(number):
                self.came.emit(told)
        finally:
            if number == self._number:
                self._busy = False

    def _ends(self, number: int) -> bool:
        """Whether this asking counts; it is over, so that what its answer brings about cannot break it off."""
        counts = number == self._number
        if counts:
            self._task = None
        return counts
