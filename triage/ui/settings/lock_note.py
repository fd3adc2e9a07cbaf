"""A line below a control that nobody here can change: a lock, and who has set it."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Slot
from PySide6.QtWidgets import QHBoxLayout, QLabel, QWidget

from triage.ui.icons import Icons
from triage.ui.settings.kept import LOCKED
from triage.ui.theme import FontRole, Theme
from triage.ui.widgets.plain_label import PlainLabel


class LockNote(QWidget):
    """Hidden at first: most settings are a person's own."""

    def __init__(self, theme: Theme, icons: Icons, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme, self._icons = theme, icons
        self._sign = QLabel()
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.addWidget(self._sign)
        self._row.addWidget(PlainLabel(theme, f"{LOCKED}.", FontRole.SMALL, "text_soft"))
        self._row.addStretch(1)
        self._row.setAlignment(Qt.AlignmentFlag.AlignVCenter)
        self.hide()
        self._dress()
        theme.changed.connect(self._dress)

    @Slot()
    def _dress(self) -> None:
        size = self._theme.space(3.5)
        self._sign.setPixmap(self._icons.pixmap("lock", "text_soft", size))
        self._sign.setFixedSize(QSize(size, size))
        self._row.setSpacing(self._theme.space(1.5))
