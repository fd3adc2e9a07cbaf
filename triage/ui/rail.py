"""The narrow rail at the far left: where to go, each with an icon and a word."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QRect, QSize, Qt, Signal, Slot
from PySide6.QtGui import QFontMetrics, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QToolButton, QVBoxLayout, QWidget

from triage.ui.icons import Icons
from triage.ui.roles import Role
from triage.ui.theme import FontRole, Theme
from triage.ui.widgets.tip import set_tip


@dataclass(frozen=True, slots=True)
class RailEntry:
    """``sticky`` entries are places and stay lit; the others only do something. ``low`` ones stand at the bottom;
    ``later`` ones are not there until they are offered."""

    key: str
    name: str
    icon: str
    keys: str = ""
    sticky: bool = True
    low: bool = False
    later: bool = False


ENTRIES = (
    RailEntry("queue", "Queue", "queue"),
    RailEntry("mine", "Mine", "person"),
    RailEntry("outbox", "Outbox", "outbox", "Ctrl+B"),
    RailEntry("board", "Board", "figures", "F7", later=True),
    RailEntry("guides", "Help", "help", "F1", low=True),
    RailEntry("theme", "Theme", "theme", "Ctrl+Shift+T", sticky=False, low=True),
)


class RailButton(QToolButton):
    """An icon over a word, with a number at its shoulder when there is something to count."""

    @property
    def accessible_role(self) -> Role:
        """A place is one of several; the rest is just pressed."""
        return Role.RadioButton if self.entry.sticky else Role.Button

    def __init__(self, theme: Theme, icons: Icons, entry: RailEntry, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme, self._icons, self.entry = theme, icons, entry
        self._badge = ""
        self._tone = "accent"
        self._words = True
        self.setObjectName(f"rail-{entry.key}")
        self.setProperty("kind", "rail")
        self.setText(entry.name)
        self.setCheckable(entry.sticky)
        self._tell_key()
        self.set_badge(0)
        self.toggled.connect(self._dress)
        self._dress()
        theme.changed.connect(self._dress)
        theme.keys_changed.connect(self._tell_key)

    def set_badge(self, number: int, *, wrong: bool = False) -> None:
        self._badge = "" if number <= 0 else "99+" if number > 99 else str(number)
        self._tone = "wrong" if wrong else "accent"
        self.setAccessibleName(f"{self.entry.name}, {number:,}" if number > 0 else self.entry.name)
        self.update()

    def set_words(self, shown: bool) -> None:
        self._words = shown
        self._dress()

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if not self._badge:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        font = self._theme.font(FontRole.CAPS)
        metrics = QFontMetrics(font)
        height = metrics.height()
        width = max(height, metrics.horizontalAdvance(self._badge) + self._theme.space(2))
        box = QRect(min(self.width() // 2 + self._theme.space(1), self.width() - width - 1), 1, width, height)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._theme.colour(self._tone))
        painter.drawRoundedRect(box, height / 2, height / 2)
        painter.setFont(font)
        painter.setPen(self._theme.colour("wrong_text" if self._tone == "wrong" else "accent_text"))
        painter.drawText(box, int(Qt.AlignmentFlag.AlignCenter), self._badge)
        painter.end()

    @Slot()
    def _tell_key(self) -> None:
        keys = self._theme.key(self.entry.keys)
        set_tip(self, f"{self.entry.name} ({keys})" if keys else self.entry.name)

    @Slot()
    def _dress(self) -> None:
        size = self._theme.space(5)
        tone = "accent" if self.isChecked() else "text_soft"
        self.setIcon(self._icons.icon(self.entry.icon, tone, size))
        self.setIconSize(QSize(size, size))
        self.setFont(self._theme.font(FontRole.SMALL))
        style = Qt.ToolButtonStyle.ToolButtonTextUnderIcon if self._words else Qt.ToolButtonStyle.ToolButtonIconOnly
        self.setToolButtonStyle(style)
        self.setFixedWidth(self._theme.space(13 if self._words else 9))


class Rail(QFrame):
    """``chosen(key)`` when the person presses an entry. One stop for Tab, Up and Down inside."""

    chosen = Signal(str)

    def __init__(self, theme: Theme, icons: Icons, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.setProperty("surface", "panel")
        self.setProperty("edge", "right")
        self.setAccessibleName("Places")
        self._buttons = {entry.key: RailButton(theme, icons, entry) for entry in ENTRIES}
        self._column = QVBoxLayout(self)
        for low in (False, True):
            for button in self._buttons.values():
                if button.entry.low is low:
                    self._column.addWidget(button, 0, Qt.AlignmentFlag.AlignHCenter)
            if not low:
                self._column.addStretch(1)
        for button in self._buttons.values():
            if button.entry.later:
                button.hide()
        for key, button in self._buttons.items():
            button.clicked.connect(lambda _checked=False, key=key: self._press(key))
        self._here = "queue"
        self.set_here("queue")
        self._dress()
        theme.changed.connect(self._dress)

    def button(self, key: str) -> RailButton:
        return self._buttons[key]

    def offer(self, key: str, *, shown: bool) -> None:
        """Whether this place is there at all for whoever is here."""
        self._buttons[key].setVisible(shown)

    @property
    def here(self) -> str:
        """The place that is lit."""
        return self._here

    def set_here(self, key: str) -> None:
        """Light the place where the person is."""
        self._here = key
        for name, button in self._buttons.items():
            if button.isCheckable():
                button.setChecked(name == key)
            stop = Qt.FocusPolicy.StrongFocus if name == key else Qt.FocusPolicy.ClickFocus
            button.setFocusPolicy(stop)

    def set_badge(self, key: str, number: int, *, wrong: bool = False) -> None:
        self._buttons[key].set_badge(number, wrong=wrong)

    def set_words(self, shown: bool) -> None:
        """With words under the icons, or (narrow windows) without."""
        for button in self._buttons.values():
            button.set_words(shown)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}.get(Qt.Key(event.key()))
        buttons = [button for button in self._buttons.values() if not button.isHidden()]
        focused = self.focusWidget()
        here = next((at for at, button in enumerate(buttons) if button is focused), None)
        if step is None or here is None:
            super().keyPressEvent(event)
            return
        buttons[(here + step) % len(buttons)].setFocus(Qt.FocusReason.TabFocusReason)

    def _press(self, key: str) -> None:
        button = self._buttons[key]
        if button.isCheckable():
            button.setChecked(key == self._here)  # the presenter decides where we are
        self.chosen.emit(key)

    @Slot()
    def _dress(self) -> None:
        space = self._theme.space
        self._column.setContentsMargins(space(1), space(2), space(1), space(2))
        self._column.setSpacing(space(1))
