"""The outbox as a sheet over the columns: the lines at the left, the selected one in full at the right or below."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from PySide6.QtCore import QSize, Signal, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QStackedWidget, QWidget

from triage.models.views import OutboxFigures, OutboxLine
from triage.ui.icons import Icons
from triage.ui.outbox.delegate import OutboxDelegate
from triage.ui.outbox.detail import OutboxDetail
from triage.ui.outbox.list_view import OutboxList
from triage.ui.outbox.model import OutboxModel
from triage.ui.outbox.words import figures_words
from triage.ui.theme import Theme
from triage.ui.widgets.empty import Empty
from triage.ui.widgets.sheet import Sheet

EMPTY = "Nothing waiting to be sent."
WHAT_COMES = "What you send stands here until it has arrived, and for the rest of the day."
_SIDE_BY_SIDE = 190  # steps of space from which list and detail stand side by side


class OutboxPanel(Sheet):
    """Signals carry ids (str): ``retry_requested`` an OpId, the others a ReportId; ``see_requested`` and
    ``leave_requested`` the line in words (`Row`). Keys in the list: arrows or J/K, Enter open, R try again, O leave a
    file out, M mend, Z recall, X compare with what somebody else did, L say what was seen there, S ask a supervisor.

    Args:
        destinations: destination key → name, as the force profile has them.
    """

    open_requested = Signal(str)
    retry_requested = Signal(str)
    mend_requested = Signal(str)
    recall_requested = Signal(str)
    compare_requested = Signal(str)
    ask_requested = Signal(str)
    see_requested = Signal(object)
    leave_requested = Signal(object)

    def __init__(
        self, theme: Theme, icons: Icons, destinations: Mapping[str, str] | None = None, parent: QWidget | None = None
    ) -> None:
        super().__init__(theme, icons, "Outbox", parent)
        self.setObjectName("outbox-panel")
        self._model = OutboxModel(destinations or {}, self)
        self._list = OutboxList(self._model)
        self._list.setObjectName("outbox-list")
        self._list.setItemDelegate(OutboxDelegate(theme, icons, self._list))
        self._detail = OutboxDetail(theme, icons)
        self._split = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._pages = QStackedWidget()
        self._afresh = True
        self._fill()
        self.lead_with(self._list)
        self._list.act_requested.connect(self._act)
        self._detail.act_requested.connect(self._act)
        self._list.current_changed.connect(self._show_current)
        theme.changed.connect(self._dress)
        self._dress()

    def start_over(self) -> None:
        """It is opened: the next lines are shown from the top, where that stands which waits or needs somebody."""
        self._afresh = True

    def show_lines(self, lines: tuple[OutboxLine, ...], figures: OutboxFigures, now: datetime) -> None:
        """Show the outbox as it is. The cursor stays on its line and the line stays where it is on the screen."""
        row = self._list.current_row()
        op_id = row.line.operation.op_id if row is not None else None
        before = self._list.visualRect(self._list.currentIndex()).top() if row is not None else 0
        if self._model.set_lines(lines, now):
            self._list.go_to(op_id)
            self._keep_place(before, same=op_id is not None)
        if self._afresh:
            self._afresh = False
            self._list.go_to(None)
            self._list.scrollToTop()
        waited = self._pages.currentIndex() == 0
        self.set_trailing(figures_words(figures, now))
        self._pages.setCurrentIndex(1 if lines else 0)
        self._show_current()
        if waited:  # it opened before any line was there
            self.lead_late()

    def set_now(self, now: datetime) -> None:
        """Say ages and countdowns anew."""
        self._model.set_now(now)
        self._show_current()

    def sizeHint(self) -> QSize:
        space = self._theme.space
        return QSize(space(240), space(160))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    def _fill(self) -> None:
        empty = Empty(self._theme, EMPTY, WHAT_COMES)
        empty.setObjectName("outbox-empty")
        both = QWidget()
        both.setLayout(self._split)
        self._split.setContentsMargins(0, 0, 0, 0)
        self._split.addWidget(self._list, 3)
        self._split.addWidget(self._detail, 2)
        self._pages.addWidget(empty)
        self._pages.addWidget(both)
        self.body.addWidget(self._pages)

    def _keep_place(self, before: int, *, same: bool) -> None:
        index = self._list.currentIndex()
        if not same or not index.isValid():
            return
        bar = self._list.verticalScrollBar()
        bar.setValue(bar.value() + self._list.visualRect(index).top() - before)

    @Slot()
    def _show_current(self) -> None:
        self._list.viewport().update()
        self._detail.show_row(self._list.current_row())

    @Slot(str)
    def _act(self, what: str) -> None:
        row = self._list.current_row()
        if row is None:
            return
        report_id, op_id = row.line.report_id, row.line.operation.op_id
        if what == "open":
            self.open_requested.emit(report_id)
        elif what == "retry" and row.can_retry:
            self.retry_requested.emit(op_id)
        elif what == "mend" and row.can_mend:
            self.mend_requested.emit(report_id)
        elif what == "recall" and row.can_recall:
            self.recall_requested.emit(report_id)
        elif what == "compare" and row.can_compare:
            self.compare_requested.emit(report_id)
        elif what == "ask" and row.can_ask:
            self.ask_requested.emit(report_id)
        elif what == "see" and row.can_see:
            self.see_requested.emit(row)
        elif what == "leave" and row.can_leave:
            self.leave_requested.emit(row)

    def _arrange(self) -> None:
        wide = self.width() >= self._theme.space(_SIDE_BY_SIDE)
        direction = QBoxLayout.Direction.LeftToRight if wide else QBoxLayout.Direction.TopToBottom
        if self._split.direction() != direction:
            self._split.setDirection(direction)
            self._detail.set_compact(not wide)

    @Slot()
    def _dress(self) -> None:
        self._split.setSpacing(self._theme.space(4))
        self._list.doItemsLayout()
        self._arrange()
