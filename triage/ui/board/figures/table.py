"""The table of figures: arrows go from number to number, Enter or a click shows the reports behind one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import (
    QAbstractTableModel,
    QEvent,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QRect,
    QSize,
    Qt,
    Signal,
    Slot,
)
from PySide6.QtGui import QFontMetrics, QKeyEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QSizePolicy,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from triage.models.compliance import FiguresRow
from triage.models.compliance_words import Column, row_words
from triage.models.profile import Profile
from triage.ui.theme import FontRole, Theme
from triage.ui.widgets.own_keys import keeps_key
from triage.ui.widgets.row_ground import paint_row_ground
from triage.ui.widgets.tip import plain_tip

Index = QModelIndex | QPersistentModelIndex
SHARE = int(Qt.ItemDataRole.UserRole) + 1
LEAST_NAME = 34
"""Steps of space that the names of rows have at least; their tips say the whole."""
MOST_NAME = 80
"""Steps of space that they have at most, unless a name needs more: a figure stands near its name on a wide screen."""
_RIGHT = int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine)
_LEFT = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine)
_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class _Model(QAbstractTableModel):
    def __init__(self, profile: Profile, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._profile = profile
        self.rows: Sequence[FiguresRow] = ()
        self.columns: Sequence[Column] = ()
        self.narrow = False
        """Shares are shown without the numbers that they are of; a screen reader and the tip still say them."""

    def show(self, rows: Sequence[FiguresRow], columns: Sequence[Column]) -> None:
        self.beginResetModel()
        self.rows, self.columns = rows, columns
        self.endResetModel()

    def rowCount(self, parent: Index = QModelIndex()) -> int:
        return 0 if parent.isValid() else len(self.rows)

    def columnCount(self, parent: Index = QModelIndex()) -> int:
        return 0 if parent.isValid() else len(self.columns) + 1

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = int(Qt.ItemDataRole.DisplayRole)
    ) -> Any:
        if orientation is not Qt.Orientation.Horizontal or role != Qt.ItemDataRole.DisplayRole:
            return None
        return self.columns[section - 1].name if section else ""

    def data(self, index: Index, role: int = int(Qt.ItemDataRole.DisplayRole)) -> Any:
        if not index.isValid():
            return None
        row, name = self.rows[index.row()], row_words(self.rows[index.row()], self._profile)
        column = self.columns[index.column() - 1] if index.column() else None
        words = column.words(row) if column else name
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return words.partition(" (")[0] if self.narrow and column and column.share else words
            case Qt.ItemDataRole.AccessibleTextRole:
                return f"{name}, {column.name}: {words}" if column else name
            case Qt.ItemDataRole.ToolTipRole:
                return plain_tip(f"{name}, {column.name}: {words}" if column else name)
            case _:
                return column.share(row) if role == SHARE and column and column.share else None


class _Delegate(QStyledItemDelegate):
    """Numbers at the right; a share also as a bar, filled and empty, that needs no colour."""

    def __init__(self, theme: Theme, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._theme = theme

    @staticmethod
    def _narrow(index: Index) -> bool:
        model = index.model()
        return isinstance(model, _Model) and model.narrow

    def height(self) -> int:
        return QFontMetrics(self._theme.font(FontRole.BODY)).height() + self._theme.space(3)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        theme, area = self._theme, QRect(option.rect)
        painter.save()
        paint_row_ground(painter, theme, area, option.state)
        whole = index.row() == 0 or index.column() == 0
        font = theme.font(FontRole.STRONG if whole else FontRole.BODY)
        painter.setFont(font)
        painter.setPen(theme.colour("text"))
        edge = theme.space(1.25 if self._narrow(index) else 2)
        inside = area.adjusted(edge, 0, -edge, 0)
        words = str(index.data())
        share = index.data(SHARE)
        if share is not None:
            height = max(4, theme.space(1))
            bar = QRect(inside.left(), inside.bottom() - height - theme.space(0.5), inside.width() - 1, height - 1)
            painter.fillRect(QRect(bar.left(), bar.top(), round(bar.width() * share), height), theme.colour("text"))
            painter.drawRect(bar)
            inside = inside.adjusted(0, 0, 0, -height)
        shown = QFontMetrics(font).elidedText(words, Qt.TextElideMode.ElideRight, inside.width())
        painter.drawText(inside, _RIGHT if index.column() else _LEFT, shown)
        painter.restore()


class _Head(QHeaderView):
    """Names of columns above their numbers, without boxes."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self._theme = theme
        self.setSectionsClickable(False)
        self.viewport().setAutoFillBackground(False)

    def sizeHint(self) -> QSize:
        return QSize(0, QFontMetrics(self._theme.font(FontRole.SMALL_STRONG)).height() + self._theme.space(2))

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self.viewport())
        painter.setFont(self._theme.font(FontRole.SMALL_STRONG))
        painter.setPen(self._theme.colour("text_soft"))
        model = self.model()
        step = self._theme.space(1.25 if isinstance(model, _Model) and model.narrow else 2)
        for at in range(self.count()):
            area = QRect(self.sectionViewportPosition(at), 0, self.sectionSize(at), self.height())
            name = str(self.model().headerData(at, Qt.Orientation.Horizontal) or "")
            painter.drawText(area.adjusted(step, 0, -step, 0), _RIGHT if at else _LEFT, name)
        painter.end()


