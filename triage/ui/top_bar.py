"""The line at the top: what this is, how it must be handled, where to search, who is here."""

from __future__ import annotations

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QFrame, QHBoxLayout, QWidget

from triage.ui.columns import COLUMNS
from triage.ui.theme import FontRole, Theme
from triage.ui.widgets import Button, Elided, KeyCap, Pill, PlainLabel, Segmented, set_tip


class TopBar(QFrame):
    """``palette_requested`` when the search hint is pressed; ``column_chosen(name)`` when a column is."""

    palette_requested = Signal()
    column_chosen = Signal(str)

    def __init__(self, theme: Theme, marking: str, person: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.setProperty("surface", "panel")
        self.setProperty("edge", "bottom")
        self._row = QHBoxLayout(self)
        self._marking = Pill(theme, marking)
        self._marking.setProperty("chip", "true")
        self._marking.setObjectName("handling-marking")
        self._search = Button(theme, "Find anything", "quiet")
        self._search.clicked.connect(self.palette_requested)
        self._person = Elided(theme, person, tone="text_soft")
        self._person.setObjectName("person")
        self._columns = Segmented(theme, "Column", [(name, name.capitalize()) for name in COLUMNS])
        self._columns.setObjectName("column-switch")
        self._columns.changed.connect(self.column_chosen)
        self._columns.hide()
        set_tip(self._columns, "Next column (F6)")
        self._row.addWidget(PlainLabel(theme, "Triage", FontRole.HEADING))
        self._row.addWidget(self._marking)
        self._row.addStretch(1)
        self._row.addWidget(self._columns)
        hint = QHBoxLayout()
        hint.setSpacing(0)
        hint.addWidget(self._search)
        hint.addWidget(KeyCap(theme, "Ctrl+K"))
        self._row.addLayout(hint)
        self._row.addWidget(self._person)
        self._dress()
        theme.changed.connect(self._dress)

    def show_columns(self, here: str | None) -> None:
        """Offer the columns by name where there is no room for all of them; None takes the offer away."""
        self._columns.setVisible(here is not None)
        if here is not None:
            self._columns.set_value(here)

    def set_marking(self, marking: str) -> None:
        self._marking.setText(marking)

    @Slot()
    def _dress(self) -> None:
        space = self._theme.space
        self._row.setContentsMargins(space(3), space(0.5), space(3), space(0.5))
        self._row.setSpacing(space(2.5))


class TrainingBand(QFrame):
    """The full-width band that makes training mode impossible to take for live work."""

    WORDS = "Nothing here is real. Nothing leaves this machine."

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.setObjectName("training-band")
        self.setProperty("surface", "training")
        self.setAccessibleName(f"Training. {self.WORDS}")
        self._row = QHBoxLayout(self)
        self._row.addWidget(PlainLabel(theme, "TRAINING", FontRole.SMALL_STRONG, tone="training_text"))
        self._row.addWidget(Elided(theme, self.WORDS, FontRole.SMALL, "training_text"), 1)
        self._dress()
        theme.changed.connect(self._dress)

    @Slot()
    def _dress(self) -> None:
        space = self._theme.space
        self._row.setContentsMargins(space(3), space(0.75), space(3), space(0.75))
        self._row.setSpacing(space(3))
