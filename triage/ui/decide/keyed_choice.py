"""One of a few, by one key: letters or digits choose and go on, arrows and mouse only choose. Nothing is preset."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from triage.ui.decide.choice_rows import ChoiceRows
from triage.ui.theme import Theme
from triage.ui.widgets import Segmented
from triage.ui.widgets.own_keys import keeps_key

BESIDE = 24
"""Letters of all names together up to which the choices stand side by side."""
YES_NO_KEYS = {"yes": "Y", "no": "N", "unknown": "K"}
_CLEAR = (Qt.Key.Key_Delete, Qt.Key.Key_Backspace)
_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class KeyedChoice(QWidget):
    """A bar of segments, or rows when the names are long. Yes/no answers have letters, other choices digits.

    Signals:
        chosen(key, by_key): "" = the answer was taken out again. ``by_key``: the focus may go on.
        left(): Enter, on to the next.
    """

    chosen = Signal(str, bool)
    left = Signal()

    def __init__(
        self,
        theme: Theme,
        name: str,
        options: Sequence[tuple[str, str]],
        parent: QWidget | None = None,
        *,
        bar: bool = False,
    ) -> None:
        """``bar``: side by side, however long the names are."""
        super().__init__(parent)
        self._options = tuple(options)
        yes_no = all(key in YES_NO_KEYS for key, _ in options)
        self._keys = {(YES_NO_KEYS[key] if yes_no else str(at)): key for at, (key, _) in enumerate(options[:9], 1)}
        self._value = ""
        self.setAccessibleName(name)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        digit = {key: "" if yes_no else told for told, key in self._keys.items()}
        self.beside = bar or yes_no or sum(len(words) for _, words in options) <= BESIDE
        self._bar = self._rows = None
        if self.beside:
            named = [(key, f"{digit[key]} {words}".strip()) for key, words in options]
            self._bar = Segmented(theme, name, named)
            self._bar.changed.connect(lambda key: self._choose(key, by_key=False))
            column.addWidget(self._bar, 0, Qt.AlignmentFlag.AlignLeft)
        else:
            self._rows = ChoiceRows(theme, name)
            self._rows.chosen.connect(lambda key, by_key: self._choose(key, by_key=by_key))
            column.addWidget(self._rows)
        self._digit = digit
        self.set_value("")

    def set_value(self, key: str) -> None:
        self._value = key
        if self._bar is not None:
            self._bar.set_value(key or None)
        elif self._rows is not None:
            rows = tuple((one, words, "", self._digit.get(one, "")) for one, words in self._options)
            self._rows.show_options(rows, key)

    def focus_value(self) -> None:
        target = self._bar or self._rows
        if target is not None:
            target.focus_value()

    def event(self, event: QEvent) -> bool:
        """Inside the group its keys are its own, whatever they do elsewhere."""
        return keeps_key(event, self._by_key) or super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = self._by_key(event)
        if key:
            self._choose(key, by_key=True)
        elif event.key() in _CLEAR and not event.modifiers() and self._value:
            self._choose("", by_key=False)
        elif event.key() in _ENTER and not event.modifiers():
            self.left.emit()
        else:
            super().keyPressEvent(event)

    def _by_key(self, event: QKeyEvent) -> str:
        held = event.modifiers() & ~(Qt.KeyboardModifier.KeypadModifier | Qt.KeyboardModifier.ShiftModifier)
        return "" if held else self._keys.get(event.text().upper(), "")

    def _choose(self, key: str, *, by_key: bool) -> None:
        self.set_value(key)
        self.chosen.emit(key, by_key)
