"""Training faults: what a trainer breaks on purpose, and what the handler will see then. Training mode only."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import QSize, Qt, Signal, Slot
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from triage.ui.fault_modes import (
    FIELD,
    LINK_MODES,
    LINKS,
    REFUSE,
    SYSTEM_MODES,
    SYSTEMS,
    WORKING,
    Fault,
    link_effect,
    read_state,
    system_effect,
)
from triage.ui.icons import Icons
from triage.ui.overlay import WIDEST
from triage.ui.theme import FontRole, Theme
from triage.ui.theme.restyle import set_look
from triage.ui.widgets.button import Button
from triage.ui.widgets.card import Card
from triage.ui.widgets.columns import Columns
from triage.ui.widgets.plain_label import PlainLabel
from triage.ui.widgets.scroll_column import ScrollColumn, settle_around
from triage.ui.widgets.section_header import SectionHeader
from triage.ui.widgets.segmented import Segmented
from triage.ui.widgets.sheet import Sheet

BAND = "TRAINING. These faults are made on purpose and touch only this training ground."
FIELD_HINT = "Write the field as the record has it, such as /people/0/surname."


class FaultRow(QWidget):
    """One link or records system. ``chosen(name, mode, detail)`` when the person chooses."""

    chosen = Signal(str, str, str)

    def __init__(self, theme: Theme, name: str, title: str, *, system: bool) -> None:
        super().__init__()
        self._theme, self._name, self._title, self._system = theme, name, title, system
        self._fault = Fault()
        self._heading = PlainLabel(theme, title, FontRole.STRONG)
        self._modes = Segmented(theme, title, SYSTEM_MODES if system else LINK_MODES, tabs=True)
        self._modes.setObjectName(f"fault-{name}")
        self._field = QLineEdit(FIELD)
        self._field.setObjectName(f"fault-field-{name}")
        self._field.setAccessibleName(f"Field that {title} refuses")
        self._effect = PlainLabel(theme, "", FontRole.BODY, "text_soft", wrap=True)
        self._column = QVBoxLayout(self)
        for part in (self._heading, self._modes, self._field, self._effect):
            self._column.addWidget(part)
        self._modes.changed.connect(self._choose)
        self._field.editingFinished.connect(self._field_left)
        theme.changed.connect(self._dress)
        self._dress()
        self._field.hide()

    @property
    def faulty(self) -> bool:
        """Whether it misbehaves now."""
        return self._fault.mode != WORKING

    def show_fault(self, fault: Fault) -> None:
        """Show how it misbehaves; emits nothing. A field that is being typed stays."""
        self._fault = fault
        self._modes.set_value(fault.mode)
        if fault.detail and not self._field.hasFocus():
            self._field.setText(fault.detail)
        self._show()

    def effect(self) -> str:
        """The line that says what the handler will see."""
        return self._effect.text()

    @Slot(str)
    def _choose(self, mode: str) -> None:
        if mode == REFUSE and not self._field_is_pointer():
            self._show()
            return
        detail = self._field.text().strip() if mode == REFUSE else ""
        self._fault = Fault(mode, detail)
        self._show()
        self.chosen.emit(self._name, mode, detail)

    @Slot()
    def _field_left(self) -> None:
        if self._modes.value() == REFUSE and self._field.text().strip() != self._fault.detail:
            self._choose(REFUSE)
        else:
            self._show()

    def _field_is_pointer(self) -> bool:
        return len(self._field.text().strip()) > 1 and self._field.text().strip().startswith("/")

    def _show(self) -> None:
        mode = self._modes.value() or ""
        self._field.setVisible(mode == REFUSE)
        wrong = mode == REFUSE and not self._field_is_pointer()
        set_look(self._field, wrong="true" if wrong else "false")
        told = system_effect(self._title, mode) if self._system else link_effect(self._name, self._title, mode)
        self._effect.setText(FIELD_HINT if wrong else told or "Misbehaves in a way that was set elsewhere.")
        self._effect.set_tone("wrong" if wrong else "text_soft" if mode == WORKING else "text")
        settle_around(self)

    @Slot()
    def _dress(self) -> None:
        self._column.setContentsMargins(0, 0, 0, self._theme.space(2))
        self._column.setSpacing(self._theme.space(1))


class FaultsPanel(Sheet):
    """``fault_chosen(link_or_system, mode, detail)``: modes are those of `triage.ui.fault_modes`; ``detail`` is the
    field that is refused, a JSON pointer. “Everything works again” emits one for each that misbehaves.
    """

    fault_chosen = Signal(str, str, str)

    def __init__(self, theme: Theme, icons: Icons, parent: QWidget | None = None) -> None:
        super().__init__(theme, icons, "Training faults", parent)
        self.setObjectName("faults-panel")
        self.setProperty(WIDEST, 280)
        self._rows: dict[str, FaultRow] = {}
        self._band = QFrame()
        self._band.setProperty("surface", "training")
        self._band_line = QHBoxLayout(self._band)
        words = PlainLabel(theme, BAND, FontRole.STRONG, "training_text", wrap=True)
        self._band_line.addWidget(words, 1)
        self._mend = Button(theme, "Everything works again", "primary")
        self._mend.setObjectName("fault-mend")
        self._mend.clicked.connect(self._work_again)
        self._scroll = ScrollColumn(theme)
        self._columns = Columns(theme, 100, 2)
        self._scroll.add(self._columns)
        self._scroll.body.setContentsMargins(0, 0, 0, 0)
        self._columns.set_blocks(
            (self._card("Links", LINKS, system=False), self._card("Records systems", SYSTEMS, system=True))
        )
        self.body.addWidget(self._band)
        self.body.addWidget(self._scroll, 1)
        self._scroll.body.insertWidget(self._scroll.body.count() - 1, self._mend, 0, Qt.AlignmentFlag.AlignLeft)
        theme.changed.connect(self._dress_band)
        self._dress_band()
        self._count()

    def show_state(self, told: Mapping[str, Any]) -> None:
        """Show what the fault switches tell: ``{"links": {…}, "records": {…}}``; what is left out works."""
        state = read_state(told)
        for name, row in self._rows.items():
            row.show_fault(state.get(name, Fault()))
        self._count()

    def row(self, name: str) -> FaultRow:
        """The row of "gateway", "records", "control" or "crime"."""
        return self._rows[name]

    def sizeHint(self) -> QSize:
        return QSize(self._theme.space(220), self._theme.space(150))

    def _card(self, title: str, entries: tuple[tuple[str, str], ...], *, system: bool) -> Card:
        card = Card(self._theme, title)
        card.add(SectionHeader(self._theme, title))
        for name, words in entries:
            row = FaultRow(self._theme, name, words, system=system)
            row.chosen.connect(self.fault_chosen)
            row.chosen.connect(self._count)
            self._rows[name] = row
            card.add(row)
        return card

    @Slot()
    def _work_again(self) -> None:
        for name, row in self._rows.items():
            if row.faulty:
                row.show_fault(Fault())
                self.fault_chosen.emit(name, WORKING, "")
        self._count()

    @Slot()
    def _count(self) -> None:
        faulty = sum(row.faulty for row in self._rows.values())
        self._mend.setEnabled(faulty > 0)
        self.set_trailing(f"{faulty} of {len(self._rows)} broken" if faulty else "Everything works", "text_soft")

    @Slot()
    def _dress_band(self) -> None:
        space = self._theme.space
        self._band_line.setContentsMargins(space(3), space(2), space(3), space(2))
