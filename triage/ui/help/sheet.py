"""The “?” sheet: made from the actions, so that it can never say another key than the one that works."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QSize, Signal, Slot
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QLineEdit, QWidget

from triage.ui.actions import ActionSpec
from triage.ui.announce import announce
from triage.ui.help.cards import HelpCard, key_card, state_card, text_card
from triage.ui.help.texts import OFFLINE, OFFLINE_TITLE, STATES, STATES_TITLE, UNDO, UNDO_TITLE, as_text, key_lines
from triage.ui.icons import Icons
from triage.ui.theme import FontRole, Theme
from triage.ui.widgets.button import Button
from triage.ui.widgets.columns import Columns
from triage.ui.widgets.plain_label import PlainLabel
from triage.ui.widgets.scroll_column import ScrollColumn
from triage.ui.widgets.sheet import Sheet


class HelpSheet(Sheet):
    """``copied``: the whole sheet went to the clipboard as plain text."""

    copied = Signal()

    def __init__(self, theme: Theme, icons: Icons, parent: QWidget | None = None) -> None:
        super().__init__(theme, icons, "Keys and words", parent)
        self.setObjectName("help-sheet")
        self._groups: Mapping[str, Sequence[ActionSpec]] = {}
        self._letters = True
        self._cards: list[HelpCard] = []
        self._field = QLineEdit()
        self._field.setObjectName("help-field")
        self._field.setPlaceholderText("Find a key or a word")
        self._field.setAccessibleName("Find a key or a word")
        self._field.setClearButtonEnabled(False)
        self._field.textChanged.connect(self._search)
        self._copy = Button(theme, "Copy all", "plain")
        self._copy.setObjectName("help-copy")
        self._copy.clicked.connect(self._copy_all)
        self.add_to_head(self._copy)
        self._nothing = PlainLabel(theme, "", FontRole.BODY, "text_soft", wrap=True)
        self._scroll = ScrollColumn(theme)
        self._columns = Columns(theme, 72, 3)
        self._scroll.body.setContentsMargins(0, 0, 0, 0)
        self._scroll.add(self._columns)
        for part in (self._field, self._nothing):
            self.body.addWidget(part)
        self.body.addWidget(self._scroll, 1)
        self._nothing.hide()
        self.lead_with(self._field)

    def show_actions(self, groups: Mapping[str, Sequence[ActionSpec]], *, letters: bool = True) -> None:
        """Group → its actions (`Actions.groups`). ``letters`` False: single-letter keys are switched off."""
        self._groups, self._letters = dict(groups), letters
        keys = [
            key_card(self._theme, group, key_lines(specs, letters=letters)) for group, specs in self._groups.items()
        ]
        self._cards = [
            *keys,
            state_card(self._theme, self._icons, STATES_TITLE, STATES),
            text_card(self._theme, OFFLINE_TITLE, OFFLINE),
            text_card(self._theme, UNDO_TITLE, UNDO),
        ]
        self._columns.set_blocks(self._cards)
        self.set_trailing("" if letters else "Single-letter keys are switched off")
        self._search(self._field.text())

    def text(self) -> str:
        """The whole sheet as plain text."""
        return as_text(self._groups, letters=self._letters)

    def sizeHint(self) -> QSize:
        space = self._theme.space
        return QSize(space(260), space(180))

    @Slot(str)
    def _search(self, words: str) -> None:
        wanted = words.casefold().split()
        fits = [card.show_fitting(wanted) for card in self._cards]
        self._nothing.setText(f"No key and no word here fits “{words.strip()}”.")
        self._nothing.setVisible(bool(self._cards) and not any(fits))
        self._columns.settle()

    @Slot()
    def _copy_all(self) -> None:
        QGuiApplication.clipboard().setText(self.text())
        self.set_trailing("Copied", "good")
        announce(self, "Copied")
        self.copied.emit()
