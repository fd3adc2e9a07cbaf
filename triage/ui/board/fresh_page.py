"""A page that asks the gateway when it is opened and keeps what it shows fresh while it is looked at."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from triage.ui.board.fetching import Call, Fetching
from triage.ui.board.page import Page, Room


class FreshPage(Page):
    """``call``: what it asks. A page connects ``fetching.came`` to what shows the answer."""

    def __init__(self, room: Room, name: str, call: Call, parent: QWidget | None = None) -> None:
        super().__init__(room, parent)
        self._call = call
        self.fetching = Fetching(room.context, name, self)
        self.fetching.failed.connect(self.show_error)

    def arrive(self) -> None:
        self.ask()

    def ask(self) -> None:
        """Ask at once, whatever is awaited."""
        self.fetching.begin(self._call)

    def leave(self) -> None:
        self.fetching.end()

    def news(self) -> None:
        self.fetching.news()

    def tick(self) -> None:
        self.fetching.tick()
