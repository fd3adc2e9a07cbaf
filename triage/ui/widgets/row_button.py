"""A whole row that can be pressed: words at the left, a soft note at the right."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QHBoxLayout, QSizePolicy, QWidget

from triage.ui.theme import FontRole, Theme
from triage.ui.widgets.elided import Elided
from triage.ui.widgets.plain_label import PlainLabel

_NARROWEST = 24
"""Characters of the words that stay beside a note."""


class RowButton(QAbstractButton):
    """A row with hover, focus and checked state. ``lead`` may be put before the words (an icon, a pill).

    ``activated`` is emitted by a click, Space and Enter alike.
    """

    activated = Signal()

    def __init__(
        self,
        theme: Theme,
        text: str,
        note: str = "",
        *,
        lead: QWidget | None = None,
        trail: QWidget | None = None,
        wrap: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        """``wrap``: the words go on in a second line where one has no room for them, instead of being shortened."""
        super().__init__(parent)
        self._theme, self._wraps = theme, wrap
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        policy = QSizePolicy(
            QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum if wrap else QSizePolicy.Policy.Fixed
        )
        policy.setHeightForWidth(wrap)
        self.setSizePolicy(policy)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self._row = QHBoxLayout(self)
        if wrap:
            self.setMinimumHeight(24)  # a layout asks what is inside how high it is, not `sizeHint`
            self._text: PlainLabel = PlainLabel(theme, text, wrap=True)
        else:
            self._text = Elided(theme, text, narrowest=_NARROWEST)
        self._note = Elided(theme, note, FontRole.SMALL, "text_soft")
        for part in (lead, self._text, self._note, trail):
            if part is not None:
                part.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
                self._row.addWidget(part, 1 if part is self._text else 0)
        self.set_words(text, note)
        self.clicked.connect(self.activated)
        self._dress()
        theme.changed.connect(self._dress)

    def set_words(self, text: str, note: str = "") -> None:
        self._text.setText(text)
        self._note.setText(note)
        self._note.setVisible(bool(note))
        self._keep_room()
        self.setAccessibleName(self._text.text())
        self.setAccessibleDescription(self._note.text())

    def _keep_room(self) -> None:
        """Of a name that wraps and a long note, the note gives way, as where the name is shortened."""
        if self._wraps:
            metrics = self._text.fontMetrics()
            whole = metrics.horizontalAdvance(self._text.text())
            self._text.setMinimumWidth(min(whole, metrics.averageCharWidth() * _NARROWEST))

    def sizeHint(self) -> QSize:
        hint = self._row.sizeHint()
        return QSize(hint.width(), max(24, hint.height()))

    def minimumSizeHint(self) -> QSize:
        return QSize(self._row.minimumSize().width(), self.sizeHint().height())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
            return
        super().keyPressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        super().mouseReleaseEvent(event)
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        area = self.rect().adjusted(1, 1, -1, -1)
        radius = self._theme.space(1.5)
        role = "pressed" if self.isDown() else "selection" if self.isChecked() else "hover"
        if self.isDown() or self.isChecked() or (self.underMouse() and self.isEnabled()):
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(self._theme.colour(role))
            painter.drawRoundedRect(area, radius, radius)
        if self.hasFocus():
            painter.setPen(QPen(self._theme.colour("focus"), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(area, radius, radius)
        painter.end()

    @Slot()
    def _dress(self) -> None:
        space = self._theme.space
        self._row.setContentsMargins(space(1.5), space(1), space(1.5), space(1))
        self._row.setSpacing(space(2))
        self._keep_room()
        self.updateGeometry()
