"""Grades as cards with their target times; digits choose inside the group, arrows walk."""

from __future__ import annotations

import math
from datetime import timedelta

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetricsF, QKeyEvent, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QAbstractButton, QGridLayout, QSizePolicy, QWidget

from triage.models.profile import Grade
from triage.ui.roles import Role
from triage.ui.text import span
from triage.ui.theme import FontRole, Theme
from triage.ui.widgets import set_tip
from triage.ui.widgets.own_keys import keeps_key

_WRAP = int(Qt.TextFlag.TextWordWrap | Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)


class GradeCard(QAbstractButton):
    """Name, target and digit of one grade; "suggested" in words. ``step(by)``: an arrow asks for a neighbour."""

    step = Signal(int)
    accessible_role = Role.RadioButton

    def __init__(self, theme: Theme, grade: Grade, digit: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.grade = grade
        self._digit = str(digit)
        self._suggested = False
        self._state: tuple[bool, bool] | None = None
        self._measured: dict[tuple[int, str, float], tuple[QRectF, QRectF]] = {}
        self.setObjectName(f"grade:{grade.key}")
        self.setCheckable(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        set_tip(self, grade.note)
        self.show_state(chosen=False, suggested=False)

    @property
    def suggested(self) -> bool:
        return self._suggested

    @property
    def target(self) -> str:
        minutes = self.grade.target_minutes
        words = span(timedelta(minutes=minutes)) if minutes else "no visit"
        return f"{words}, suggested" if self._suggested else words

    def show_state(self, *, chosen: bool, suggested: bool) -> None:
        if (chosen, suggested) == self._state:
            return
        self._state = (chosen, suggested)
        self._suggested = suggested
        self.setChecked(chosen)
        said = f"{self.grade.name}, {self.target}" + (", chosen" if chosen else "")
        self.setAccessibleName(said)
        self.setAccessibleDescription(f"{self.grade.note} Key {self._digit} inside the grades.")
        self.updateGeometry()
        self.update()

    def narrowest(self) -> int:
        """The width at which no word of the name is broken."""
        metrics = QFontMetricsF(self._theme.font(FontRole.STRONG))
        words = max(metrics.horizontalAdvance(word) for word in self.grade.name.split() or [""])
        return math.ceil(words) + self._theme.space(5)

    def height_at(self, width: int) -> int:
        name, target = self._areas(width)
        return math.ceil(name.height() + target.height()) + self._theme.space(4.5)

    def sizeHint(self) -> QSize:
        return QSize(self.narrowest(), self.height_at(self.narrowest()))

    def minimumSizeHint(self) -> QSize:
        return QSize(self._theme.space(10), 24)

    def nextCheckState(self) -> None:
        """Only the draft says what is chosen; a press alone changes nothing here."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        steps = {Qt.Key.Key_Left: -1, Qt.Key.Key_Up: -1, Qt.Key.Key_Right: 1, Qt.Key.Key_Down: 1}
        by = steps.get(Qt.Key(event.key()))
        if by is not None:
            self.step.emit(by)
        elif event.key() == Qt.Key.Key_Space:
            super().keyPressEvent(event)
        else:
            event.ignore()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        colour = self._theme.colour
        chosen = self.isChecked()
        thick = 2 if chosen or self.hasFocus() else 1
        inset = thick / 2
        painter.setBrush(colour("accent_soft" if chosen else "hover" if self.underMouse() else "card"))
        edge = "focus" if self.hasFocus() else "accent" if chosen else "line_strong"
        painter.setPen(QPen(colour(edge), thick))
        radius = self._theme.space(1.5)
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(inset, inset, -inset, -inset), radius, radius)
        if chosen and self.hasFocus():
            painter.setPen(QPen(colour("accent"), 1))
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(3.5, 3.5, -3.5, -3.5), radius - 2, radius - 2)
        name, target = self._areas(self.width())
        painter.setPen(colour("text"))
        painter.setFont(self._theme.font(FontRole.STRONG))
        painter.drawText(name, _WRAP, self.grade.name)
        painter.setPen(colour("text_soft"))
        painter.setFont(self._theme.font(FontRole.SMALL))
        painter.drawText(target, _WRAP, self.target)
        self._paint_digit(painter, target.topLeft())

    def _areas(self, width: int) -> tuple[QRectF, QRectF]:
        """Where name and target go in a card of this width; remembered, because layouts ask again and again."""
        key = (width, self.target, self._theme.base_px)
        if key not in self._measured:
            self._measured = {key: self._measure(width)}
        return self._measured[key]

    def _measure(self, width: int) -> tuple[QRectF, QRectF]:
        pad = self._theme.space(2)
        room = QRectF(pad, pad, max(10, width - 2 * pad), 10_000)
        name = QFontMetricsF(self._theme.font(FontRole.STRONG)).boundingRect(room, _WRAP, self.grade.name)
        cap = self._cap() + self._theme.space(1.5)
        below = QRectF(pad + cap, name.bottom() + self._theme.space(0.5), max(10, room.width() - cap), 10_000)
        target = QFontMetricsF(self._theme.font(FontRole.SMALL)).boundingRect(below, _WRAP, self.target)
        return (
            QRectF(pad, pad, room.width(), name.height()),
            QRectF(below.left(), below.top(), below.width(), target.height()),
        )

    def _cap(self) -> float:
        """The width of the digit's key cap."""
        return QFontMetricsF(self._theme.font(FontRole.SMALL)).horizontalAdvance("8") + self._theme.space(2)

    def _paint_digit(self, painter: QPainter, beside: QPointF) -> None:
        """The digit as a key: bare, it would read as part of the time beside it."""
        wide, high = self._cap(), QFontMetricsF(self._theme.font(FontRole.SMALL)).height()
        cap = QRectF(beside.x() - wide - self._theme.space(1.5), beside.y(), wide, high)
        painter.drawText(cap, int(Qt.AlignmentFlag.AlignCenter), self._digit)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(self._theme.colour("line_strong"), 1))
        painter.drawRoundedRect(cap.adjusted(0.5, 0.5, -0.5, -0.5), self._theme.space(0.75), self._theme.space(0.75))


class GradeCards(QWidget):
    """The cards side by side, in as many rows as their words need. Digits 1 … choose inside the group.

    Signals:
        chosen(key, by_key): as `ChoiceRows.chosen`.
    """

    chosen = Signal(str, bool)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._columns = 0
        self.cards: list[GradeCard] = []
        self.setAccessibleName("Grade")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setSpacing(theme.space(1.5))

    def show_grades(self, grades: tuple[Grade, ...], chosen: str, suggested: str) -> None:
        if tuple(card.grade for card in self.cards) != grades:
            self._rebuild(grades)
        for card in self.cards:
            card.show_state(chosen=card.grade.key == chosen, suggested=card.grade.key == suggested)
        stop = self._stop()
        for card in self.cards:
            card.setFocusPolicy(Qt.FocusPolicy.StrongFocus if card is stop else Qt.FocusPolicy.ClickFocus)
        self._place()

    def focus_value(self) -> None:
        """The chosen grade, else the suggested one, which Enter then takes; it is never chosen beforehand."""
        target = self._stop()
        if target is not None:
            target.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def event(self, event: QEvent) -> bool:
        """Inside the group its digits are its own (elsewhere they choose the outcome)."""
        return keeps_key(event, self._by_digit) or super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = self._by_digit(event)
        focused = next((card for card in self.cards if card.hasFocus()), None)
        enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not event.modifiers()
        if key:
            self.chosen.emit(key, True)
        elif enter and focused is not None:
            self.chosen.emit(focused.grade.key, True)
        else:
            super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place()

    def _stop(self) -> GradeCard | None:
        marked = [card for card in self.cards if card.isChecked()] or [card for card in self.cards if card.suggested]
        return next(iter(marked or self.cards), None)

    def _by_digit(self, event: QKeyEvent) -> str:
        held = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        at = int(event.text()) - 1 if not held and event.text() in set("123456789") else -1
        return self.cards[at].grade.key if 0 <= at < len(self.cards) else ""

    def _rebuild(self, grades: tuple[Grade, ...]) -> None:
        for old in self.cards:
            self._grid.removeWidget(old)
            old.hide()
            old.deleteLater()
        self.cards = [GradeCard(self._theme, grade, at) for at, grade in enumerate(grades, 1)]
        for card in self.cards:
            card.clicked.connect(lambda _checked=False, key=card.grade.key: self.chosen.emit(key, False))
            card.step.connect(lambda by, card=card: self._step(card, by))
        self._columns = 0

    def _place(self) -> None:
        """As many columns as fit without breaking a word; cards of one row are equally high."""
        if not self.cards:
            return
        gap = self._grid.spacing()
        widest = max(card.narrowest() for card in self.cards)
        fit = max(1, (self.width() + gap) // (widest + gap))
        rows = math.ceil(len(self.cards) / fit)
        columns = math.ceil(len(self.cards) / rows)
        width = (self.width() - gap * (columns - 1)) // columns
        if columns != self._columns:
            self._columns = columns
            for at, card in enumerate(self.cards):
                self._grid.addWidget(card, at // columns, at % columns)
            for column in range(self._grid.columnCount()):
                self._grid.setColumnStretch(column, 1 if column < columns else 0)
        for row in range(rows):
            same = self.cards[row * columns : (row + 1) * columns]
            height = max(card.height_at(width) for card in same)
            for card in same:
                card.setFixedHeight(height)

    def _step(self, card: GradeCard, by: int) -> None:
        at = (self.cards.index(card) + by) % len(self.cards)
        self.cards[at].setFocus(Qt.FocusReason.TabFocusReason)