class FiguresTable(QTableView):
    """``chosen(row, column)``: the reports behind this number are wanted."""

    chosen = Signal(object, object)

    def __init__(self, theme: Theme, profile: Profile, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._figures = _Model(profile, self)
        self._delegate = _Delegate(theme, self)
        self.setModel(self._figures)
        self.setItemDelegate(self._delegate)
        self.setObjectName("figures-table")
        self.setAccessibleName("Figures by type and grade")
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectItems)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setTabKeyNavigation(False)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setCornerButtonEnabled(False)
        self.verticalHeader().hide()
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.setHorizontalHeader(_Head(theme, self))
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.clicked.connect(self._choose)
        theme.changed.connect(self._dress)

    def show_rows(self, rows: Sequence[FiguresRow], columns: Sequence[Column]) -> None:
        """These rows by these columns; the cursor stays where it was if there is such a place."""
        here = self.currentIndex()
        row, column = max(0, here.row()), max(1, here.column())
        self._figures.show(rows, columns)
        if rows:
            self.setCurrentIndex(self._figures.index(min(row, len(rows) - 1), min(column, len(columns))))
        self._dress()

    def cells(self) -> list[list[str]]:
        """What is shown, as it is read."""
        across = range(self._figures.columnCount())
        return [[str(self._figures.index(row, at).data()) for at in across] for row in range(self._figures.rowCount())]

    def event(self, event: QEvent) -> bool:
        """Enter is the table's own here, not the window's."""
        return keeps_key(event, lambda key: key.key() in _ENTER) or super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in _ENTER:
            self._choose(self.currentIndex())
            return
        super().keyPressEvent(event)

    def keyboardSearch(self, search: str) -> None:
        """Letters are the window's."""

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._dress()

    @Slot(QModelIndex)
    def _choose(self, index: QModelIndex) -> None:
        if index.isValid() and index.column():
            self.chosen.emit(self._figures.rows[index.row()], self._figures.columns[index.column() - 1])

    @Slot()
    def _dress(self) -> None:
        """Columns as wide as their words; where that leaves too little for the names, shares become short, and what
        still has no room is scrolled to.
        """
        across, many = self.horizontalHeader(), self._figures.columnCount()
        self.verticalHeader().setDefaultSectionSize(self._delegate.height())
        self._figures.narrow = False
        widths = [self._width(at) for at in range(many)]
        self._figures.narrow = sum(widths) > self.viewport().width()
        if self._figures.narrow:
            widths = [self._width(at) for at in range(many)]
        room = self.viewport().width() - sum(widths[1:])
        least, most = (self._theme.space(steps) for steps in (LEAST_NAME, MOST_NAME))
        widths[:1] = [max(min(room, max(widths[0], most)), min(widths[0], least))]
        over = sum(widths) > self.viewport().width()
        self.setHorizontalScrollBarPolicy(
            Qt.ScrollBarPolicy.ScrollBarAlwaysOn if over else Qt.ScrollBarPolicy.ScrollBarAlwaysOff
        )
        for at, width in enumerate(widths):
            across.setSectionResizeMode(at, QHeaderView.ResizeMode.Fixed)
            across.resizeSection(at, width)
        across.viewport().update()
        bar = self.horizontalScrollBar().sizeHint().height() if over else 0
        rows = self._figures.rowCount() * self._delegate.height()
        self.setFixedHeight(across.sizeHint().height() + rows + bar + 2)
        if self.currentIndex().column() <= 1:  # at the first number its row's name is seen whole
            self.horizontalScrollBar().setValue(0)

    def _width(self, at: int) -> int:
        """As wide as its widest words."""
        strong = QFontMetrics(self._theme.font(FontRole.STRONG))
        small = QFontMetrics(self._theme.font(FontRole.SMALL_STRONG))
        words = [str(self._figures.index(row, at).data()) for row in range(self._figures.rowCount())]
        name = small.horizontalAdvance(str(self._figures.headerData(at, Qt.Orientation.Horizontal) or ""))
        between = self._theme.space(3 if self._figures.narrow else 4.5)
        return max([name, *(strong.horizontalAdvance(one) for one in words)]) + between
