"""Several of a few, side by side: one stop for Tab, arrows move inside it, Space takes and leaves."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QPushButton, QSizePolicy, QWidget

from triage.models.visible import visible
from triage.ui.theme import FontRole, Theme
from triage.ui.widgets.flow_layout import FlowLayout
from triage.ui.widgets.segmented import Options

_STEPS = {Qt.Key.Key_Left: -1, Qt.Key.Key_Up: -1, Qt.Key.Key_Right: 1, Qt.Key.Key_Down: 1}


class Toggles(QWidget):
    """``changed()`` when the person takes or leaves one. A value that is not among the options is kept and shown."""

    changed = Signal()

    def __init__(
        self, theme: Theme, name: str, options: Options, values: Iterable[str] = (), parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self.setAccessibleName(name)
        self._line = FlowLayout(self)
        self._buttons: dict[str, _Toggle] = {}
        chosen = tuple(values)
        known = dict(options)
        for key, words in [*options, *((value, value) for value in chosen if value not in known)]:
            self._add(key, words, taken=key in chosen)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self._rove(next(iter(self._buttons.values()), None))
        self._dress()
        theme.changed.connect(self._dress)

    def values(self) -> tuple[str, ...]:
        return tuple(key for key, button in self._buttons.items() if button.isChecked())

    def focus_first(self) -> None:
        stop = next((one for one in self._buttons.values() if one.focusPolicy() & Qt.FocusPolicy.TabFocus), None)
        if stop is not None:
            stop.setFocus(Qt.FocusReason.OtherFocusReason)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = _STEPS.get(Qt.Key(event.key()))
        buttons = list(self._buttons.values())
        here = next((at for at, button in enumerate(buttons) if button.hasFocus()), None)
        if step is None or here is None:
            super().keyPressEvent(event)
            return
        there = buttons[(here + step) % len(buttons)]
        self._rove(there)
        there.setFocus(Qt.FocusReason.TabFocusReason)

    def _add(self, key: str, words: str, *, taken: bool) -> None:
        button = _Toggle(visible(words).replace("&", "&&"), self)
        button.setAccessibleName(visible(words))
        button.setProperty("kind", "segment")
        button.setProperty("place", "only")
        button.setCheckable(True)
        button.setChecked(taken)
        button.setAutoDefault(False)
        button.clicked.connect(lambda: self._taken(button))
        self._buttons[key] = button
        self._line.addWidget(button)

    def _taken(self, button: QPushButton) -> None:
        self._rove(button)
        self.changed.emit()

    def _rove(self, stop: QPushButton | None) -> None:
        for button in self._buttons.values():
            button.setFocusPolicy(Qt.FocusPolicy.StrongFocus if button is stop else Qt.FocusPolicy.ClickFocus)

    @Slot()
    def _dress(self) -> None:
        self._line.set_gap(self._theme.space(1))
        for button in self._buttons.values():
            button.setFont(self._theme.font(FontRole.BODY))


class _Toggle(QPushButton):
    """Leaves the arrows to the group."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if Qt.Key(event.key()) in _STEPS:
            event.ignore()
            return
        super().keyPressEvent(event)
