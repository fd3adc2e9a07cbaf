"""The list itself: a scroll that stays where the eye is while rows come and go above it."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPoint, Qt, Signal, Slot
from PySide6.QtGui import QContextMenuEvent, QKeyEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QMenu, QTableView, QWidget

from triage.models.ids import ReportId
from triage.ui.queue.delegate import QueueDelegate
from triage.ui.queue.model import AnyIndex, QueueModel
from triage.ui.theme import Theme


class QueueView(QTableView):
    """A table of one column: a list view would ask the model about every row at each layout (100,000 times), a table
    with rows of one height asks about none.

    Signals:

        opened(ReportId): Enter or a click. claimed(ReportId): from the row's menu.
        moved_to(ReportId | None): the row under the cursor is another one.
        new_above(int): so many rows that came in stand above what is shown.
    """

    opened = Signal(str)
    claimed = Signal(str)
    moved_to = Signal(object)
    new_above = Signal(int)

    def __init__(self, theme: Theme, model: QueueModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._queue = model
        self._delegate = QueueDelegate(theme, self)
        self._anchors: list[tuple[ReportId, int]] = []
        self._above: set[ReportId] = set()
        self._told: ReportId | None = None
        self.setObjectName("queue-list")
        self.setAccessibleName("Reports")
        self.setAccessibleDescription("Enter opens, C claims, J and K move")
        self.setModel(model)
        self.setItemDelegate(self._delegate)
        self._one_column()
        self.setMouseTracking(True)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.verticalScrollBar().valueChanged.connect(self._scrolled)
        model.about_to_patch.connect(self._remember)
        model.patched.connect(self._stay)
        self.clicked.connect(self._clicked)
        theme.changed.connect(self._dress)

    def current_id(self) -> ReportId | None:
        index = self.currentIndex()
        return self._queue.id_at(index.row()) if index.isValid() else None

    def select(self, report_id: ReportId | None, *, reveal: bool = True) -> bool:
        """Put the cursor on this report (None: on none). False when it is not in the list."""
        row = self._queue.row_of(report_id)
        if row < 0:
            self.setCurrentIndex(QModelIndex())
            return report_id is None
        bar = self.verticalScrollBar()
        before = bar.value()
        self.setCurrentIndex(self._queue.index(row))
        if not reveal:
            bar.setValue(before)
        return True

    def step(self, rows: int) -> None:
        """Move the cursor by so many rows; from nowhere it goes to the first."""
        count = self._queue.rowCount()
        if count:
            here = self.currentIndex()
            row = min(max(here.row() + rows, 0), count - 1) if here.isValid() else 0
            self.setCurrentIndex(self._queue.index(row))

    def visible_ids(self) -> tuple[ReportId, ...]:
        """The reports on the screen, top to bottom."""
        return tuple(name for name, _ in self._shown())

    def keyboardSearch(self, search: str) -> None:
        """Nothing: typing ahead would walk through 100,000 rows, and letters are commands here."""

    def currentChanged(self, current: AnyIndex, previous: AnyIndex) -> None:
        super().currentChanged(current, previous)
        self.tell()

    def tell(self) -> None:
        """Say which report the cursor is on, if that is not known yet (a reset moves it silently)."""
        name = self.current_id()
        if name != self._told:
            self._told = name
            self.moved_to.emit(name)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not event.modifiers():
            name = self.current_id()
            if name is not None:
                self.opened.emit(name)
            return
        ends = {Qt.Key.Key_Home: 0, Qt.Key.Key_End: self._queue.rowCount() - 1}
        if Qt.Key(event.key()) in ends and self._queue.rowCount():
            self.setCurrentIndex(self._queue.index(ends[Qt.Key(event.key())]))
            return
        super().keyPressEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        keyboard = event.reason() is QContextMenuEvent.Reason.Keyboard
        index = self.currentIndex() if keyboard else self.indexAt(event.pos())
        name = self._queue.id_at(index.row()) if index.isValid() else None
        if name is None:
            return
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.addAction("Open").triggered.connect(lambda: self.opened.emit(name))
        menu.addAction("Claim").triggered.connect(lambda: self.claimed.emit(name))
        where = self.visualRect(index).bottomLeft() + QPoint(24, 0) if keyboard else event.pos()
        menu.popup(self.viewport().mapToGlobal(where))

    def _one_column(self) -> None:
        self.setShowGrid(False)
        self.setTabKeyNavigation(False)
        self.setWordWrap(False)
        self.setCornerButtonEnabled(False)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        across, down = self.horizontalHeader(), self.verticalHeader()
        across.hide()
        down.hide()
        across.setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        down.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        down.setMinimumSectionSize(1)
        self._dress()

    @Slot()
    def _dress(self) -> None:
        self.verticalHeader().setDefaultSectionSize(self._delegate.row_height)
        self.viewport().update()

    def _shown(self) -> list[tuple[ReportId, int]]:
        height = self._delegate.row_height
        offset = self.verticalScrollBar().value()
        first = offset // height
        last = min(self._queue.rowCount(), (offset + self.viewport().height()) // height + 1)
        ids = ((row, self._queue.id_at(row)) for row in range(first, last))
        return [(name, row * height - offset) for row, name in ids if name is not None]

    @Slot(QModelIndex)
    def _clicked(self, index: QModelIndex) -> None:
        name = self._queue.id_at(index.row())
        if name is not None:
            self.opened.emit(name)

    @Slot()
    def _remember(self) -> None:
        """Where on the screen the rows stand, the one under the cursor first."""
        shown = self._shown()
        current = self.current_id()
        at_top = self.verticalScrollBar().value() == 0 and current is None
        self._anchors = [] if at_top else sorted(shown, key=lambda pair: pair[0] != current)

    @Slot(list)
    def _stay(self, come: list[ReportId]) -> None:
        self.executeDelayedItemsLayout()
        for name, top in self._anchors:
            row = self._queue.row_of(name)
            if row >= 0:
                self.verticalScrollBar().setValue(row * self._delegate.row_height - top)
                break
        self._anchors = []
        self._above.update(come)
        self._scrolled()

    @Slot()
    def _scrolled(self) -> None:
        """New rows count as long as they stand above the first row that is shown by more than half."""
        if self._above:
            height = self._delegate.row_height
            first = (self.verticalScrollBar().value() + height // 2) // height
            self._above.intersection_update(self._queue.head(first))
        self.new_above.emit(len(self._above))

    def forget_new(self) -> None:
        """A new query: nothing is new any more."""
        self._above.clear()
        self.new_above.emit(0)
