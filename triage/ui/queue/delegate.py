"""Paints a row of the queue: risk as shape and word, what and where, marks, time left, one line of what it says."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QModelIndex, QObject, QPersistentModelIndex, QPoint, QRect, QRectF, QSize, Qt, Slot
from PySide6.QtGui import QFont, QFontMetrics, QPainter, QPen, QPolygon
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from triage.models.caller import name_words
from triage.models.views import QueueRow
from triage.models.visible import visible
from triage.ui.queue.model import ROW_ROLE, QueueModel
from triage.ui.queue.sentence import NEW, due_words, heading, marks, status
from triage.ui.queue.shortening import broken, shortened
from triage.ui.queue.snippets import pieces
from triage.ui.text import RISK_WORDS
from triage.ui.theme import FontRole, Theme
from triage.ui.widgets.risk_mark import RISK_TONES, paint_risk_shape

Chips = list[tuple[str, str]]
NARROW = 105
"""Steps of space below which rows have three lines."""
_LEFT = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
_RIGHT = int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
_CENTRE = int(Qt.AlignmentFlag.AlignCenter)
_CHIP_INKS = {
    "accent": ("accent", "accent_soft", "accent"),
    "warn": ("warn", "panel", "warn"),
    "plain": ("text_soft", "panel", "line"),
}


@dataclass(frozen=True, slots=True)
class _Face:
    """A font with its metrics, measured once."""

    font: QFont
    metrics: QFontMetrics

    @classmethod
    def of(cls, theme: Theme, role: FontRole) -> _Face:
        font = theme.font(role)
        return cls(font, QFontMetrics(font))


_Told = list[tuple[str, _Face]]
"""Words of one line and their faces."""


class QueueDelegate(QStyledItemDelegate):
    """Fonts and metrics are measured once per theme; painting a row makes no widget and asks no store."""

    def __init__(self, theme: Theme, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._tall = True
        self._measure()
        theme.changed.connect(self._measure)

    @Slot()
    def _measure(self) -> None:
        theme = self._theme
        self._body, self._strong = _Face.of(theme, FontRole.BODY), _Face.of(theme, FontRole.STRONG)
        self._small, self._small_strong = _Face.of(theme, FontRole.SMALL), _Face.of(theme, FontRole.SMALL_STRONG)
        space = theme.space
        self._line = max(self._strong.metrics.height(), self._small.metrics.height() + 2)
        self._pad, self._gap = space(2), space(0.75)
        self._left = space(2.5)
        self._aside = self._small_strong.metrics.horizontalAdvance("Routine") + space(6.5)
        self._shape = space(2.25)
        self._set_height()

    def fit(self, width: int) -> bool:
        """Rows of three lines in a narrow list, so that no place is cut; of two in a wide one. True: it changed."""
        tall = width < self._theme.space(NARROW)
        changed, self._tall = tall != self._tall, tall
        if changed:
            self._set_height()
        return changed

    def _set_height(self) -> None:
        lines = 3 if self._tall else 2
        self._height = self._pad * 2 + self._line * lines + self._gap * (lines - 1) + 1

    @property
    def row_height(self) -> int:
        return self._height

    def sizeHint(self, _option: QStyleOptionViewItem, _index: QModelIndex | QPersistentModelIndex) -> QSize:
        return QSize(200, self._height)

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        area = QRect(option.rect)
        state = option.state
        painter.save()
        self._ground(painter, area, state)
        row = index.data(ROW_ROLE)
        model = index.model()
        if isinstance(row, QueueRow) and isinstance(model, QueueModel):
            self._mark_new(painter, area, row, model)
            if row.summary.pinned:
                self._mark_pinned(painter, area)
            self._words(painter, area, row, model)
        else:
            self._placeholder(painter, area)
        painter.restore()

    def _ground(self, painter: QPainter, area: QRect, state: QStyle.StateFlag) -> None:
        theme = self._theme
        selected = bool(state & QStyle.StateFlag.State_Selected)
        if selected or state & QStyle.StateFlag.State_MouseOver:
            painter.fillRect(area, theme.colour("selection" if selected else "hover"))
        painter.fillRect(QRect(area.left(), area.bottom(), area.width(), 1), theme.colour("line"))
        if selected:
            painter.fillRect(QRect(area.left(), area.top(), theme.space(0.75), area.height()), theme.colour("accent"))
        if selected and state & QStyle.StateFlag.State_HasFocus:
            painter.setPen(QPen(theme.colour("focus"), 2))
            painter.drawRect(area.adjusted(1, 1, -1, -2))

    def _words(self, painter: QPainter, area: QRect, row: QueueRow, model: QueueModel) -> None:
        top = area.top() + self._pad
        first = QRect(area.left() + self._left, top, area.width() - self._left - self._theme.space(2.5), self._line)
        second = first.translated(0, self._line + self._gap)
        aside = self._aside if area.width() > self._aside * 3 else self._shape + self._theme.space(1.5)
        self._risk(painter, first, second, row, aside)
        first, second = first.adjusted(aside, 0, 0, 0), second.adjusted(aside, 0, 0, 0)
        text, _, tone = due_words(row, model.now)
        face = self._body if tone == "text_soft" else self._strong
        chips = self._told_by_chips(row, aside)
        if self._tall:
            lines = [first, second, second.translated(0, self._line + self._gap)]
            told = self._told(row, first.width())
            at = self._line_of_time(told, text, face, first.width())
            used = self._draw(painter, lines[at], text, face, tone=tone, flags=_RIGHT)
            lines[at] = lines[at].adjusted(0, 0, -used - self._theme.space(2), 0)
            self._three_lines(painter, lines, told, row, model, chips)
            return
        used = self._draw(painter, first, text, face, tone=tone, flags=_RIGHT)
        room = first.adjusted(0, 0, -used - self._theme.space(2), 0)
        taken = self._draw(painter, room, visible(heading(row)), self._title(row))
        self._chips(painter, room.adjusted(taken + self._theme.space(1.5), 0, 0, 0), chips)
        # What found no room beside the heading goes before the gist, which can spare it.
        half = second.adjusted(0, 0, -second.width() // 3, 0)
        used = self._chips(painter, half, chips)
        self._gist(painter, second.adjusted(used, 0, 0, 0), row, model)

    def _told(self, row: QueueRow, width: int) -> list[_Told]:
        """Type and place, which tell rows apart, over the lines: a type that its line has no room for goes on in the
        second, with the place behind it where both find room there, else the place in the third.
        """
        named, title, place = self._title(row), visible(row.summary.title), visible(row.summary.place)
        head, rest = broken(title, named.metrics, width)
        if not rest:
            return [[(head, named)], [(place, self._body)], []]
        behind = f" · {place}" if place else ""
        if named.metrics.horizontalAdvance(rest) + self._body.metrics.horizontalAdvance(behind) <= width:
            return [[(head, named)], [(rest, named), (behind, self._body)], []]
        return [[(head, named)], [(rest, named)], [(place, self._body)]]

    def _line_of_time(self, told: Sequence[_Told], due: str, face: _Face, width: int) -> int:
        """Where a line needs its whole width for type or place, the time left stands below, at last beside the first
        words of the report, which can spare the room."""
        room = width - self._theme.space(2) - face.metrics.horizontalAdvance(due)
        fits = (sum(one.metrics.horizontalAdvance(words) for words, one in line) <= room for line in told)
        return next((at for at, whole in enumerate(fits) if whole), len(told) - 1)

    def _three_lines(
        self,
        painter: QPainter,
        lines: Sequence[QRect],
        told: Sequence[_Told],
        row: QueueRow,
        model: QueueModel,
        chips: Chips,
    ) -> None:
        """Type; place and marks; the marks that found no room there, and what was written."""
        gap = self._theme.space(1.5)
        _, second, third = (self._draw_all(painter, *both) for both in zip(lines, told, strict=True))
        chips_room = lines[1].adjusted(second + gap if second else 0, 0, 0, 0)
        self._chips(painter, chips_room, chips)
        last = lines[2].adjusted(third + gap if third else 0, 0, 0, 0)
        used = self._chips(painter, last.adjusted(0, 0, -last.width() // 3, 0), chips)
        self._gist(painter, last.adjusted(used, 0, 0, 0), row, model)

    def _draw_all(self, painter: QPainter, line: QRect, told: _Told) -> int:
        """Words behind one another; returns the width they took."""
        used = 0
        for words, face in told:
            used += self._draw(painter, line.adjusted(used, 0, 0, 0), words, face)
        return used

    def _title(self, row: QueueRow) -> _Face:
        """As mail does: strong until somebody at this desk has looked at it."""
        return self._strong if row.unseen else self._body

    def _gist(self, painter: QPainter, room: QRect, row: QueueRow, model: QueueModel) -> None:
        """One line of what it says, or, in a search, the words that were found with their marks."""
        hit = model.hit(row.summary.report_id)
        if hit is None or not hit.snippet:
            self._draw(painter, room, visible(row.summary.gist), self._body, tone="text_soft")
            return
        painter.save()
        painter.setClipRect(room)
        at = room.left()
        for words, marked in pieces(hit.snippet, hit.marks):
            width = self._body.metrics.horizontalAdvance(words)
            if marked:
                painter.fillRect(QRect(at, room.top(), width, room.height()), self._theme.colour("mark_warn"))
                line = QRect(at, room.bottom() - 1, width, 2)
                painter.fillRect(line, self._theme.colour("mark_warn_underline"))
            left = QRect(at, room.top(), max(0, room.right() - at), room.height())
            self._draw(painter, left, words, self._body, tone="text" if marked else "text_soft")
            at += width
            if at >= room.right():
                break
        painter.restore()

    def _told_by_chips(self, row: QueueRow, aside: int) -> Chips:
        """The marks, and before them who has it when that finds no room under the risk."""
        text, _ = status(row)
        room = aside - self._theme.space(1.5) if aside == self._aside else 0
        held = row.summary.held_by and text == name_words(row.summary.held_by)
        cut = held and self._small.metrics.horizontalAdvance(visible(text)) > room
        told = (mark for mark in marks(row) if mark != NEW)  # the dot at the edge and the strong title say so
        return [*([(text, "accent")] if cut else []), *told]

    def _mark_new(self, painter: QPainter, area: QRect, row: QueueRow, model: QueueModel) -> None:
        """A dot before the title of what nobody here has looked at; in words it is in the row's name."""
        if row.unseen or row.summary.report_id in model.fresh():
            size = self._theme.space(1.5)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(self._theme.colour("accent"))
            top = area.top() + self._pad + (self._line - size) // 2
            aside = self._aside if area.width() > self._aside * 3 else 0
            left = area.left() + (self._left + aside - self._theme.space(2.75) if aside else self._theme.space(0.5))
            painter.drawEllipse(QRect(left, top, size, size))

    def _mark_pinned(self, painter: QPainter, area: QRect) -> None:
        """A flag at the edge of what a supervisor pinned; the mark among the chips says it in words."""
        size = self._theme.space(2)
        left, top = area.left() + self._theme.space(0.25), area.top() + self._pad + self._line + self._gap
        at = top + (self._line - size) // 2
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._theme.colour("accent"))
        painter.drawPolygon(QPolygon([QPoint(left, at), QPoint(left + size, at + size // 2), QPoint(left, at + size)]))

    def _risk(self, painter: QPainter, first: QRect, second: QRect, row: QueueRow, aside: int) -> None:
        level = row.summary.risk
        size = float(self._shape)
        box = QRectF(first.left(), first.top() + (first.height() - size) / 2, size, size)
        paint_risk_shape(painter, self._theme, level, box)
        if aside < self._aside:
            return
        words = QRect(first)
        words.setLeft(first.left() + self._shape + self._theme.space(1))
        words.setWidth(aside - self._shape - self._theme.space(2))
        self._draw(painter, words, RISK_WORDS[level], self._small_strong, tone=RISK_TONES[level])
        text, tone = status(row)
        if any(told == text for told, _ in self._told_by_chips(row, aside)):
            return
        below = QRect(second)
        below.setWidth(aside - self._theme.space(1.5))
        self._draw(painter, below, visible(text), self._small, tone=tone)

    def _chips(self, painter: QPainter, room: QRect, chips: Chips) -> int:
        """Paint as many chips as fit wholly, take them out of the list, and return the width they took."""
        x, gap = room.left(), self._theme.space(1.5)
        while chips:
            text, kind = chips[0]
            width = self._chip_width(text)
            if x + width > room.right():
                break
            self._chip(painter, QRect(x, room.top(), width, room.height()), visible(text), kind)
            x += width + gap
            del chips[0]
        return x - room.left()

    def _chip(self, painter: QPainter, box: QRect, text: str, kind: str) -> None:
        ink, ground, edge = _CHIP_INKS[kind]
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(self._theme.colour(edge), 1))
        painter.setBrush(self._theme.colour(ground))
        painter.drawRoundedRect(QRectF(box).adjusted(0.5, 0.5, -0.5, -0.5), 3, 3)
        painter.setFont(self._small.font)
        painter.setPen(self._theme.colour(ink))
        painter.drawText(box, _CENTRE, text)

    def _chip_width(self, text: str) -> int:
        return self._small.metrics.horizontalAdvance(visible(text)) + self._theme.space(2.5)

    def _draw(
        self, painter: QPainter, room: QRect, text: str, face: _Face, *, tone: str = "text", flags: int = _LEFT
    ) -> int:
        """One line, shortened to the room; returns the width it took."""
        words = shortened(text, face.metrics, room.width())
        painter.setFont(face.font)
        painter.setPen(self._theme.colour(tone))
        painter.drawText(room, flags | int(Qt.TextFlag.TextSingleLine), words)
        return face.metrics.horizontalAdvance(words)

    def _placeholder(self, painter: QPainter, area: QRect) -> None:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._theme.colour("line"))
        start = QPoint(area.left() + self._left, area.top() + self._pad + self._line // 4)
        height = self._line // 2
        painter.drawRoundedRect(QRect(start, QSize(self._aside // 2, height)), 3, 3)
        for line, share in ((0, 0.4), (1, 0.6), (2, 0.5))[: 3 if self._tall else 2]:
            at = start + QPoint(self._aside, line * (self._line + self._gap))
            painter.drawRoundedRect(QRect(at, QSize(int((area.width() - self._aside) * share), height)), 3, 3)
