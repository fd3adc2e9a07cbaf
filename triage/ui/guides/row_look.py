"""How a line of the contents is painted: guides strong, their sections set in, found places with the words around."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter
from PySide6.QtWidgets import QStyledItemDelegate, QStyleOptionViewItem, QWidget

from triage.ui.guides.rows import ROW_ROLE, GuideRow
from triage.ui.theme import FontRole, Theme
from triage.ui.widgets.row_ground import paint_row_ground

Index = QModelIndex | QPersistentModelIndex
_LEFT = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine)
_WRAPPED = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop | Qt.TextFlag.TextWordWrap)
_LINES = 2


class GuideDelegate(QStyledItemDelegate):
    """One line high; a found place has its words in two more."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        row = index.data(ROW_ROLE)
        body = QFontMetrics(self._theme.font(FontRole.BODY)).height()
        below = QFontMetrics(self._theme.font(FontRole.SMALL)).lineSpacing() * _LINES
        extra = below + self._theme.space(1) if isinstance(row, GuideRow) and row.below else 0
        return QSize(option.rect.width(), max(28, body + self._theme.space(2.5)) + extra)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        row = index.data(ROW_ROLE)
        area = QRect(option.rect)
        painter.save()
        paint_row_ground(painter, self._theme, area, option.state, line=False)
        if isinstance(row, GuideRow):
            self._words(painter, area, row)
        painter.restore()

    def _words(self, painter: QPainter, area: QRect, row: GuideRow) -> None:
        space = self._theme.space
        left = area.left() + space(2) + (space(4) if row.level > 1 else 0)
        room = QRect(left, area.top(), area.right() - left - space(2), area.height())
        font = self._theme.font(FontRole.STRONG if row.level < 2 else FontRole.BODY)
        metrics = QFontMetrics(font)
        painter.setFont(font)
        painter.setPen(self._theme.colour("text"))
        shown = metrics.elidedText(row.text, Qt.TextElideMode.ElideRight, room.width())
        if not row.below:
            painter.drawText(room, _LEFT, shown)
            return
        room.adjust(0, space(1.25), 0, -space(1.25))
        painter.drawText(room, int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop), shown)
        small = self._theme.font(FontRole.SMALL)
        painter.setFont(small)
        painter.setPen(self._theme.colour("text_soft"))
        # A line that wraps leaves a gap at its end, as wide as a word: what is cut has to be shorter by that.
        wide = room.width() * _LINES - space(16)
        below = QFontMetrics(small).elidedText(row.below, Qt.TextElideMode.ElideRight, wide)
        painter.drawText(room.adjusted(0, metrics.lineSpacing() + space(0.5), 0, 0), _WRAPPED, below)
