"""The cards of the “?” sheet: a group of keys, the states with their signs, a short text."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt, Slot
from PySide6.QtWidgets import QHBoxLayout, QLabel, QWidget

from triage.ui.help.texts import KeyLine, StateWord
from triage.ui.icons import Icons
from triage.ui.theme import FontRole, Theme
from triage.ui.widgets.card import Card
from triage.ui.widgets.key_cap import KeyCap
from triage.ui.widgets.plain_label import PlainLabel
from triage.ui.widgets.section_header import SectionHeader


class HelpCard(Card):
    """A card of the sheet: it shows what fits a search and says whether anything does."""

    def __init__(self, theme: Theme, title: str) -> None:
        super().__init__(theme, title)
        self._title = title
        self._lines: list[tuple[str, QWidget]] = []
        self.add(SectionHeader(theme, title))

    def put(self, words: str, line: QWidget) -> None:
        """One more line; ``words`` are what a search looks through."""
        self._lines.append((f"{self._title} {words}".casefold(), line))
        self.add(line)

    def show_fitting(self, wanted: Sequence[str]) -> bool:
        """Show the lines that hold every word; hide the card when there is none."""
        any_fits = False
        for words, line in self._lines:
            fits = all(word in words for word in wanted)
            line.setVisible(fits)
            any_fits = any_fits or fits
        self.setVisible(any_fits)
        return any_fits


class KeyRow(QWidget):
    """What a key does, and its caps."""

    def __init__(self, theme: Theme, line: KeyLine) -> None:
        super().__init__()
        self._theme = theme
        self.setAccessibleName(line.plain)
        self._row = QHBoxLayout(self)
        self._row.addWidget(PlainLabel(theme, line.text, wrap=True), 1)
        for at, key in enumerate(line.keys):
            if at:
                between = PlainLabel(theme, "to" if line.through else "or", FontRole.SMALL, "text_soft")
                self._row.addWidget(between, 0, Qt.AlignmentFlag.AlignVCenter)
            self._row.addWidget(KeyCap(theme, key, plain=True), 0, Qt.AlignmentFlag.AlignVCenter)
        if not line.keys:
            self._row.addWidget(PlainLabel(theme, "no key", FontRole.SMALL, "text_soft"))
        self._dress()
        theme.changed.connect(self._dress)

    @Slot()
    def _dress(self) -> None:
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(self._theme.space(1.5))


class StateRow(QWidget):
    """A state's sign and word, and what it means."""

    def __init__(self, theme: Theme, icons: Icons, state: StateWord) -> None:
        super().__init__()
        self._theme, self._icons, self._state = theme, icons, state
        self.setAccessibleName(f"{state.word}: {state.meaning}")
        self._row = QHBoxLayout(self)
        self._sign = QLabel()
        self._word = PlainLabel(theme, state.word, FontRole.SMALL_STRONG, state.tone)
        meaning = PlainLabel(theme, state.meaning, wrap=True)
        for part, stretch in ((self._sign, 0), (self._word, 0), (meaning, 1)):
            self._row.addWidget(part, stretch, Qt.AlignmentFlag.AlignTop)
        self._dress()
        theme.changed.connect(self._dress)

    @Slot()
    def _dress(self) -> None:
        size = self._theme.space(4)
        self._sign.setFixedSize(QSize(size, size))
        self._sign.setPixmap(self._icons.pixmap(self._state.icon, self._state.tone, size))
        self._word.setFixedWidth(self._theme.space(19))
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(self._theme.space(1.5))


def key_card(theme: Theme, group: str, lines: Sequence[KeyLine]) -> HelpCard:
    """A group of keys."""
    card = HelpCard(theme, group)
    for line in lines:
        card.put(line.plain, KeyRow(theme, line))
    return card


def state_card(theme: Theme, icons: Icons, title: str, states: Sequence[StateWord]) -> HelpCard:
    """The states with their signs."""
    card = HelpCard(theme, title)
    for state in states:
        card.put(f"{state.word} {state.meaning}", StateRow(theme, icons, state))
    return card


def text_card(theme: Theme, title: str, text: str) -> HelpCard:
    """A short text; each paragraph can be selected and copied."""
    card = HelpCard(theme, title)
    for paragraph in text.split("\n"):
        card.put(text, PlainLabel(theme, paragraph, selectable=True, wrap=True))
    return card
