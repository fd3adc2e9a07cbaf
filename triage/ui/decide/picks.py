"""Several of a list: those picked are rows with a tick, another one is found by typing."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from triage.models.profile import Choice
from triage.ui.decide.finder import Finder, search_choices
from triage.ui.theme import Theme
from triage.ui.widgets.option_row import OptionRow
from triage.ui.widgets.rows import Rows


class Picks(QWidget):
    """Signals: ``toggled(key)``: picked, or no longer; ``left()``: the person left the field."""

    toggled = Signal(str)
    left = Signal()

    def __init__(
        self, theme: Theme, name: str, hint: str, *, with_note: bool = False, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self._with_note = with_note
        self._picked: tuple[str, ...] | None = None
        self.rows: dict[str, OptionRow] = {}
        self.finder = Finder(theme, name, hint)
        self._list = Rows()
        self.setFocusProxy(self.finder)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.space(0.5))
        column.addWidget(self._list)
        column.addWidget(self.finder)
        self.finder.taken.connect(self.toggled)
        self.finder.left.connect(self.left)

    def show_picked(self, choices: tuple[Choice, ...], picked: tuple[str, ...]) -> None:
        self.finder.set_search(search_choices(choices, picked))
        if picked == self._picked:
            return
        self._picked = picked
        focused = next((key for key, row in self.rows.items() if row.hasFocus()), None)
        names = {choice.key: choice for choice in choices}
        self.rows = {key: self._row(names[key]) for key in picked if key in names}
        self._list.fill(self.rows.values())
        if focused is not None:
            target = self.rows.get(focused) or next(iter(self.rows.values()), None) or self.finder.line
            target.setFocus(Qt.FocusReason.OtherFocusReason)

    def _row(self, choice: Choice) -> OptionRow:
        row = OptionRow(self._theme, choice.name, note=choice.note if self._with_note else "")
        row.set_look("ticked")
        row.setObjectName(f"picked:{choice.key}")
        row.clicked.connect(lambda: self.toggled.emit(choice.key))
        return row
