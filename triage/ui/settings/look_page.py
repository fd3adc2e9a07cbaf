"""How the desk looks and opens: theme, text size, air, columns, the view that comes first."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QVBoxLayout, QWidget

from triage.models.query import View
from triage.ui.icons import Icons
from triage.ui.settings.kept import LOCKED
from triage.ui.settings.lock_note import LockNote
from triage.ui.settings.size_stepper import SizeStepper
from triage.ui.settings.view import SettingsView
from triage.ui.theme import Density, FontRole, Mode, Theme
from triage.ui.widgets.button import Button
from triage.ui.widgets.card import Card
from triage.ui.widgets.flow_layout import FlowLayout
from triage.ui.widgets.plain_label import PlainLabel
from triage.ui.widgets.section_header import SectionHeader
from triage.ui.widgets.segmented import Segmented

MODES = (
    (Mode.SYSTEM.value, "System"),
    (Mode.LIGHT.value, "Light"),
    (Mode.DARK.value, "Dark"),
    (Mode.CONTRAST.value, "High contrast"),
)
DENSITIES = ((Density.COMFORTABLE.value, "Comfortable"), (Density.COMPACT.value, "Compact"))
ORDER_NAMES = (
    ("queue report decide", "Queue, report, decide"),
    ("queue decide report", "Queue, decide, report"),
    ("decide report queue", "Decide, report, queue"),
)
VIEWS = (
    (View.TO_DO.value, "To do"),
    (View.HIGH_RISK.value, "High risk"),
    (View.MINE.value, "Mine"),
    (View.ALL.value, "All"),
)
VIEWS_NOTE = "A saved view that you start with comes before this one."
WIDTHS_NOTE = "Alt+Shift+Right and Alt+Shift+Left make the column in focus wider or narrower."


class LookPage(QWidget):
    """Signals: what the person chose, by key (`Theme.scale` for the size); ``widths_reset()``."""

    theme_changed = Signal(str)
    zoom_changed = Signal(float)
    density_changed = Signal(str)
    order_changed = Signal(str)
    view_changed = Signal(str)
    widths_reset = Signal()

    def __init__(self, theme: Theme, icons: Icons, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme, self._icons = theme, icons
        self._modes = self._bar("Theme", MODES, "settings-theme", self.theme_changed.emit)
        self._sizes = SizeStepper(theme)
        self._air = self._bar("Space between things", DENSITIES, "settings-density", self.density_changed.emit)
        self._order = self._bar("Columns from left to right", ORDER_NAMES, "settings-order", self.order_changed.emit)
        self._first = self._bar("The queue opens with", VIEWS, "settings-view", self.view_changed.emit)
        self._widths = Button(theme, "Widths as they came")
        self._widths.setObjectName("settings-widths")
        self._widths.clicked.connect(self.widths_reset)
        self._sizes.changed.connect(self.zoom_changed)
        self._choices: dict[str, QWidget] = {}
        self._notes: dict[str, LockNote] = {}
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._lay_out()
        self._dress()
        theme.changed.connect(self._dress)

    def show_settings(self, view: SettingsView) -> None:
        self._modes.set_value(view.mode)
        self._sizes.set_scale(view.scale)
        self._air.set_value(view.density)
        self._order.set_value(view.order)
        self._first.set_value(view.first_view)
        for name, choice in self._choices.items():
            choice.setEnabled(name not in view.locked)
            choice.setAccessibleDescription(LOCKED if name in view.locked else "")
            self._notes[name].setVisible(name in view.locked)

    def _bar(
        self, name: str, options: tuple[tuple[str, str], ...], object_name: str, tell: Callable[[str], object]
    ) -> Segmented:
        bar = Segmented(self._theme, name, options)
        bar.setObjectName(object_name)
        bar.changed.connect(tell)
        return bar

    def _lay_out(self) -> None:
        look = self._card("How it looks")
        self._put(look, "look.theme", "Theme", self._modes)
        self._put(look, "look.text_size", "Text size", self._sizes)
        self._put(look, "look.density", "Space between things", self._air)
        columns = self._card("Columns")
        self._put(columns, "look.columns", "From left to right", self._order)
        columns.add(PlainLabel(self._theme, "Widths", FontRole.SMALL_STRONG, "text_soft"))
        holder = QWidget()
        FlowLayout(holder).addWidget(self._widths)
        columns.add(holder)
        columns.add(PlainLabel(self._theme, WIDTHS_NOTE, FontRole.SMALL, "text_soft", wrap=True))
        opening = self._card("Opening")
        self._put(opening, "look.first_view", "The queue opens with", self._first)
        opening.add(PlainLabel(self._theme, VIEWS_NOTE, FontRole.SMALL, "text_soft", wrap=True))

    def _card(self, title: str) -> Card:
        card = Card(self._theme, title)
        card.add(SectionHeader(self._theme, title))
        self._column.addWidget(card)
        return card

    def _put(self, card: Card, setting: str, name: str, choice: QWidget) -> None:
        card.add(PlainLabel(self._theme, name, FontRole.SMALL_STRONG, "text_soft"))
        card.add(choice)
        self._choices[setting] = choice
        self._notes[setting] = LockNote(self._theme, self._icons)
        self._notes[setting].setObjectName(f"locked:{setting}")
        card.add(self._notes[setting])

    @Slot()
    def _dress(self) -> None:
        self._column.setSpacing(self._theme.space(3))
