"""A page of the board with one thing to keep: Ctrl+Enter keeps it from anywhere in it."""

from __future__ import annotations

from abc import abstractmethod

from PySide6.QtCore import QEvent
from PySide6.QtGui import QKeyEvent

from triage.ui.board.fresh_page import FreshPage
from triage.ui.contact.form_sheet import keeps
from triage.ui.widgets.own_keys import keeps_key


class KeptPage(FreshPage):
    @abstractmethod
    def keep(self) -> None:
        """Send what is written on the page."""

    def event(self, event: QEvent) -> bool:
        return keeps_key(event, keeps) or super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if keeps(event):
            self.keep()
        else:
            super().keyPressEvent(event)
