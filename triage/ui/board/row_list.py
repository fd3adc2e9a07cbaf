"""A list of reports on the board: as high as its rows, one stop for Tab, Enter or a double click opens a report."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtCore import (
    QAbstractListModel,
    QEvent,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QPoint,
    QRect,
    QRectF,
    QSize,
    Qt,
    Signal,
    Slot,
)
from PySide6.QtGui import QFontMetrics, QKeyEvent, QPainter, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QListView,
    QMenu,
    QSizePolicy,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from triage.models.ids import ReportId
from triage.models.indicators import RiskLevel
from triage.models.visible import visible
from triage.ui.board.row import BoardRow
from triage.ui.theme import FontRole, Theme
from triage.ui.widgets.own_keys import keeps_key
from triage.ui.widgets.risk_mark import paint_risk_shape
from triage.ui.widgets.row_ground import paint_row_ground
from triage.ui.widgets.scroll_column import settle_soon_around
from triage.ui.widgets.tip import plain_tip

REPORT = "report"
"""Property of a row that is a widget of its own: the report that it leads to."""
ROW = int(Qt.ItemDataRole.UserRole) + 1
_NONE = BoardRow(report_id=ReportId(""), risk=RiskLevel.LOW, what="", note="", figure="")
RowMenu = Callable[[ReportId], Sequence[tuple[str, Callable[[], object]]]]
"""Words and what they do, for the report of a row."""
Index = QModelIndex | QPersistentModelIndex
_LEFT = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine)
_WRAPPED = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop | Qt.TextFlag.TextWordWrap)
_RIGHT = int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine)


def nothing_more(_report_id: ReportId) -> Sequence[tuple[str, Callable[[], object]]]:
    """A menu with “Open” alone."""
    return ()


class _Model(QAbstractListModel):
    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.rows: tuple[BoardRow, ...] = ()

    def rowCount(self, parent: Index = QModelIndex()) -> int:
        return 0 if parent.isValid() else len(self.rows)

    def data(self, index: Index, role: int = int(Qt.ItemDataRole.DisplayRole)) -> Any:
        if not index.isValid():
            return None
        row = self.rows[index.row()]
        match role:
            case Qt.ItemDataRole.DisplayRole | Qt.ItemDataRole.AccessibleTextRole:
                return visible(row.spoken)
            case Qt.ItemDataRole.ToolTipRole:
                return plain_tip(row.spoken)
            case _:
                return row if role == ROW else None


class _Delegate(QStyledItemDelegate):
    """Two lines to a row: what it is and how long, then what else is to say, both in as many lines as they need where
    they are to be whole.
    """

    def __init__(self, theme: Theme, view: QListView) -> None:
        super().__init__(view)
        self._theme, self._view = theme, view

    def sizeHint(self, _option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(100, self.height(index.data(ROW), self._view.viewport().width()))

    def height(self, row: BoardRow, across: int) -> int:
        """Of a row that is ``across`` pixels wide."""
        last = QFontMetrics(self._theme.font(FontRole.SMALL)).height() if self._narrow(row, across) else 0
        return self._what_height(row, across) + self._note_height(row, across) + last + self._theme.space(2)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        row = index.data(ROW)
        theme, area = self._theme, QRect(option.rect)
        painter.save()
        state = option.state
        leads = isinstance(self._view, RowList) and self._view.leads
        if not leads and not state & QStyle.StateFlag.State_HasFocus:  # of many lists only the one in use has a cursor
            state &= ~QStyle.StateFlag.State_Selected
        paint_row_ground(painter, theme, area, state)
        inside = area.adjusted(theme.space(2), theme.space(1), -theme.space(2), -theme.space(1))
        line = QFontMetrics(theme.font(FontRole.STRONG)).height()
        top = QRect(inside.left(), inside.top(), inside.width(), self._what_height(row, area.width()))
        below = QRect(inside.left(), top.bottom() + 1, inside.width(), self._note_height(row, area.width()))
        sign = theme.space(2.5)
        paint_risk_shape(painter, theme, row.risk, QRectF(top.left(), top.top() + (line - sign) / 2, sign, sign))
        narrow = self._narrow(row, area.width())
        figure, aside = ("", "") if narrow else (row.figure, row.aside)
        self._paint_line(painter, top, (row.what, figure), ("text", row.tone), FontRole.STRONG, wrapped=row.whole)
        tones = "text_soft", row.aside_tone
        self._paint_line(painter, below, (row.note, aside), tones, FontRole.SMALL, wrapped=row.whole)
        if narrow:
            last = QRect(below.left(), below.bottom() + 1, below.width(), inside.bottom() - below.bottom())
            self._paint_line(painter, last, (row.figure, row.aside), (row.tone, row.aside_tone), FontRole.SMALL)
        painter.restore()

    def _paint_line(
        self,
        painter: QPainter,
        line: QRect,
        words: tuple[str, str],
        tones: tuple[str, str],
        role: FontRole,
        *,
        wrapped: bool = False,
    ) -> None:
        """Words at the left, and the figure at their right end."""
        theme, font = self._theme, self._theme.font(role)
        metrics = QFontMetrics(font)
        painter.setFont(font)
        width = self._width(metrics, words[1])
        painter.setPen(theme.colour(tones[1]))
        first = QRect(line.left(), line.top(), line.width(), metrics.height())
        painter.drawText(first, _RIGHT, words[1])
        room = line.adjusted(self._lead(), 0, -width, 0)
        painter.setPen(theme.colour(tones[0]))
        told = visible(words[0])
        if wrapped:
            painter.drawText(room, _WRAPPED, told)
        else:
            painter.drawText(room, _LEFT, metrics.elidedText(told, Qt.TextElideMode.ElideRight, room.width()))

    def _lead(self) -> int:
        """From the edge of a row to its words: the risk's shape stands there."""
        return round(self._theme.space(4.5))

    def _width(self, metrics: QFontMetrics, figure: str) -> int:
        """Of a figure with the gap before it."""
        return metrics.horizontalAdvance(figure) + 2 + round(self._theme.space(2)) if figure else 0

    def _room(self, across: int) -> int:
        """For words and figure beside each other."""
        return max(1, across - round(2 * self._theme.space(2)) - self._lead())

    def _narrow(self, row: BoardRow, across: int) -> bool:
        """Whether the figure would leave what is to be whole less than half of the row: it stands below it then."""
        small = QFontMetrics(self._theme.font(FontRole.SMALL))
        return row.whole and across > 0 and 2 * self._width(small, row.aside) > self._room(across)

    def _what_height(self, row: BoardRow, across: int) -> int:
        return self._wrapped_height(row, across, FontRole.STRONG, (row.what, row.figure))

    def _note_height(self, row: BoardRow, across: int) -> int:
        return self._wrapped_height(row, across, FontRole.SMALL, (row.note, row.aside))

    def _wrapped_height(self, row: BoardRow, across: int, role: FontRole, words: tuple[str, str]) -> int:
        """Of words in what their figure leaves of the row: one line, or as many as they need to be whole."""
        metrics = QFontMetrics(self._theme.font(role))
        if not row.whole or across <= 0:
            return metrics.height()
        taken = 0 if self._narrow(row, across) else self._width(metrics, words[1])
        room = QRect(0, 0, max(1, self._room(across) - taken), 100_000)
        return max(metrics.height(), metrics.boundingRect(room, _WRAPPED, visible(words[0])).height())


