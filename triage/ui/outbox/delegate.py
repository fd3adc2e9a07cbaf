"""Paints the rows of the outbox: state as icon and word, what and about which report, why, and when at the right."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QObject, QPersistentModelIndex, QRect, QSize, Qt, Slot
from PySide6.QtGui import QFontMetrics, QPainter
from PySide6.QtWidgets import QStyledItemDelegate, QStyleOptionViewItem

from triage.models.visible import visible
from triage.ui.icons import Icons
from triage.ui.outbox.model import ENTRY_ROLE, GROUP_ROLE, Heading
from triage.ui.outbox.words import Group, Row
from triage.ui.theme import FontRole, Theme
from triage.ui.widgets.row_ground import paint_row_ground

_LEFT = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
_RIGHT = int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
_ROLES = (FontRole.BODY, FontRole.STRONG, FontRole.SMALL, FontRole.SMALL_STRONG, FontRole.CAPS)
_SHORT = (Group.SENT, Group.EARLIER, Group.SENDING)
_WIDEST_STATE = "Undo time."
Ink = tuple[FontRole, str, str]
"""Font role, tone and words of a piece of text."""


class OutboxDelegate(QStyledItemDelegate):
    """Sizes are measured once per theme; a row's height depends only on its group."""

    def __init__(self, theme: Theme, icons: Icons, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._theme, self._icons = theme, icons
        self._measure()
        theme.changed.connect(self._measure)

    @Slot()
    def _measure(self) -> None:
        theme = self._theme
        self._fonts = {role: theme.font(role) for role in _ROLES}
        self._metrics = {role: QFontMetrics(font) for role, font in self._fonts.items()}
        self._line = self._metrics[FontRole.STRONG].height() + theme.space(0.5)
        self._pad = theme.space(2)
        self._gap, self._first_gap = theme.space(4.5), theme.space(2.5)
        self._sign = theme.space(4)
        self._lead = self._sign + theme.space(1.5) + self._wide(FontRole.SMALL_STRONG, _WIDEST_STATE) + theme.space(3)

    def sizeHint(self, _option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        group = index.data(GROUP_ROLE)
        if group is None:
            return QSize(200, self._line + (self._gap if index.row() else self._first_gap))
        return QSize(200, self._line * (2 if group in _SHORT else 3) + self._pad * 2 + 1)

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        area = QRect(option.rect)
        entry = index.data(ENTRY_ROLE)
        painter.save()
        if isinstance(entry, Heading):
            self._heading(painter, area, entry)
        elif isinstance(entry, Row):
            state = option.state
            paint_row_ground(painter, self._theme, area, state)
            inside = area.adjusted(self._theme.space(3), self._pad, -self._theme.space(3), -self._pad - 1)
            self._state(painter, inside, entry)
            self._words(painter, inside.adjusted(self._lead, 0, 0, 0), entry)
        painter.restore()

    def _heading(self, painter: QPainter, area: QRect, entry: Heading) -> None:
        theme = self._theme
        inside = area.adjusted(theme.space(3), area.height() - self._line - theme.space(1), -theme.space(3), 0)
        inside.setHeight(self._line)
        wrong = entry.group is Group.FIXING
        self._text(painter, inside, (FontRole.CAPS, "wrong" if wrong else "text_soft", entry.words), _LEFT)
        self._text(painter, inside, (FontRole.CAPS, "text_soft", f"{entry.count:,}"), _RIGHT)
        painter.fillRect(QRect(area.left(), area.bottom(), area.width(), 1), theme.colour("line"))

    def _state(self, painter: QPainter, inside: QRect, row: Row) -> None:
        top = inside.top() + (self._line - self._sign) // 2
        pixmap = self._icons.pixmap(row.sign, row.tone, self._sign, painter.device().devicePixelRatio())
        painter.drawPixmap(inside.left(), top, pixmap)
        words = QRect(inside.left() + self._sign + self._theme.space(1.5), inside.top(), self._lead, self._line)
        self._text(painter, words, (FontRole.SMALL_STRONG, row.tone, row.state), _LEFT)

    def _words(self, painter: QPainter, inside: QRect, row: Row) -> None:
        line = QRect(inside.left(), inside.top(), inside.width(), self._line)
        self._pair(painter, line, (FontRole.STRONG, "text", row.what), (FontRole.SMALL, "text_soft", row.when))
        line.translate(0, self._line)
        aside = FontRole.SMALL_STRONG if row.group in _SHORT else FontRole.SMALL
        self._pair(painter, line, (FontRole.BODY, "text", row.about), (aside, "text_soft", row.aside))
        if row.group in _SHORT:
            return
        line.translate(0, self._line)
        tone = "wrong" if row.group is Group.FIXING else "text_soft"
        self._text(painter, line, (FontRole.SMALL, tone, row.note), _LEFT)

    def _pair(self, painter: QPainter, line: QRect, left: Ink, right: Ink) -> None:
        """Words at both ends of a line; the left ones give way."""
        width = min(self._wide(right[0], visible(right[2])) + 4, line.width() * 2 // 3) if right[2] else 0
        gap = self._theme.space(3) if width else 0
        self._text(painter, line.adjusted(line.width() - width, 0, 0, 0), right, _RIGHT)
        self._text(painter, line.adjusted(0, 0, -width - gap, 0), left, _LEFT)

    def _text(self, painter: QPainter, area: QRect, ink: Ink, align: int) -> None:
        role, tone, words = ink
        painter.setFont(self._fonts[role])
        painter.setPen(self._theme.colour(tone))
        shown = self._elided(role, words, area.width())
        painter.drawText(area, align | int(Qt.TextFlag.TextSingleLine), shown)

    def _elided(self, role: FontRole, words: str, width: int) -> str:
        return self._metrics[role].elidedText(visible(words), Qt.TextElideMode.ElideRight, width)

    def _wide(self, role: FontRole, words: str) -> int:
        return self._metrics[role].horizontalAdvance(words)
