"""What was answered of reviews and not sent yet: kept within half a second, and there again at the next start."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from triage.models.errors import KnownError
from triage.models.ids import ReportId
from triage.models.quality import BegunReview, Drawn, Mark
from triage.ui.presenter.context import Context

SAVE_MS = 300
"""Between the last key and saving."""
AGAIN_MS = 5000
"""Between two tries while the store cannot be written."""
_Key = tuple[ReportId, int]


class Begun(QObject):
    """``recalled()``: what an earlier session left is known now."""

    recalled = Signal()

    def __init__(self, context: Context, parent: QObject) -> None:
        super().__init__(parent)
        self._context = context
        self._begun: dict[_Key, BegunReview] = {}
        self._unsaved: dict[_Key, BegunReview] = {}
        self._writing = asyncio.Lock()
        self._asked = False
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self._save_soon)

    def ask(self) -> None:
        """Read what was begun before; the first time only."""
        if not self._asked:
            self._asked = True
            self._context.spawn("quality begun", self._recall())

    def of(self, one: Drawn) -> BegunReview | None:
        """What was begun of this decision."""
        return self._begun.get((one.report_id, one.decision))

    def edit(self, one: Drawn, answers: Mapping[str, Mark], words: str) -> None:
        """This is what stands in the form now."""
        self._keep(self._made(one, answers, words))

    def end(self, one: Drawn) -> None:
        """It was sent: nothing of it is kept here any more."""
        self._keep(self._made(one, {}, ""))
        self._begun.pop((one.report_id, one.decision))

    async def flush(self) -> None:
        """Write down what is not yet written down.

        Raises:
            KnownError: the store cannot take it now; it is tried again.
        """
        self._timer.stop()
        async with self._writing:
            while self._unsaved:
                key, begun = self._unsaved.popitem()
                try:
                    await self._context.desk.begun_reviews.keep(begun)
                except KnownError:
                    self._unsaved.setdefault(key, begun)
                    self._timer.start(AGAIN_MS)
                    raise

    def _made(self, one: Drawn, answers: Mapping[str, Mark], words: str) -> BegunReview:
        now = self._context.desk.clock.now()
        return BegunReview(report_id=one.report_id, decision=one.decision, at=now, answers=dict(answers), words=words)

    def _keep(self, begun: BegunReview) -> None:
        key = begun.report_id, begun.decision
        self._begun[key] = self._unsaved[key] = begun
        self._timer.start(SAVE_MS)

    @Slot()
    def _save_soon(self) -> None:
        self._context.spawn("save review", self.flush())

    async def _recall(self) -> None:
        for begun in await self._context.desk.begun_reviews.all():
            self._begun.setdefault((begun.report_id, begun.decision), begun)
        self.recalled.emit()
