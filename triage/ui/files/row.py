"""One attachment in the list of the report: what it is, how it stands; pressed, it opens in the viewer."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QHBoxLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget

from triage.models.files import LOCKED, FileLine
from triage.ui.files.words import Standing, about
from triage.ui.icons import Icons
from triage.ui.theme import FontRole, Theme
from triage.ui.widgets import Elided, Pill


class FileRow(QAbstractButton):
    """``opened``: click, Space or Enter. ``stepped(1 or -1)``: arrow down or up."""

    opened = Signal()
    stepped = Signal(int)

    def __init__(self, theme: Theme, icons: Icons, line: FileLine, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme, self._icons = theme, icons
        self.number = line.number
        self.setObjectName(f"file:{line.number}")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self._sign = QLabel()
        self._name = Elided(theme, "", FontRole.STRONG, narrowest=8)
        self._about = Elided(theme, "", FontRole.SMALL, "text_soft", narrowest=8)
        self._pill = Pill(theme, "")
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(self._name)
        words.addWidget(self._about)
        self._row = QHBoxLayout(self)
        self._row.addWidget(self._sign, 0, Qt.AlignmentFlag.AlignVCenter)
        self._row.addLayout(words, 1)
        self._row.addWidget(self._pill, 0, Qt.AlignmentFlag.AlignVCenter)
        for part in (self._sign, self._name, self._about, self._pill):
            part.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.clicked.connect(self.opened)
        self._dress()
        theme.changed.connect(self._dress)

    def show_line(self, line: FileLine, stands: Standing) -> None:
        """Say it anew, in place."""
        name = line.name or "Unnamed file"
        self._name.setText(name)
        self._about.setText(about(line))  # the head of the list says that they are covered
        self._pill.setText(stands.word)
        self._pill.set_kind(stands.tone)
        self._icon = "lock" if line.here == LOCKED else "covered"
        self.setAccessibleName(f"{self._name.text()}, {stands.word}")
        covered = "" if line.here == LOCKED else " Kept covered."
        self.setAccessibleDescription(f"{self._about.text()}.{covered} {stands.what} {stands.do}".strip())
        self._dress()

    def sizeHint(self) -> QSize:
        hint = self._row.sizeHint()
        return QSize(hint.width(), max(24, hint.height()))

    def minimumSizeHint(self) -> QSize:
        return QSize(self._row.minimumSize().width(), self.sizeHint().height())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
        elif event.key() in (Qt.Key.Key_Down, Qt.Key.Key_Up):
            self.stepped.emit(1 if event.key() == Qt.Key.Key_Down else -1)
        else:
            super().keyPressEvent(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        area, radius = self.rect().adjusted(1, 1, -1, -1), self._theme.space(1.5)
        if self.isDown() or self.underMouse():
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(self._theme.colour("pressed" if self.isDown() else "hover"))
            painter.drawRoundedRect(area, radius, radius)
        if self.hasFocus():
            painter.setPen(QPen(self._theme.colour("focus"), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(area, radius, radius)
        painter.end()

    _icon = "covered"

    @Slot()
    def _dress(self) -> None:
        space = self._theme.space
        self._sign.setPixmap(self._icons.pixmap(self._icon, "text_soft", space(4.5)))
        self._row.setContentsMargins(space(1.5), space(1), space(1.5), space(1))
        self._row.setSpacing(space(2))
        self.updateGeometry()
