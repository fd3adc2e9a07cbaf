"""The rows of the palette as a model, and how they are painted."""

from __future__ import annotations

from PySide6.QtCore import (
    QObject,
    QRect,
    QRectF,
    QSize,
    Qt,
    Slot,
)
from PySide6.QtGui import QFontMetrics, QPainter, QPen
from PySide6.QtWidgets import QStyledItemDelegate, QStyleOptionViewItem

from triage.models.visible import visible
from triage.ui.icons import Icons
from triage.ui.palette_rows import PaletteRow
from triage.ui.theme import FontRole, Theme
from triage.ui.widgets.key_cap import key_words
from triage.ui.widgets.row_ground import paint_row_ground
from triage.ui.widgets.rows_model import Index, RowsModel
from triage.ui.widgets.tip import plain_tip

ROW_ROLE = int(Qt.ItemDataRole.UserRole) + 1
_LEFT = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine)
_CENTRE = int(Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextSingleLine)


class PaletteModel(RowsModel[PaletteRow]):
    """Rows in the order given."""

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        row = self.row(index.row()) if index.isValid() else None
        if row is None:
            return None
        texts = {
            ROW_ROLE: row,
            int(Qt.ItemDataRole.DisplayRole): row.text,
            int(Qt.ItemDataRole.AccessibleTextRole): row.spoken,
            int(Qt.ItemDataRole.ToolTipRole): plain_tip(row.spoken),
        }
        return texts.get(int(role))

    def flags(self, index: Index) -> Qt.ItemFlag:
        row = self.row(index.row())
        enabled = row is not None and row.enabled
        flags = Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemNeverHasChildren
        return flags | Qt.ItemFlag.ItemIsEnabled if enabled else flags


class PaletteDelegate(QStyledItemDelegate):
    """Icon and words at the left, group or reference and key at the right; what cannot be run is greyed, with why."""

    def __init__(self, theme: Theme, icons: Icons, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._theme, self._icons = theme, icons
        self.current = -1
        self._measure()
        theme.changed.connect(self._measure)

    @Slot()
    def _measure(self) -> None:
        roles = (FontRole.BODY, FontRole.SMALL)
        self._fonts = {role: self._theme.font(role) for role in roles}
        self._metrics = {role: QFontMetrics(font) for role, font in self._fonts.items()}
        self._height = max(28, self._metrics[FontRole.BODY].height() + self._theme.space(3))

    @property
    def row_height(self) -> int:
        """Logical pixels of one row."""
        return self._height

    def sizeHint(self, _option: QStyleOptionViewItem, _index: Index) -> QSize:
        return QSize(200, self._height)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        row = index.data(ROW_ROLE)
        area = QRect(option.rect)
        painter.save()
        paint_row_ground(painter, self._theme, area, option.state, current=index.row() == self.current, line=False)
        if isinstance(row, PaletteRow):
            self._row(painter, area.adjusted(self._theme.space(3), 0, -self._theme.space(3), 0), row)
        painter.restore()

    def _row(self, painter: QPainter, area: QRect, row: PaletteRow) -> None:
        size = self._theme.space(4)
        tone = "text" if row.enabled else "disabled"
        pixmap = self._icons.pixmap(
            row.icon, "text_soft" if row.enabled else "disabled", size, painter.device().devicePixelRatio()
        )
        painter.drawPixmap(area.left(), area.top() + (area.height() - size) // 2, pixmap)
        right = area.right()
        if row.keys:
            right -= self._key(painter, area, right, key_words(row.keys)) + self._theme.space(2)
        aside = row.why or row.aside
        room = max(0, (right - area.left()) * 3 // 5)
        width = min(self._metrics[FontRole.SMALL].horizontalAdvance(visible(aside)) + 4, room)
        tail = QRect(right - width, area.top(), width, area.height())
        self._text(painter, tail, FontRole.SMALL, "text_soft" if row.enabled else "disabled", aside)
        left = area.left() + size + self._theme.space(2.5)
        words = QRect(left, area.top(), right - width - self._theme.space(3) - left, area.height())
        self._text(painter, words, FontRole.BODY, tone, row.text)

    def _key(self, painter: QPainter, area: QRect, right: int, words: str) -> int:
        """Paint a key cap that ends at ``right``; returns its width."""
        metrics = self._metrics[FontRole.SMALL]
        width = metrics.horizontalAdvance(words) + self._theme.space(3)
        height = metrics.height() + self._theme.space(0.5)
        box = QRectF(right - width + 0.5, area.top() + (area.height() - height) // 2 + 0.5, width, height)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(self._theme.colour("line"), 1))
        painter.setBrush(self._theme.colour("field"))
        painter.drawRoundedRect(box, 3, 3)
        painter.setFont(self._fonts[FontRole.SMALL])
        painter.setPen(self._theme.colour("text_soft"))
        painter.drawText(box, _CENTRE, words)
        return width

    def _text(self, painter: QPainter, area: QRect, role: FontRole, tone: str, words: str) -> None:
        painter.setFont(self._fonts[role])
        painter.setPen(self._theme.colour(tone))
        shown = self._metrics[role].elidedText(visible(words), Qt.TextElideMode.ElideRight, area.width())
        painter.drawText(area, _LEFT, shown)
