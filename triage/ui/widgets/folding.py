"""A choice of one among a few: side by side while there is room, behind one button where there is not."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QSizePolicy, QWidget

from triage.ui.icons import Icons
from triage.ui.theme import Theme
from triage.ui.widgets.choice_button import ChoiceButton
from triage.ui.widgets.segmented import Options, Segmented


class Folding(QWidget):
    """``changed(key)`` when the person chooses; `set_value` is silent. Whoever lays it out says when to `fold`."""

    changed = Signal(str)

    def __init__(
        self, theme: Theme, icons: Icons, name: str, options: Options, value: str, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._folded = False
        self.bar = Segmented(theme, name, options, value)
        self.menu = ChoiceButton(theme, icons, name, options, value)
        self.menu.hide()
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        line = QHBoxLayout(self)
        line.setContentsMargins(0, 0, 0, 0)
        for part in (self.bar, self.menu):
            line.addWidget(part)
            part.changed.connect(self._choose)

    @property
    def folded(self) -> bool:
        return self._folded

    def value(self) -> str | None:
        return self.bar.value()

    def set_value(self, key: str) -> None:
        self.bar.set_value(key)
        self.menu.set_value(key)

    def button(self, key: str) -> QPushButton:
        """The one of the bar."""
        return self.bar.button(key)

    def focus_value(self) -> None:
        """Put the focus on what is chosen."""
        if self._folded:
            self.menu.setFocus(Qt.FocusReason.ShortcutFocusReason)
        else:
            self.bar.focus_value()

    def fold(self, folded: bool) -> None:
        """One button instead of many, or the other way; the focus stays in the choice."""
        if folded is self._folded:
            return
        self._folded = folded
        inside = self.isAncestorOf(self.window().focusWidget() or self.window())
        shown, hidden = (self.menu, self.bar) if folded else (self.bar, self.menu)
        shown.show()
        if inside and folded:
            self.menu.setFocus(Qt.FocusReason.OtherFocusReason)
        elif inside:
            self.bar.focus_value()
        hidden.hide()

    @Slot(str)
    def _choose(self, key: str) -> None:
        self.set_value(key)
        self.changed.emit(key)
