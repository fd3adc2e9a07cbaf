"""The faults of rules that the gateway did not take: each with its place in front, to be read, marked and copied."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Slot
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QHBoxLayout

from triage.ui.announce import announce
from triage.ui.board.back_test.words import faults_text
from triage.ui.text import count
from triage.ui.theme import Theme
from triage.ui.widgets import Button, Card, PlainLabel

WHAT_TO_DO = "Mend each in the file, then choose the file again."


class FaultsCard(Card):
    """Hidden while there is none."""

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme, "Faults of the rules")
        self._faults: Sequence[str] = ()
        self._words = PlainLabel(theme, "", tone="text_soft", wrap=True)
        self.copy = Button(theme, "Copy all")
        self.copy.setObjectName("back-test-copy")
        self.told = PlainLabel(theme, "", wrap=True, selectable=True)
        self.told.setObjectName("back-test-faults")
        head = QHBoxLayout()
        head.setSpacing(theme.space(2))
        head.addWidget(self._words, 1)
        head.addWidget(self.copy)
        self.add(head)
        self.add(self.told)
        self.copy.clicked.connect(self._copy)
        self.hide()

    def show_faults(self, faults: Sequence[str]) -> None:
        """These; none hides the card."""
        self._faults = faults
        self.told.setText(faults_text(faults))
        self._words.setText(f"{count(len(faults), 'fault')}. {WHAT_TO_DO}")
        self.setVisible(bool(faults))

    @Slot()
    def _copy(self) -> None:
        QGuiApplication.clipboard().setText("\n".join(self._faults))
        self._words.setText(f"{count(len(self._faults), 'fault')} copied. {WHAT_TO_DO}")
        announce(self.copy, "Copied")
