"""A choice of one among a few, side by side: one stop for Tab, arrows move inside it."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QSizePolicy, QWidget

from triage.models.visible import visible
from triage.ui.roles import Role
from triage.ui.theme import FontRole, Theme
from triage.ui.widgets.flow_layout import FlowLayout

Options = Sequence[tuple[str, str]]
_STEPS = {Qt.Key.Key_Left: -1, Qt.Key.Key_Up: -1, Qt.Key.Key_Right: 1, Qt.Key.Key_Down: 1}


class Segmented(QWidget):
    """A radio group drawn as one bar, or with ``tabs`` as loose tabs that wrap.

    ``changed(key)`` is emitted when the person chooses; `set_value` is silent. Nothing is chosen at first when
    ``value`` is None: a suggestion is never a preselection.
    """

    changed = Signal(str)

    def __init__(
        self,
        theme: Theme,
        name: str,
        options: Options,
        value: str | None = None,
        *,
        tabs: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self._tabs = tabs
        self._buttons: dict[str, QPushButton] = {}
        self._roles: dict[str, FontRole] = {}
        self._value: str | None = None
        self.setAccessibleName(name)
        self._line = FlowLayout(self) if tabs else QHBoxLayout(self)
        self._line.setContentsMargins(0, 0, 0, 0)
        if not tabs:
            self._line.setSpacing(0)
            self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.set_options(options)
        self.set_value(value)
        theme.changed.connect(self._dress)

    def set_options(self, options: Options) -> None:
        """Replace the choices; a value that is still among them stays."""
        for button in self._buttons.values():
            self._line.removeWidget(button)
            button.deleteLater()
        self._buttons = {key: self._make(key, text) for key, text in options}
        self._roles.clear()
        for at, button in enumerate(self._buttons.values()):
            last = len(self._buttons) - 1
            place = "only" if last == 0 else "first" if at == 0 else "last" if at == last else "middle"
            button.setProperty("place", place)
            self._line.addWidget(button)
        self.set_value(self._value if self._value in self._buttons else None)
        self._dress()

    def set_text(self, key: str, text: str) -> None:
        """Other words for one choice (a count has changed); nothing moves focus."""
        button = self._buttons[key]
        shown = visible(text).replace("&", "&&")
        if button.text() != shown:
            button.setText(shown)
            button.setAccessibleName(visible(text))

    def value(self) -> str | None:
        return self._value

    def set_value(self, key: str | None) -> None:
        self._value = key
        for name, button in self._buttons.items():
            button.setChecked(name == key)
            role = FontRole.STRONG if name == key and self._tabs else FontRole.BODY
            if self._roles.get(name) is not role:  # a font set again makes the style look at the button anew
                self._roles[name] = role
                button.setFont(self._theme.font(role))
        self._rove()

    def button(self, key: str) -> QPushButton:
        return self._buttons[key]

    def focus_value(self) -> None:
        """Put the focus on the chosen one, else the first."""
        target = self._stop()
        if target is not None:
            target.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = _STEPS.get(Qt.Key(event.key()))
        keys = [key for key, button in self._buttons.items() if button.isEnabled()]
        focused = self.focusWidget()
        here = next((key for key in keys if self._buttons[key] is focused), None)
        if step is None or here is None:
            super().keyPressEvent(event)
            return
        there = keys[(keys.index(here) + step) % len(keys)]
        self._choose(there)
        self._buttons[there].setFocus(Qt.FocusReason.TabFocusReason)

    def _make(self, key: str, text: str) -> QPushButton:
        button = _Segment(visible(text).replace("&", "&&"), self)
        button.setObjectName(f"segment-{key}")
        button.setAccessibleName(visible(text))
        button.setProperty("kind", "tab" if self._tabs else "segment")
        button.setCheckable(True)
        button.setAutoDefault(False)
        button.clicked.connect(lambda _checked=False, key=key: self._choose(key))
        return button

    def _choose(self, key: str) -> None:
        differs = key != self._value
        self.set_value(key)
        if differs:
            self.changed.emit(key)

    def _stop(self) -> QPushButton | None:
        chosen = self._buttons.get(self._value or "")
        return chosen or next(iter(self._buttons.values()), None)

    def _rove(self) -> None:
        stop = self._stop()
        for button in self._buttons.values():
            focusable = Qt.FocusPolicy.StrongFocus if button is stop else Qt.FocusPolicy.ClickFocus
            button.setFocusPolicy(focusable)

    @Slot()
    def _dress(self) -> None:
        if isinstance(self._line, FlowLayout):
            self._line.set_gap(self._theme.space(0.5))
        self._roles.clear()
        self.set_value(self._value)


class _Segment(QPushButton):
    """Leaves the arrows to the group (a push button would only walk the focus chain)."""

    accessible_role = Role.RadioButton

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if Qt.Key(event.key()) in _STEPS:
            event.ignore()
            return
        super().keyPressEvent(event)
