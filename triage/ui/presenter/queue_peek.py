"""Space: a quick look at the selected report. It follows the cursor; nothing is claimed, opened or marked as seen."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Slot
from PySide6.QtWidgets import QWidget

from triage.models.errors import KnownError
from triage.models.ids import ReportId
from triage.ui.icons import Icons
from triage.ui.presenter.context import Context
from triage.ui.queue.column import QueueColumn
from triage.ui.theme import Theme

if TYPE_CHECKING:
    from triage.ui.queue.peek import Peek

PAUSE_MS = 150
"""The gateway is asked for the whole text once the cursor rests."""


class PeekPresenter(QObject):
    def __init__(self, context: Context, column: QueueColumn, theme: Theme, icons: Icons) -> None:
        super().__init__(context.shell)
        self._context = context
        self._column = column
        self._theme, self._icons = theme, icons
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.setInterval(PAUSE_MS)
        self._rest.timeout.connect(self._ask)
        column.selection_changed.connect(self._moved)
        column.open_requested.connect(lambda _: self.close())

    @cached_property
    def card(self) -> Peek:
        from triage.ui.queue.peek import Peek

        card = Peek(self._theme, self._icons, self._over(), self._column)
        card.closed.connect(self.close)
        return card

    def toggle(self) -> None:
        if not self.close():
            self._look(self._column.current())

    def close(self) -> bool:
        """False when it was not up."""
        up = self._up()
        self._rest.stop()
        if up:
            self.card.hide()
        return up

    def _over(self) -> QWidget:
        """What the card lies over: the desk without its status bar and edges."""
        return self._context.shell.centralWidget() or self._context.shell

    def _up(self) -> bool:
        return "card" in vars(self) and self.card.isVisible()

    @Slot(object)
    def _moved(self, report_id: ReportId | None) -> None:
        if self._up():
            self._look(report_id)

    def _look(self, report_id: ReportId | None) -> None:
        row = self._column.model.held(report_id) if report_id is not None else None
        if row is None:
            self.close()
            return
        self.card.show_row(row, self._context.desk.clock.now())
        self._rest.start()

    @Slot()
    def _ask(self) -> None:
        row = self.card.shown() if self._up() else None
        if row is not None:
            self._context.spawn("peek", self._fetch(row.summary.report_id))

    async def _fetch(self, report_id: ReportId) -> None:
        try:
            detail = await self._context.desk.reports.detail(report_id)
            body = detail.body if detail is not None else None
            body = body or await self._context.desk.fetch(report_id)
        except KnownError:
            row = self.card.shown()
            if row is not None and row.summary.report_id == report_id:
                self.card.show_away()
            return
        self.card.show_body(body)
