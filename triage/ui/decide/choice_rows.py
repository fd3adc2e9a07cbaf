"""A choice of one among several, each on its own row; arrows walk, Space chooses, digits and Enter choose and go on."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from triage.ui.theme import Theme
from triage.ui.widgets.option_row import OptionRow
from triage.ui.widgets.own_keys import keeps_key
from triage.ui.widgets.rows import Rows
from triage.ui.widgets.scroll_column import TOGETHER

Option = tuple[str, str, str, str]
"""Key, words, note, digit ("" = none)."""


class ChoiceRows(QWidget):
    """Nothing is chosen beforehand. One stop for Tab.

    Signals:
        chosen(key, by_key): the person chose; ``by_key`` when a digit or Enter did it, so that the focus may go on.
    """

    chosen = Signal(str, bool)

    def __init__(self, theme: Theme, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._options: tuple[Option, ...] = ()
        self._value = ""
        self.rows: dict[str, OptionRow] = {}
        self.setAccessibleName(name)
        self.setProperty(TOGETHER, True)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        self._list = Rows()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._list)

    def show_options(self, options: tuple[Option, ...], value: str) -> None:
        if options != self._options:
            self._options = options
            self._rebuild()
        self._value = value
        for key, row in self.rows.items():
            row.set_look("chosen" if key == value else "not_chosen", bold=key == value)
        stop = value if value in self.rows else next(iter(self.rows), "")
        for key, row in self.rows.items():
            row.setFocusPolicy(Qt.FocusPolicy.StrongFocus if key == stop else Qt.FocusPolicy.ClickFocus)

    def focus_value(self) -> None:
        row = self.rows.get(self._value) or next(iter(self.rows.values()), None)
        if row is not None:
            row.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def event(self, event: QEvent) -> bool:
        """Inside the group its digits are its own."""
        return keeps_key(event, self._by_digit) or super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = self._by_digit(event) or self._by_enter(event)
        if key:
            self.chosen.emit(key, True)
        else:
            super().keyPressEvent(event)

    def _by_digit(self, event: QKeyEvent) -> str:
        held = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        return "" if held else next((key for key, _, _, digit in self._options if digit == event.text() != ""), "")

    def _by_enter(self, event: QKeyEvent) -> str:
        """Enter means the row that has the focus, chosen already or not."""
        enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        held = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        return next((key for key, row in self.rows.items() if row.hasFocus()), "") if enter and not held else ""

    def _rebuild(self) -> None:
        self.rows = {}
        for key, words, note, digit in self._options:
            row = OptionRow(self._theme, words, note=note, key=digit, enter_clicks=False)
            row.setObjectName(f"option:{key}")
            row.clicked.connect(lambda _checked=False, key=key: self.chosen.emit(key, False))
            row.step.connect(lambda by, key=key: self._step(key, by))
            self.rows[key] = row
        self._list.fill(self.rows.values())

    def _step(self, key: str, by: int) -> None:
        keys = list(self.rows)
        at = (keys.index(key) + by) % len(keys)
        self.rows[keys[at]].setFocus(Qt.FocusReason.TabFocusReason)
