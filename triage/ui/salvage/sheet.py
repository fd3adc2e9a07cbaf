"""What became of each piece of work after the local store was found damaged. It stays until the person has read it."""

from __future__ import annotations

from PySide6.QtCore import QSize, Signal, Slot
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from triage.models.salvage import Fate, Salvage
from triage.ui.icons import Icons
from triage.ui.salvage.words import Group, as_text, groups, kept, opening, summary
from triage.ui.theme import FontRole, Theme
from triage.ui.widgets import PlainLabel
from triage.ui.widgets.button import Button
from triage.ui.widgets.rows import Rows
from triage.ui.widgets.scroll_column import ScrollColumn
from triage.ui.widgets.section_header import SectionHeader
from triage.ui.widgets.sheet import Sheet

COPIED = "Copied. Paste it into a message to IT."


class SalvageSheet(Sheet):
    """``read()``: the person has read it; it does not come again then."""

    read = Signal()

    def __init__(self, theme: Theme, icons: Icons, parent: QWidget | None = None) -> None:
        super().__init__(theme, icons, "The local store was damaged", parent)
        self.setObjectName("salvage-sheet")
        self._told: Salvage | None = None
        self._opening = PlainLabel(theme, "", wrap=True, selectable=True)
        self._kept = PlainLabel(theme, "", FontRole.SMALL, "text_soft", wrap=True, selectable=True)
        self._rows = Rows(theme.space(1))
        scroll = ScrollColumn(theme, whole=True)
        scroll.body.setContentsMargins(0, 0, theme.space(1), 0)
        for part in (self._opening, self._rows, self._kept):
            scroll.add(part)
        self._noted = Button(theme, "I have read this", "primary")
        self._noted.setObjectName("salvage-read")
        self._noted.clicked.connect(self.read)
        self._copy = Button(theme, "Copy all")
        self._copy.setObjectName("salvage-copy")
        self._copy.clicked.connect(self._to_clipboard)
        self._copied = PlainLabel(theme, "", FontRole.SMALL, "text_soft")
        foot = QHBoxLayout()
        foot.setSpacing(theme.space(2))
        for button in (self._noted, self._copy, self._copied):
            foot.addWidget(button)
        foot.addStretch(1)
        self.body.addWidget(scroll, 1)
        self.body.addLayout(foot)
        self.lead_with(self._noted)

    def show_salvage(self, told: Salvage) -> None:
        if told == self._told:
            return
        self._told = told
        self.set_trailing(summary(told), "wrong" if told.of(Fate.LOST) else "good")
        self._opening.setText(opening(told))
        self._kept.setText(kept(told))
        self._copied.setText("")
        self._rows.fill([self._group(group) for group in groups(told)])

    def sizeHint(self) -> QSize:
        return QSize(self._theme.space(180), max(super().sizeHint().height(), self._theme.space(90)))

    def _group(self, group: Group) -> QWidget:
        made = QWidget()
        column = QVBoxLayout(made)
        column.setContentsMargins(0, self._theme.space(2), 0, self._theme.space(1))
        column.setSpacing(self._theme.space(1))
        head = SectionHeader(self._theme, group.title)
        head.set_trailing(str(len(group.lines)), group.tone)
        column.addWidget(head)
        column.addWidget(PlainLabel(self._theme, group.do, FontRole.SMALL, "text_soft", wrap=True))
        for what, do in group.lines:
            column.addSpacing(self._theme.space(1) if do else 0)
            column.addWidget(PlainLabel(self._theme, what, FontRole.STRONG if do else FontRole.BODY, wrap=True))
            if do:
                column.addWidget(PlainLabel(self._theme, do, wrap=True))
        return made

    @Slot()
    def _to_clipboard(self) -> None:
        if self._told is not None:
            QGuiApplication.clipboard().setText(as_text(self._told))
            self._copied.setText(COPIED)
