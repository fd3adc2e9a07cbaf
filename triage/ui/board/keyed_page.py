"""A page of the board with keys of its own, wherever in it the focus is."""

from __future__ import annotations

from abc import abstractmethod

from PySide6.QtCore import QEvent, QObject
from PySide6.QtGui import QKeyEvent

from triage.ui.board.page import Page
from triage.ui.widgets.own_keys import keeps_key


class KeyedPage(Page):
    """A page says with `own_key` which keys it takes before the window does, and acts on them in `act_on`. It filters
    the events of its lists, which would search for a letter or digit.
    """

    @abstractmethod
    def own_key(self, event: QKeyEvent) -> bool:
        """Whether this key is the page's own just now."""

    @abstractmethod
    def act_on(self, event: QKeyEvent) -> None:
        """Do what this key of the page's own says."""

    def event(self, event: QEvent) -> bool:
        return keeps_key(event, self.own_key) or super().event(event)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() is QEvent.Type.KeyPress and isinstance(event, QKeyEvent) and self.own_key(event):
            self.act_on(event)
            return True
        return super().eventFilter(watched, event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if self.own_key(event):
            self.act_on(event)
        else:
            super().keyPressEvent(event)
