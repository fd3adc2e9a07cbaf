"""The list itself: a scroll that stays where the eye is while rows come and go above it."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QEvent, QModelIndex, QPoint, Qt, Signal, Slot
from PySide6.QtGui import QContextMenuEvent, QCursor, QFocusEvent, QGuiApplication, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QMenu, QTableView, QWidget

from triage.models.ids import ReportId
from triage.ui.queue import picking
from triage.ui.queue.delegate import QueueDelegate
from triage.ui.queue.model import AnyIndex, QueueModel
from triage.ui.theme import Theme

MOST_KEPT = 2000
"""So many selected rows stay selected when the list is put up anew."""
_SELECTING = Qt.KeyboardModifier.ShiftModifier | Qt.KeyboardModifier.ControlModifier


class QueueView(QTableView):
    """A table of one column: a list view would ask the model about every row at each layout (100,000 times), a table
    with rows of one height asks about none.

    Signals:

        opened(ReportId): Enter or a click. claimed(ReportId): from the row's menu.
        moved_to(ReportId | None): the row under the cursor is another one.
        news(int, int): so many rows that came in stand above and below what is shown.
        picked(int): so many rows are selected.
    """

    opened = Signal(str)
    claimed = Signal(str)
    moved_to = Signal(object)
    news = Signal(int, int)
    picked = Signal(int)

    def __init__(self, theme: Theme, model: QueueModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._queue = model
        self._delegate = QueueDelegate(theme, self)
        self._anchors: list[tuple[ReportId, int]] = []
        self._kept: ReportId | None = None
        self._given: ReportId | None = None
        self._above: set[ReportId] = set()
        self._new_rows: dict[ReportId, int] = {}
        self._told: ReportId | None = None
        self._awaited: ReportId | None = None
        self._unshown = False
        self._picked: list[ReportId] = []
        self.offers: Callable[[ReportId], Sequence[tuple[str, Callable[[], object]]]] = lambda _report_id: ()
        """What the menu of a row offers beside opening and claiming: words and what they do."""
        self.setObjectName("queue-list")
        self.setAccessibleName("Reports")
        self.setAccessibleDescription("Enter opens, Space peeks, C claims, J and K move, Shift with arrows selects")
        self.setModel(model)
        self.setItemDelegate(self._delegate)
        self._one_column()
        self.setMouseTracking(True)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.verticalScrollBar().valueChanged.connect(self._scrolled)
        self.selectionModel().selectionChanged.connect(self._tell_picked)
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

    def go_with(self, report_id: ReportId) -> None:
        """The cursor on the report that was opened: now, or as soon as it is in the list and the person has not moved
        the cursor meanwhile. Under the mouse nothing moves: there the row comes into view once the mouse has left."""
        self._awaited = None if self._queue.row_of(report_id) >= 0 else report_id
        hovered = self.underMouse()
        self.select(report_id, reveal=not hovered)
        self._unshown = hovered and self._awaited is None

    def go_with_awaited(self) -> None:
        """`go_with` for a report that was not in the list when it was opened, once it is."""
        if self._awaited is not None and self._queue.row_of(self._awaited) >= 0:
            self.go_with(self._awaited)

    def step(self, rows: int) -> None:
        """Move the cursor by so many rows; from nowhere it goes to the first."""
        self._awaited = self._given = None
        count = self._queue.rowCount()
        if count:
            here = self.currentIndex()
            row = min(max(here.row() + rows, 0), count - 1) if here.isValid() else 0
            self.setCurrentIndex(self._queue.index(row))

    def give_cursor(self) -> None:
        """The cursor on the first row for somebody who has put it nowhere. Until they press a key in the list or click
        there, a list at its top stays there: what comes or rises above would else never have been on the screen.
        """
        if self.current_id() is None and self._queue.rowCount():
            self.step(0)
            self._given = self.current_id()

    def visible_ids(self) -> tuple[ReportId, ...]:
        """The reports on the screen, top to bottom."""
        return tuple(name for name, _ in self._shown())

    def keyboardSearch(self, search: str) -> None:
        """Nothing: typing ahead would walk through 100,000 rows, and letters are commands here."""

    def focusInEvent(self, event: QFocusEvent) -> None:
        self.give_cursor()
        super().focusInEvent(event)

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        if self._unshown:
            self._unshown = False
            self.scrollTo(self.currentIndex())

    def currentChanged(self, current: AnyIndex, previous: AnyIndex) -> None:
        super().currentChanged(current, previous)
        self._unshown = False
        self._look()
        self.tell()

    def tell(self) -> None:
        """Say which report the cursor is on, if that is not known yet (a reset moves it silently)."""
        name = self.current_id()
        if name != self._told:
            self._told = name
            self.moved_to.emit(name)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        self._awaited = self._given = None
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not event.modifiers():
            name = self.current_id()
            if name is not None:
                self.opened.emit(name)
            return
        ends = {Qt.Key.Key_Home: 0, Qt.Key.Key_End: self._queue.rowCount() - 1}
        if Qt.Key(event.key()) in ends and self._queue.rowCount():
            if event.modifiers():
                super().keyPressEvent(event)
                return
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
        for words, run in self.offers(name):
            menu.addAction(words).triggered.connect(lambda _checked=False, run=run: run())
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
        self._delegate.fit(self.viewport().width())
        height = self._delegate.row_height
        if self.verticalHeader().defaultSectionSize() != height:
            first = self.rowAt(0)
            self.verticalHeader().setDefaultSectionSize(height)
            self.verticalScrollBar().setValue(max(0, first) * height)
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
        self._awaited = self._given = None
        if QGuiApplication.keyboardModifiers() & _SELECTING or picking.number(self) > 1:
            return  # the person gathers rows; opening is for one
        name = self._queue.id_at(index.row())
        if name is not None:
            self.opened.emit(name)

    @Slot()
    def _remember(self) -> None:
        """Where on the screen the rows stand, the one under the mouse first, else the one of the cursor."""
        shown = self._shown()
        current, hovered = self.current_id(), self._hovered()
        own = current if current != self._given else None
        still = own if hovered is None else hovered
        at_top = self.verticalScrollBar().value() == 0 and still is None
        self._anchors = [] if at_top else sorted(shown, key=lambda pair: pair[0] != still)
        self._kept = current
        self._picked = self.picked_ids(MOST_KEPT + 1) if picking.number(self) > 1 else []

    def _hovered(self) -> ReportId | None:
        """The report under the mouse."""
        if not self.underMouse():
            return None
        return self._queue.id_at(self.indexAt(self.viewport().mapFromGlobal(QCursor.pos())).row())

    @Slot(list)
    def _stay(self, come: list[ReportId]) -> None:
        self.executeDelayedItemsLayout()
        for name, top in self._anchors:
            row = self._queue.row_of(name)
            if row >= 0:
                self.verticalScrollBar().setValue(row * self._delegate.row_height - top)
                break
        self._anchors = []
        if self._kept is not None and self.current_id() is None:  # the list was put up anew
            self.select(self._kept, reveal=False)
        self.go_with_awaited()
        if 1 < len(self._picked) <= MOST_KEPT and picking.number(self) < len(self._picked):
            picking.pick(self, self._queue, self._picked)
        self._queue.fresh().update(come)
        self._above.update(come)
        self._number_new()
        self._scrolled()

    @Slot()
    def _scrolled(self) -> None:
        """New rows count as long as they stand above the first row that is shown by more than half."""
        if self._above:
            height = self._delegate.row_height
            first = (self.verticalScrollBar().value() + height // 2) // height
            self._above = {name for name in self._above if self._new_rows.get(name, first) < first}
        self._tell_news()

    def _tell_news(self) -> None:
        last = self._last_shown()
        below = sum(self._new_rows[name] > last for name in self._queue.fresh() if name in self._new_rows)
        self.news.emit(len(self._above), below)

    def _number_new(self) -> None:
        """Where the new rows stand, once after each patch: every scroll asks for it."""
        fresh = self._queue.fresh()
        rows = {name: self._queue.row_of(name) for name in fresh | self._above}
        self._new_rows = {name: row for name, row in rows.items() if row >= 0}
        fresh.intersection_update(self._new_rows)

    def _last_shown(self) -> int:
        return (self.verticalScrollBar().value() + self.viewport().height()) // self._delegate.row_height

    def _look(self) -> None:
        """The person moved the cursor, so what stands on the screen has been looked at."""
        fresh = self._queue.fresh()
        if fresh:
            fresh.difference_update(self.visible_ids())
            self._tell_news()
            self.viewport().update()

    def above(self) -> int:
        """How many of the new rows stand above what is shown."""
        return len(self._above)

    def go_to_new(self) -> bool:
        """The cursor on the next row that came in since the person looked, from the cursor on and then from the top."""
        self._awaited = None
        here = self.currentIndex().row()
        rows = sorted(self._new_rows[name] for name in self._queue.fresh() if name in self._new_rows)
        if not rows:
            return False
        self.setCurrentIndex(self._queue.index(next((row for row in rows if row > here), rows[0])))
        self.setFocus()
        return True

    def picked_ids(self, most: int) -> list[ReportId]:
        """The selected reports in the order of the list, at most so many."""
        return picking.picked(self, self._queue, most)

    def picked_number(self) -> int:
        return picking.number(self)

    def drop_picked(self) -> bool:
        """Only the row of the cursor stays selected; False when no other was."""
        if picking.number(self) < 2:
            return False
        picking.pick(self, self._queue, [name for name in (self.current_id(),) if name is not None])
        return True

    @Slot()
    def _tell_picked(self) -> None:
        self.picked.emit(picking.number(self))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self._delegate.fit(self.viewport().width()):
            self._dress()

    def forget_new(self) -> None:
        """A new query: nothing is new any more."""
        self._above.clear()
        self._queue.fresh().clear()
        self._new_rows.clear()
        self.news.emit(0, 0)