class RowList(QListView):
    """``opened(report_id)``; ``menu``: what a row offers below “Open”.

    `fill` keeps the cursor on its row, wherever that stands now; on none when its row is gone. ``leads``: what stands
    beside it is about the row under the cursor, which stays marked while the focus is there.
    """

    opened = Signal(str)
    leads = False

    def __init__(self, theme: Theme, name: str, menu: RowMenu = nothing_more, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._offers = menu
        self._rows = _Model(self)
        self._delegate = _Delegate(theme, self)
        self.setModel(self._rows)
        self.setItemDelegate(self._delegate)
        self.setAccessibleName(name)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setTabKeyNavigation(False)
        self.setMouseTracking(True)
        for bar in (self.setHorizontalScrollBarPolicy, self.setVerticalScrollBarPolicy):
            bar(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.customContextMenuRequested.connect(self._menu)
        self.doubleClicked.connect(lambda index: self.opened.emit(self._rows.rows[index.row()].report_id))
        theme.changed.connect(self._dress)
        self._dress()

    def rows(self) -> tuple[BoardRow, ...]:
        return self._rows.rows

    def current(self) -> ReportId | None:
        """The report under the cursor."""
        row = self._current()
        return row.report_id if row else None

    def _current(self) -> BoardRow | None:
        at = self.currentIndex().row()
        return self._rows.rows[at] if 0 <= at < len(self._rows.rows) else None

    def fill(self, rows: Sequence[BoardRow]) -> None:
        here = self._current()
        same = [row.key for row in rows] == [row.key for row in self._rows.rows]
        if same:
            self._rows.rows = tuple(rows)
            self.viewport().update()
            self._dress()
            return
        listed = bool(self._rows.rows)
        self._rows.beginResetModel()
        self._rows.rows = tuple(rows)
        self._rows.endResetModel()
        at = next((at for at, row in enumerate(rows) if here is not None and row.key == here.key), -1 if listed else 0)
        if 0 <= at < len(rows):
            self.setCurrentIndex(self._rows.index(at, 0))
        self._dress()

    def event(self, event: QEvent) -> bool:
        """Enter is the list's own here, not the window's."""
        return keeps_key(event, _is_enter) or super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        report_id = self.current()
        if _is_enter(event) and report_id is not None:
            self.opened.emit(report_id)
            return
        super().keyPressEvent(event)

    def keyboardSearch(self, search: str) -> None:
        """Letters are the window's."""

    @Slot(QPoint)
    def _menu(self, at: QPoint) -> None:
        index = self.indexAt(at)
        if not index.isValid():
            return
        chosen = self._rows.rows[index.row()].report_id
        menu = QMenu(self)
        for words, run in (("Open", lambda: self.opened.emit(chosen)), *self._offers(chosen)):
            menu.addAction(words).triggered.connect(lambda _checked=False, run=run: run())
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(self.viewport().mapToGlobal(at))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Notes wrap elsewhere in another width."""
        super().resizeEvent(event)
        if event.oldSize().width() != event.size().width():
            self.scheduleDelayedItemsLayout()
            if self._fit():
                settle_soon_around(self)

    @Slot()
    def _dress(self) -> None:
        self._fit()
        self.scheduleDelayedItemsLayout()

    def _fit(self) -> bool:
        """As high as its rows, and of one where there is none; whether that is another height."""
        across = self.viewport().width()
        wanted = sum(self._delegate.height(row, across) for row in self._rows.rows)
        before = self.height()
        self.setFixedHeight(wanted or self._delegate.height(_NONE, across))
        return self.height() != before


def _is_enter(event: QKeyEvent) -> bool:
    return event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not (
        event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
    )
