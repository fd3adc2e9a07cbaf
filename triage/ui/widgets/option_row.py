"""A row to press whose words wrap: a sign of its state, a key, words, and a softer line below."""

from __future__ import annotations

import math

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFont, QFontMetricsF, QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget

from triage.models.visible import visible
from triage.ui.roles import Role, tell_checked
from triage.ui.theme import FontRole, Theme
from triage.ui.widgets.glyph import Sign, paint_sign

_ROLES = {
    **dict.fromkeys(("chosen", "not_chosen"), Role.RadioButton),
    **dict.fromkeys(("ticked", "not_ticked"), Role.CheckBox),
}
_LINE = int(Qt.TextFlag.TextWordWrap | Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)


class OptionRow(QAbstractButton):
    """``clicked`` comes from mouse, Space and Enter. ``step(by)``: an arrow asks for a neighbour.

    Args:
        words: what it is. ``note``: a softer line below. ``trail``: soft words at the right end.
        key: shown before the words.
        enter_clicks: False leaves Enter to the parent.
    """

    step = Signal(int)

    def __init__(
        self,
        theme: Theme,
        words: str,
        *,
        note: str = "",
        key: str = "",
        trail: str = "",
        enter_clicks: bool = True,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self._sign: Sign | None = None
        self._bold = False
        self._key = key
        self._help = ""
        self._role: Role | None = None
        self._enter_clicks = enter_clicks
        self._words, self._note, self._trail = words, note, trail
        self._measured: dict[int, tuple[QRectF, QRectF]] = {}
        self._heights: dict[int, int] = {}
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self._tell()
        theme.changed.connect(self._tell)

    def set_look(self, sign: Sign | None, *, bold: bool = False) -> None:
        if (sign, bold) != (self._sign, self._bold):
            self._sign, self._bold = sign, bold
            self._tell()
            tell_checked(self)

    def set_help(self, text: str) -> None:
        """Which keys do what here, for a screen reader."""
        self._help = text
        self._tell()

    @property
    def accessible_role(self) -> Role:
        """One of several to choose from, something to tick off, or just something to press."""
        return self._role or _ROLES.get(self._sign or "", Role.Button)

    def set_role(self, role: Role) -> None:
        """Say that it is something else than its sign tells."""
        self._role = role

    @property
    def accessible_checked(self) -> bool:
        return self._sign in ("chosen", "ticked", "done")

    def set_words(self, words: str, note: str = "", trail: str = "") -> None:
        if (words, note, trail) != (self._words, self._note, self._trail):
            self._words, self._note, self._trail = words, note, trail
            self._tell()

    def heightForWidth(self, width: int) -> int:
        height = self._heights.get(width)
        if height is None:
            words, note = self._areas(width)
            height = max(24, math.ceil(words.height() + note.height()) + self._theme.space(1.5))
            self._heights[width] = height
        return height

    def sizeHint(self) -> QSize:
        return QSize(self._theme.space(40), self.heightForWidth(self._theme.space(80)))

    def minimumSizeHint(self) -> QSize:
        return QSize(self._theme.space(20), 24)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self._enter_clicks and not event.modifiers():
            self.click()
        elif event.key() in (Qt.Key.Key_Down, Qt.Key.Key_Up):
            self.step.emit(1 if event.key() == Qt.Key.Key_Down else -1)
        elif event.key() == Qt.Key.Key_Space:
            super().keyPressEvent(event)
        else:
            event.ignore()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        frame = QRectF(self.rect()).adjusted(1, 1, -1, -1)
        self._paint_ground(painter, frame)
        words, note = self._areas(self.width())
        space = self._theme.space
        left = float(space(1))
        if self._sign is not None:
            side = space(3)
            line = self._line_height()
            paint_sign(painter, self._theme, self._sign, QRectF(left, words.top() + (line - side) / 2, side, side))
            left += side + space(2)
        if self._key:
            self._paint_key(painter, left, words.top())
        painter.setPen(self._theme.colour("text" if self.isEnabled() else "disabled"))
        painter.setFont(self._font())
        painter.drawText(words, _LINE, visible(self._words))
        painter.setPen(self._theme.colour("text_soft"))
        painter.setFont(self._theme.font(FontRole.SMALL))
        painter.drawText(note, _LINE, visible(self._note))
        if self._trail:
            trail = QRectF(
                words.right() + space(1), words.top(), self.width() - words.right() - space(2), words.height()
            )
            painter.drawText(trail, int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignTop), visible(self._trail))

    def _paint_ground(self, painter: QPainter, frame: QRectF) -> None:
        radius = self._theme.space(1)
        if self.isDown() or self.underMouse():
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(self._theme.colour("pressed" if self.isDown() else "hover"))
            painter.drawRoundedRect(frame, radius, radius)
        if self.hasFocus():
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(self._theme.colour("focus"), 2))
            painter.drawRoundedRect(frame, radius, radius)

    def _paint_key(self, painter: QPainter, left: float, top: float) -> None:
        painter.setFont(self._theme.font(FontRole.SMALL_STRONG))
        painter.setPen(self._theme.colour("text_soft"))
        painter.drawText(
            QRectF(left, top, self._key_width(), self._line_height()), int(Qt.AlignmentFlag.AlignVCenter), self._key
        )

    def _areas(self, width: int) -> tuple[QRectF, QRectF]:
        """Where the words and the note go in a row of this width. Remembered: layouts ask a hundred times."""
        if width not in self._measured:
            self._measured[width] = self._measure_areas(width)
        return self._measured[width]

    def _measure_areas(self, across: int) -> tuple[QRectF, QRectF]:
        space = self._theme.space
        left = space(1) + (space(5) if self._sign is not None else 0) + (self._key_width() if self._key else 0)
        right = space(1) + (self._measure(self._trail, FontRole.SMALL, 10_000).width() + space(2) if self._trail else 0)
        width = max(10.0, across - left - right)
        words = self._measure(self._words, FontRole.STRONG if self._bold else FontRole.BODY, width)
        top = space(0.75)
        first = QRectF(left, top, width, words.height())
        if not self._note:
            if words.height() + 2 * top < 24:
                first.moveTop((24 - words.height()) / 2)
            return first, QRectF(left, first.bottom(), width, 0)
        whole = across - left - space(1)
        note = self._measure(self._note, FontRole.SMALL, whole)
        return first, QRectF(left, first.bottom(), whole, note.height())

    def _measure(self, text: str, role: FontRole, width: float) -> QRectF:
        if not text:
            return QRectF()
        return QFontMetricsF(self._theme.font(role)).boundingRect(QRectF(0, 0, width, 100_000), _LINE, visible(text))

    def _font(self) -> QFont:
        return self._theme.font(FontRole.STRONG if self._bold else FontRole.BODY)

    def _line_height(self) -> float:
        return self._measure("X", FontRole.BODY, 1000).height()

    def _key_width(self) -> float:
        return self._measure("8", FontRole.SMALL_STRONG, 1000).width() + self._theme.space(2)

    def _tell(self) -> None:
        self._measured.clear()
        self._heights.clear()
        states = {"done": "done", "open": "needs you", "stopped": "could not be done", "chosen": "chosen"}
        state = states.get(self._sign or "", "ticked" if self._sign == "ticked" else "")
        said = ", ".join(part for part in (self._words, state, self._trail) if part)
        self.setAccessibleName(visible(said))
        self.setAccessibleDescription(
            visible(" ".join(part for part in (self._note, self._key and f"Key {self._key}", self._help) if part))
        )
        self.updateGeometry()
        self.update()
