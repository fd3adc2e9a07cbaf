"""A choice of one among several behind a button: shows the present one, opens a menu of all."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QRect, QSize, Qt, Signal, Slot
from PySide6.QtGui import QAction, QActionGroup, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QMenu, QPushButton, QSizePolicy, QWidget

from triage.models.visible import visible
from triage.ui.icons import Icons
from triage.ui.theme import FontRole, Theme
from triage.ui.widgets.segmented import Options


class ChoiceButton(QPushButton):
    """``changed(key)`` when the person chooses; `set_value` is silent. Up and Down choose without the menu.

    Args:
        name: what is chosen ("Sort"), for the accessibility tree.
        empty: words while nothing is chosen.
    """

    changed = Signal(str)

    def __init__(
        self,
        theme: Theme,
        icons: Icons,
        name: str,
        options: Options,
        value: str | None = None,
        *,
        empty: str = "Choose",
        kind: str = "plain",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._theme, self._icons, self._name, self._empty = theme, icons, name, empty
        self._menu = QMenu(self)
        self._group = QActionGroup(self)
        self._actions: dict[str, QAction] = {}
        self._value: str | None = None
        self.setProperty("kind", kind)
        self.setAutoDefault(False)
        self.setProperty("choice", "true")
        self.setSizePolicy(QSizePolicy.Policy.Minimum, QSizePolicy.Policy.Fixed)
        self.clicked.connect(self._open)
        self.set_options(options, value)
        theme.changed.connect(self._dress)

    def set_options(self, options: Options, value: str | None = None) -> None:
        self._menu.clear()
        self._actions = {}
        for key, text in options:
            action = QAction(visible(text).replace("&", "&&"), self._menu)
            action.setCheckable(True)
            action.triggered.connect(lambda _checked=False, key=key: self._choose(key))
            self._group.addAction(action)
            self._menu.addAction(action)
            self._actions[key] = action
        self.set_value(value)
        self._dress()

    def value(self) -> str | None:
        return self._value

    def set_value(self, key: str | None) -> None:
        self._value = key if key in self._actions else None
        for name, action in self._actions.items():
            action.setChecked(name == self._value)
        words = self._actions[self._value].text() if self._value is not None else self._empty
        self.setText(words)
        self.setAccessibleName(f"{self._name}: {words.replace('&&', '&')}")

    def paintEvent(self, event: QPaintEvent) -> None:
        """The words at the left, the arrow at the right edge, however wide the button is."""
        super().paintEvent(event)
        size = self._theme.space(3.5)
        box = QRect(self.width() - size - self._theme.space(1.5), (self.height() - size) // 2, size, size)
        tone = "text_soft" if self.isEnabled() else "disabled"
        self._icons.icon("chevron-down", tone, size).paint(QPainter(self), box)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}.get(Qt.Key(event.key()))
        if step is None or event.modifiers() & Qt.KeyboardModifier.AltModifier:
            super().keyPressEvent(event)
            return
        keys = list(self._actions)
        at = keys.index(self._value) + step if self._value in self._actions else 0
        if keys and 0 <= at < len(keys):
            self._choose(keys[at])

    def _choose(self, key: str) -> None:
        differs = key != self._value
        self.set_value(key)
        if differs:
            self.changed.emit(key)

    @Slot()
    def _open(self) -> None:
        current = self._actions.get(self._value or "")
        self._menu.popup(self.mapToGlobal(QPoint(0, self.height())))
        if current is not None:
            self._menu.setActiveAction(current)

    @Slot()
    def _dress(self) -> None:
        self.setFont(self._theme.font(FontRole.BODY))
