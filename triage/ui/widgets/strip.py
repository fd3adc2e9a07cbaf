"""A calm banner: what happened, what to do, at most one action. Never modal, never takes the focus."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal, Slot
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QWidget

from triage.models.visible import visible
from triage.ui.icons import Icons
from triage.ui.theme import Theme
from triage.ui.theme.restyle import set_look
from triage.ui.widgets.button import Button
from triage.ui.widgets.icon_button import IconButton
from triage.ui.widgets.plain_label import PlainLabel

_LOOKS = {
    "info": ("information", "accent"),
    "good": ("check", "good"),
    "warning": ("warning", "warn"),
    "error": ("stop", "wrong"),
}


class Strip(QFrame):
    """``level``: "info", "good", "warning" or "error". ``key``: of the action that the strip offers. Signals
    ``acted`` and ``closed``."""

    acted = Signal()
    closed = Signal()

    def __init__(
        self,
        theme: Theme,
        icons: Icons,
        text: str,
        action: str | None = None,
        level: str = "info",
        *,
        closable: bool = True,
        key: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._theme, self._icons = theme, icons
        self.setProperty("surface", "strip")
        self._row = QHBoxLayout(self)
        self._sign = QLabel()
        self._words = PlainLabel(theme, "", wrap=True)
        self._action = Button(theme, "", "plain", key=key)
        self._close = IconButton(theme, icons, "close", "Close this message")
        for part, stretch in ((self._sign, 0), (self._words, 1), (self._action, 0), (self._close, 0)):
            self._row.addWidget(part, stretch, Qt.AlignmentFlag.AlignVCenter)
        self._close.setVisible(closable)
        self._action.clicked.connect(self.acted)
        self._close.clicked.connect(self.closed)
        self._level = level
        self.set_words(text, action, level)
        theme.changed.connect(self._dress)

    def text(self) -> str:
        return self._words.text()

    def focus_action(self) -> None:
        """Put the focus on the button that does what the strip offers."""
        self._action.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def set_words(self, text: str, action: str | None = None, level: str = "info") -> None:
        self._level = level
        set_look(self, level=level)
        self._words.setText(text)
        self._action.set_words(action or "")
        self._action.setVisible(bool(action))
        self.setAccessibleName(visible(text))
        self._dress()

    @Slot()
    def _dress(self) -> None:
        space = self._theme.space
        sign, tone = _LOOKS[self._level]
        size = space(4.5)
        self._sign.setPixmap(self._icons.pixmap(sign, tone, size))
        self._sign.setFixedSize(QSize(size, size))
        self._row.setContentsMargins(space(3), space(1), space(2), space(1))
        self._row.setSpacing(space(2.5))
