"""One line of plain words that shortens itself to the room it has and then says the whole in its tooltip."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from triage.ui.theme import FontRole, Theme
from triage.ui.widgets.plain_label import PlainLabel
from triage.ui.widgets.tip import set_tip


class Elided(PlainLabel):
    """Like `PlainLabel`, on one line. ``text()`` stays the whole text; only the painting is shortened.

    Args:
        narrowest: characters that must always fit, for the layout's minimum.
    """

    def __init__(
        self,
        theme: Theme,
        text: str = "",
        role: FontRole | str = FontRole.BODY,
        tone: str = "text",
        *,
        narrowest: int = 4,
        mode: Qt.TextElideMode = Qt.TextElideMode.ElideRight,
        parent: QWidget | None = None,
    ) -> None:
        self._narrowest = narrowest
        self._mode = mode
        self._hint = ""
        super().__init__(theme, text, role, tone, parent=parent)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)

    def setText(self, text: str) -> None:
        super().setText(" ".join(text.split()))
        self._tell()

    def set_hint(self, hint: str) -> None:
        """A tooltip of its own; when the text is shortened, the whole text stands before it."""
        self._hint = hint
        self._tell()

    def shown(self) -> str:
        """What is painted at the present width."""
        return self.fontMetrics().elidedText(self.text(), self._mode, self.contentsRect().width())

    def minimumSizeHint(self) -> QSize:
        hint = super().sizeHint()
        return QSize(min(hint.width(), self.fontMetrics().averageCharWidth() * self._narrowest), hint.height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._tell()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setPen(self.palette().color(self.foregroundRole()))
        painter.setFont(self.font())
        flags = int(self.alignment()) | int(Qt.TextFlag.TextSingleLine)
        painter.drawText(self.contentsRect(), flags, self.shown())
        painter.end()

    def _tell(self) -> None:
        whole = self.text()
        words = self._hint if self.shown() == whole else ". ".join(part for part in (whole, self._hint) if part)
        set_tip(self, words)
